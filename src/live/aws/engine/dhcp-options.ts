import { isObject, own, type Json, type JsonObject } from '../../../model/json.ts'

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DhcpConfiguration.html: option names to properties. */
const options: Readonly<Record<string, { property: string; list: boolean }>> = {
  'domain-name': { property: 'DomainName', list: false },
  'domain-name-servers': { property: 'DomainNameServers', list: true },
  'ntp-servers': { property: 'NtpServers', list: true },
  'netbios-name-servers': { property: 'NetbiosNameServers', list: true },
  'netbios-node-type': { property: 'NetbiosNodeType', list: false },
  'ipv6-address-preferred-lease-time': { property: 'Ipv6AddressPreferredLeaseTime', list: false },
}

/** The configurations of a DHCP option set are key and values; CloudFormation has a property for each. */
export function dhcpProperties(configurations: Json | undefined): JsonObject {
  const properties: JsonObject = {}
  for (const each of Array.isArray(configurations) ? configurations.filter(isObject) : []) {
    const key = own(each, 'Key')
    const option = typeof key === 'string' && Object.hasOwn(options, key) ? options[key] : undefined
    const held = own(each, 'Values')
    const values = (Array.isArray(held) ? held : []).map((value) => own(value, 'Value') ?? value)
    if (option === undefined || values[0] === undefined) continue
    const first = option.property === 'NetbiosNodeType' || option.property.startsWith('Ipv6') ? number(values[0]) : values[0]
    properties[option.property] = option.list ? values : first
  }
  return properties
}

function number(value: Json): Json {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
}
