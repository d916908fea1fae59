import { own, type JsonObject } from '../model/json.ts'
import { awsccKind } from './awscc.ts'
import { hasNaturalKey, naturalKeys } from './natural-keys.ts'
import { project } from './project.ts'
import { terraformMap, type TerraformMap } from './terraform-map.ts'
import { isAccountId } from '../model/place.ts'

/** What a Terraform resource is called in the neutral world. */
export interface TerraformIdentity {
  kind: string
  physicalId?: string
  identities: string[]
  account?: string
  region?: string
}

const arnPattern = /^arn:[\w-]+:[\w-]*:([a-z0-9-]*):(\d*):/

/** Two types stand for one of two kinds, which an attribute decides. */
const conditionalKinds: Readonly<Record<string, (attributes: JsonObject) => string | undefined>> = {
  aws_security_group_rule: (attributes) => (own(attributes, 'type') === 'egress' ? 'AWS::EC2::SecurityGroupEgress' : undefined),
  aws_route_table_association: (attributes) =>
    text(attributes, 'gateway_id') === undefined ? undefined : 'AWS::EC2::GatewayRouteTableAssociation',
}

/** Kind, ids, account and region of a resource as its recorded attributes tell them. */
export function terraformIdentity(type: string, attributes: JsonObject): TerraformIdentity {
  const map = terraformMap(type)
  const kind = map?.sure === true ? (conditionalKinds[type]?.(attributes) ?? map.kind) : (awsccKind(type) ?? type)
  const id = text(attributes, 'id')
  const arn = text(attributes, 'arn')
  const primary = map?.sure === true ? primaryIdentifier(map.identifier, attributes) : undefined
  const physicalId = id ?? arn ?? primary
  const identities: string[] = []
  if (arn !== undefined && arn !== physicalId) identities.push(arn)
  if (primary !== undefined && primary !== physicalId && primary !== arn) identities.push(primary)
  if (hasNaturalKey(kind)) identities.push(...naturalKeys(kind, project(type, attributes)?.properties ?? {}, 'declared'))
  const place = arnPattern.exec(arn ?? id ?? '')
  const region = text(attributes, 'region') ?? (place?.[1] === '' ? undefined : place?.[1])
  const account = place?.[2] === '' ? undefined : (place?.[2] ?? text(attributes, 'owner_id'))
  const identity: TerraformIdentity = { kind, identities }
  if (physicalId !== undefined) identity.physicalId = physicalId
  if (account !== undefined && isAccountId(account)) identity.account = account
  if (region !== undefined && kind.startsWith('AWS::')) identity.region = region
  return identity
}

/** The parts of the primary identifier, joined as Cloud Control does; undefined when one is not set. */
function primaryIdentifier(identifier: TerraformMap['identifier'], attributes: JsonObject): string | undefined {
  let joined: string | undefined
  for (const names of identifier) {
    let part: string | undefined
    for (const name of names) part ??= text(attributes, name)
    if (part === undefined) return undefined
    joined = joined === undefined ? part : `${joined}|${part}`
  }
  return joined
}

function text(attributes: JsonObject, name: string): string | undefined {
  const value = own(attributes, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}
