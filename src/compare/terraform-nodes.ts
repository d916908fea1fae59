import { wholeTable } from '../mapping/data.ts'
import type { MapNode, TargetStep, TerraformMap } from '../mapping/terraform-map.ts'
import { textOf, type Json } from '../model/json.ts'
import { at, kindSchema, newNode, type SchemaNode } from './kind-schema.ts'

/** Attributes of providers without a map, by name: data/terraform/computed.json. */
interface KnownNames {
  /** Only the provider sets them. */
  names: string[]
  /** The same, as patterns of the whole name. */
  patterns: string[]
  /** Said to the provider, and not shown by a read: commands, secrets, what only matters at creation. */
  inputs: string[]
  inputPatterns: string[]
  /** Others put something in. */
  filled: string[]
}

/** A root whose nodes are known by name alone, since nothing else is known of the type. */
class NamedNodes extends Map<string, SchemaNode> {
  readonly #made = new Map<string, SchemaNode | undefined>()
  readonly #known: KnownNames

  constructor(known: KnownNames) {
    super()
    this.#known = known
  }

  override get(name: string): SchemaNode | undefined {
    const set = super.get(name)
    if (set !== undefined) return set
    if (!this.#made.has(name)) this.#made.set(name, this.#make(name))
    return this.#made.get(name)
  }

  #make(name: string): SchemaNode | undefined {
    const { patterns, inputs, inputPatterns, filled } = this.#known
    if (matches(patterns, name)) return { ...newNode(), skip: 'computed' }
    if (inputs.includes(name) || matches(inputPatterns, name)) return { ...newNode(), unshown: 'provider-only' }
    return filled.includes(name) ? { ...newNode(), filled: true } : undefined
  }
}

function matches(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => new RegExp(`^(?:${pattern})$`).test(name))
}

/** What is known of the attributes of a type that no map describes. */
export function unmappedNodes(): SchemaNode {
  const root = newNode()
  const known = wholeTable<KnownNames>('../terraform/computed.json')['*']
  if (known === undefined) return root
  root.children = new NamedNodes(known)
  for (const name of known.names) at(root, name).skip = 'computed'
  return root
}

/** What the map of a type says of its attributes, in Terraform's own shape. */
export function mappedNodes(map: TerraformMap): SchemaNode {
  const root = newNode()
  const known = kindSchema(map.kind).root
  for (const node of map.nodes) addNode(root, node, known, false)
  for (const name of map.unmapped) at(root, name).unshown = 'unmapped'
  return root
}

function addNode(root: SchemaNode, node: MapNode, known: SchemaNode, isInside: boolean): void {
  const here = at(root, node.attribute)
  if (node.does === 'skip') {
    if (node.reason === 'api-only' || node.reason === 'low-confidence') here.unshown = node.reason
    else if (node.reason === 'declared-by-sibling') here.filled = true
    else if (node.reason === 'alias') [here.unshown, here.filled] = ['alias', true]
    else if (node.reason !== 'unmapped') here.skip = node.reason
    return
  }
  // Beside the settings of a block AWS shows what came of them.
  const place = nodeAt(known, node.target)
  if (isInside && place?.readOnly === true) here.skip = 'computed'
  if (place?.writeOnly === true) here.unshown = 'write-only'
  const values = defaultsAt(node, known)
  if (values !== undefined) here.defaults = { values, sure: false, sources: 0 }
  if (node.does === 'block') for (const child of node.children) addNode(here, child, known, true)
}

/** What AWS sets there, in the provider's words. */
function defaultsAt({ target, transform, argument, attribute }: Exclude<MapNode, { does: 'skip' }>, known: SchemaNode): Json[] | undefined {
  const place = nodeAt(known, target)
  if (place === undefined) return undefined
  if (transform === 'kv') return place.bag === undefined || argument === '' ? undefined : ofBag(place.bag, argument, attribute)
  const values = place.defaults?.values
  if (values === undefined) return undefined
  if (transform === 'enum') {
    const [yes, no] = argument.split('/')
    return values.flatMap((value) => (textOf(value) === yes ? [true] : textOf(value) === no ? [false] : []))
  }
  return [...values]
}

function ofBag(bag: Readonly<Record<string, readonly string[]>>, argument: string, attribute: string): Json[] | undefined {
  const key = argument.replace('*', attribute.replace(/^[a-z]+_[a-z]+_/, '').replaceAll('_', '.'))
  return Object.hasOwn(bag, key) ? [...(bag[key] ?? [])] : undefined
}

function nodeAt(root: SchemaNode, target: readonly TargetStep[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = root
  for (const { name } of target) node = node?.children.get(name)
  return target.length === 0 ? undefined : node
}
