import { isObject, own, type Json, type JsonObject } from '../../../model/json.ts'

const ranges = [
  ['IpRanges', 'CidrIp', 'CidrIp'],
  ['Ipv6Ranges', 'CidrIpv6', 'CidrIpv6'],
] as const

/**
 * EC2 keeps permissions by protocol and ports, CloudFormation one rule for each network, prefix list or group: fan them out.
 * The other side of a rule is the source of an ingress rule and the destination of an egress rule.
 */
export function permissionRules(permissions: Json, side: 'Source' | 'Destination'): Json {
  const rules: JsonObject[] = []
  for (const permission of list(permissions)) {
    const base: JsonObject = {}
    for (const name of ['IpProtocol', 'FromPort', 'ToPort']) {
      const value = own(permission, name)
      if (value !== undefined && value !== null) base[name] = value
    }
    for (const [member, from, to] of ranges) {
      for (const each of list(own(permission, member))) rules.push({ ...base, [to]: own(each, from) ?? null, ...description(each) })
    }
    for (const each of list(own(permission, 'PrefixListIds'))) {
      rules.push({ ...base, [`${side}PrefixListId`]: own(each, 'PrefixListId') ?? null, ...description(each) })
    }
    for (const each of list(own(permission, 'UserIdGroupPairs'))) {
      const owner = own(each, 'UserId')
      rules.push({
        ...base,
        [`${side}SecurityGroupId`]: own(each, 'GroupId') ?? null,
        // Egress rules have no property for the owner.
        ...(side === 'Source' && typeof owner === 'string' ? { SourceSecurityGroupOwnerId: owner } : {}),
        ...description(each),
      })
    }
  }
  return rules
}

function list(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function description(range: JsonObject): JsonObject {
  const text = own(range, 'Description')
  return typeof text === 'string' && text !== '' ? { Description: text } : {}
}
