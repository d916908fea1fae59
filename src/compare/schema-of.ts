import { awsccCovers } from '../mapping/awscc.ts'
import { tagProperty, terraformMap, type MapNode, type TerraformMap } from '../mapping/terraform-map.ts'
import type { Pair } from '../model/pair.ts'
import type { ProviderSchemas, TypeSchema } from '../model/provider-schema.ts'
import { kindSchema, type KindSchema } from './kind-schema.ts'
import { sharpened } from './provider-nodes.ts'
import { recordedBy } from './recorded-by.ts'
import { mappedNodes, unmappedNodes } from './terraform-nodes.ts'

const terraformSchemas = new Map<string, KindSchema>()
/** By type, then by kind: one type may be one of two kinds. */
const coveredSchemas = { tagged: new Map<string, Map<string, KindSchema>>(), untagged: new Map<string, Map<string, KindSchema>>() }

/** What is known of the properties of a pair, in the shape in which it is compared. */
export function schemaOf(pair: Pair, schemas?: ProviderSchemas): KindSchema {
  const kind = pair.declared?.kind ?? pair.live?.kind ?? ''
  if (pair.shape === 'terraform') {
    const type = pair.declared?.type ?? pair.live?.type ?? kind
    const exact = schemas?.of(type, pair.declared?.provider)
    return exact === undefined ? terraformSchema(type) : exactSchema(type, exact)
  }
  if (pair.declared?.shape !== 'terraform') return kindSchema(kind)
  const { type, properties } = pair.declared
  if (type.startsWith('awscc_')) return { ...kindSchema(kind), covered: awsccCovers(type, properties), isExact: true }
  const map = terraformMap(type)
  return coveredSchema(kind, type, map, map !== undefined && tagProperty(map, properties) !== undefined)
}

const exactSchemas = new WeakMap<TypeSchema, KindSchema>()

function exactSchema(type: string, exact: TypeSchema): KindSchema {
  const known = exactSchemas.get(exact)
  if (known !== undefined) return known
  const schema = sharpened(terraformSchema(type), exact, terraformMap(type) !== undefined)
  exactSchemas.set(exact, schema)
  return schema
}

/** The neutral schema, with what the Terraform type records of every resource. Tags that it cannot set are another's to judge. */
function coveredSchema(kind: string, type: string, map: TerraformMap | undefined, tagged: boolean): KindSchema {
  let ofType = coveredSchemas[tagged ? 'tagged' : 'untagged'].get(type)
  if (ofType === undefined) coveredSchemas[tagged ? 'tagged' : 'untagged'].set(type, (ofType = new Map()))
  const known = ofType.get(kind)
  if (known !== undefined) return known
  const { tags, ...untagged } = kindSchema(kind)
  const schema = { ...untagged, ...(tagged && tags !== undefined ? { tags } : {}) }
  if (map !== undefined) schema.covered = recordedBy(map, withParents(map.covered, schema.tags))
  ofType.set(kind, schema)
  return schema
}

function withParents(covered: ReadonlySet<string>, tags: string | undefined): ReadonlySet<string> {
  return tags === undefined ? covered : new Set([...covered, tags])
}

function terraformSchema(type: string): KindSchema {
  const known = terraformSchemas.get(type)
  if (known !== undefined) return known
  const map = terraformMap(type)
  const root = map === undefined ? unmappedNodes() : mappedNodes(map)
  const schema: KindSchema = {
    root,
    readable: true,
    ...(map === undefined ? { covered: all } : { covered: coveredAttributes(map.nodes, map.unmapped), members: membersOf(map) }),
  }
  terraformSchemas.set(type, schema)
  return schema
}

/** A state records every attribute: a value that appears later was set later. */
const all = { has: (): boolean => true }

function membersOf(map: TerraformMap): ReadonlySet<string> {
  return new Set([...map.nodes.map((node) => node.attribute), ...map.unmapped, 'tags', 'tags_all'])
}

function coveredAttributes(nodes: readonly MapNode[], unmapped: readonly string[], prefix = ''): ReadonlySet<string> {
  const out = new Set<string>([...unmapped, ...(prefix === '' ? ['tags', 'tags_all'] : [])])
  for (const node of nodes) {
    out.add(`${prefix}${node.attribute}`)
    if (node.does === 'block') for (const name of coveredAttributes(node.children, [], `${prefix}${node.attribute}.`)) out.add(name)
  }
  return out
}
