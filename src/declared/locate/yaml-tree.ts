import { createRequire } from 'node:module'
import type { Document, ParsedNode } from 'yaml'
import type { Range } from './line-index.ts'
import { type Child, isIndex, isIntrinsic } from './template-tree.ts'

type Yaml = typeof import('yaml')
const require = createRequire(import.meta.url)

/** Loaded with the first YAML template: places are asked for synchronously, and most scans have none. */
function yaml(): Yaml {
  return require('yaml')
}

/** The way into a YAML document, through aliases and merge keys, for positions only. */
export function yamlRoot(text: string): Child['into'] {
  // A tag nobody knows, or a key that comes twice, is no obstacle to finding a place.
  const document = yaml().parseDocument(text, { logLevel: 'silent', strict: false, uniqueKeys: false })
  const anchors = new Anchors(document)
  return (segment) => childOf(document.contents, segment, anchors, new Set())
}

/** `seen`: maps that this look-up already went through, since merge keys may lead in circles. */
function childOf(link: unknown, segment: string, anchors: Anchors, seen: Set<unknown>): Child | undefined {
  const { isAlias, isMap, isSeq } = yaml()
  const node = isAlias(link) ? anchors.find(link.source, link.range?.[0] ?? 0) : link
  if (seen.has(node) || hasFunctionTag(node)) return undefined
  seen.add(node)
  if (isSeq<ParsedNode>(node)) {
    const item = isIndex(segment) ? node.items[Number(segment)] : undefined
    return item === undefined ? undefined : child(item, item, anchors)
  }
  if (!isMap<ParsedNode, ParsedNode | null>(node)) return undefined
  const [only, ...others] = node.items
  if (only !== undefined && others.length === 0 && isIntrinsic(keyOf(only.key))) return undefined
  const pair = node.items.findLast(({ key }) => String(keyOf(key)) === segment)
  if (pair !== undefined) return child(pair.key, pair.value ?? pair.key, anchors)
  const merges = node.items.filter(({ key }) => keyOf(key) === '<<')
  const sources = merges.flatMap(({ value }): readonly unknown[] => (isSeq(value) ? value.items : [value]))
  for (const source of sources) {
    const merged = childOf(source, segment, anchors, seen)
    if (merged !== undefined) return merged
  }
  return undefined
}

function keyOf(key: ParsedNode): unknown {
  return yaml().isScalar(key) ? key.value : undefined
}

function child(from: ParsedNode, to: ParsedNode, anchors: Anchors): Child {
  return { range: rangeOf(from, to), into: (segment) => childOf(to, segment, anchors, new Set()) }
}

function rangeOf(from: ParsedNode, to: ParsedNode): Range {
  const quote = yaml().isScalar(from) && (from.type === 'QUOTE_DOUBLE' || from.type === 'QUOTE_SINGLE') ? 1 : 0
  return { start: from.range[0] + quote, end: Math.max(from.range[1], to.range[1]) }
}

/** `!If [...]`, `!Transform {...}`: a list or map that is an argument. */
function hasFunctionTag(node: unknown): boolean {
  const { isMap, isSeq } = yaml()
  const tag = isSeq(node) || isMap(node) ? node.tag : undefined
  return tag !== undefined && tag.startsWith('!')
}

/** Anchored nodes by name: one walk for all aliases, where the library walks for each. */
class Anchors {
  readonly #document: Document.Parsed
  #nodes: Map<string, { at: number; node: unknown }[]> | undefined

  constructor(document: Document.Parsed) {
    this.#document = document
  }

  /** The last node of the name before `at`. */
  find(name: string, at: number): unknown {
    this.#nodes ??= this.#collect()
    return this.#nodes.get(name)?.findLast((entry) => entry.at < at)?.node
  }

  #collect(): Map<string, { at: number; node: unknown }[]> {
    const nodes = new Map<string, { at: number; node: unknown }[]>()
    const { isAlias, visit } = yaml()
    visit(this.#document, {
      Node: (_, node) => {
        const name = isAlias(node) ? undefined : node.anchor
        if (name === undefined) return
        const same = nodes.get(name)
        const entry = { at: node.range?.[0] ?? 0, node }
        if (same === undefined) nodes.set(name, [entry])
        else same.push(entry)
      },
    })
    return nodes
  }
}
