import { isObject, own, type Json } from '../model/json.ts'

/**
 * Whether a security group rule lets (nearly) the whole world reach one of these ports.
 * Understands the rule shapes of CloudFormation, the EC2 API and Terraform, lists of rules, and a whole group.
 * What is not said counts as open: a rule without a protocol or ports reaches every port.
 */
export function worldReaches(rule: Json, ports: readonly number[]): boolean {
  if (Array.isArray(rule)) return rule.some((one) => worldReaches(one, ports))
  const inside = own(rule, 'SecurityGroupIngress') ?? own(rule, 'ingress')
  if (Array.isArray(inside)) return worldReaches(inside, ports)
  return isObject(rule) && networksOf(rule).some(isWorld) && ports.some((port) => covers(rule, port))
}

const networkKeys = ['CidrIp', 'CidrIpv6', 'IpRanges', 'Ipv6Ranges', 'cidr_blocks', 'ipv6_cidr_blocks', 'cidr_ipv4', 'cidr_ipv6']

function networksOf(rule: Json): string[] {
  if (typeof rule === 'string') return [rule]
  if (Array.isArray(rule)) return rule.flatMap(networksOf)
  return networkKeys.flatMap((key) => {
    const value = own(rule, key)
    return value === undefined || value === null ? [] : networksOf(value)
  })
}

/** Also halves and quarters of the world, by which the check for `/0` alone is evaded: nobody owns a network wider than /8. */
function isWorld(network: string): boolean {
  const [address, length] = network.trim().split('/')
  if (address === undefined || length === undefined || !/^\d{1,3}$/.test(length)) return false
  return Number(length) < (address.includes(':') ? 16 : 8)
}

function covers(rule: Json, port: number): boolean {
  const said = own(rule, 'IpProtocol') ?? own(rule, 'ip_protocol') ?? own(rule, 'protocol') ?? -1
  const protocol = typeof said === 'string' ? said.toLowerCase() : JSON.stringify(said)
  if (protocol === '-1' || protocol === 'all') return true
  if (!['tcp', 'udp', '6', '17'].includes(protocol)) return false
  const from = portOf(own(rule, 'FromPort') ?? own(rule, 'from_port'), 0)
  const to = portOf(own(rule, 'ToPort') ?? own(rule, 'to_port'), 65_535)
  return from <= port && port <= to
}

function portOf(value: Json | undefined, otherwise: number): number {
  if (value === undefined || value === null || value === '') return otherwise
  const port = Number(value)
  return Number.isNaN(port) || port === -1 ? otherwise : port
}
