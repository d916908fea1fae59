import type { AttributeSchema, TypeSchema } from '../model/provider-schema.ts'
import { newNode, type KindSchema, type SchemaNode } from './kind-schema.ts'

/** Every key has the one node: the values of a map. */
class AnyKey extends Map<string, SchemaNode> {
  readonly #node: SchemaNode

  constructor(node: SchemaNode) {
    super()
    this.#node = node
  }

  override get(): SchemaNode {
    return this.#node
  }

  override get size(): number {
    return 1
  }
}

/**
 * What is known of a Terraform type, made exact by its provider's schema: what only the provider sets is no mutation by itself, what
 * only the user sets is compared whatever it is called, lists have an order and sets have none, maps are the user's own.
 */
export function sharpened(known: KindSchema, schema: TypeSchema, isMapped: boolean): KindSchema {
  const given = [...schema].filter(([, { isGiven }]) => isGiven).map(([name]) => name)
  const mirrors = new Set([...schema].filter(([, { isMirror }]) => isMirror).map(([name]) => name))
  return {
    ...known,
    isExact: true,
    root: withMembers(known.root, schema, isMapped),
    ...(known.members === undefined ? {} : { members: new Set([...known.members, ...given]) }),
    ...(mirrors.size === 0 ? {} : { mirrors }),
  }
}

function withMembers(known: SchemaNode, schema: TypeSchema, isMapped: boolean): SchemaNode {
  const children = new Map(known.children)
  for (const [name, attribute] of schema) children.set(name, sharpenedNode(known.children.get(name), attribute, isMapped))
  return { ...known, children }
}

function sharpenedNode(known: SchemaNode | undefined, attribute: AttributeSchema, isMapped: boolean): SchemaNode {
  const { shape, members, isComputed, isGiven, isWriteOnly } = attribute
  const inner = members === undefined ? undefined : withMembers(shape === 'map' ? newNode() : (known ?? newNode()), members, isMapped)
  const node: SchemaNode = {
    ...(known ?? newNode()),
    ...(shape === 'map' && inner !== undefined ? { children: new AnyKey(inner) } : inner === undefined ? {} : { children: inner.children }),
    ordered: shape === 'set' ? false : (known?.ordered ?? false),
    sequence: shape === 'list',
    writeOnly: isWriteOnly || known?.writeOnly === true,
    free: (shape === 'map' && members === undefined) || known?.free === true,
  }
  // A map that was reviewed says better which computed values tell of a mutation.
  if (isComputed && !(isMapped && known !== undefined)) node.skip = 'computed'
  // Without a map the name alone had said that it is computed.
  if (isGiven && !isMapped) delete node.skip
  return node
}
