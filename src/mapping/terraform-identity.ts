import { own, type JsonObject } from '../model/json.ts'
import { terraformMap } from './terraform-map.ts'

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
  aws_route_table_association: (attributes) => (text(attributes, 'gateway_id') === undefined ? undefined : 'AWS::EC2::GatewayRouteTableAssociation'),
}

/** Kind, ids, account and region of a resource as its recorded attributes tell them. */
export function terraformIdentity(type: string, attributes: JsonObject): TerraformIdentity {
  const map = terraformMap(type)
  const kind = map?.sure === true ? (conditionalKinds[type]?.(attributes) ?? map.kind) : type
  const identities = new Set<string>()
  const id = text(attributes, 'id')
  const arn = text(attributes, 'arn')
  if (arn !== undefined) identities.add(arn)
  if (map?.sure === true) {
    const parts = map.identifier.map((names) => names.map((name) => text(attributes, name)).find((value) => value !== undefined))
    if (parts.length > 0 && parts.every((part) => part !== undefined)) identities.add(parts.join('|'))
  }
  const physicalId = id ?? arn ?? [...identities][0]
  if (physicalId !== undefined) identities.delete(physicalId)
  const place = arnPattern.exec(arn ?? id ?? '')
  const region = text(attributes, 'region') ?? (place?.[1] === '' ? undefined : place?.[1])
  const account = place?.[2] === '' ? undefined : (place?.[2] ?? text(attributes, 'owner_id'))
  return {
    kind,
    identities: [...identities],
    ...(physicalId === undefined ? {} : { physicalId }),
    ...(account === undefined || !/^\d{12}$/.test(account) ? {} : { account }),
    ...(region === undefined || !kind.startsWith('AWS::') ? {} : { region }),
  }
}

function text(attributes: JsonObject, name: string): string | undefined {
  const value = own(attributes, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}
