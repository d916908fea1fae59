import { type Json, own } from '../../model/json.ts'
import type { HclBlock, HclBody } from './hcl-scanner.ts'
import type { Range } from './line-index.ts'
import { pickBlock } from './literal-elements.ts'
import type { PlacedBlock, SourceFile } from './module-folder.ts'

/** A range in a file. `isExact`: it is what the path names, not the nested block around it. */
export interface PlacedRange {
  file: SourceFile
  range: Range
  isExact: boolean
}

/** Nothing in a provider's schema is nested deeper; a path from outside may be. */
const deepest = 64

/**
 * Where a block declares what a path names (`['ingress', '0', 'cidr_blocks']`), or undefined when it does not.
 * Of blocks that override one another the last that knows the path wins. `declared`: the block's values, if known.
 */
export function attributePlace(blocks: readonly PlacedBlock[], path: readonly string[], declared?: Json): PlacedRange | undefined {
  for (const { file, block } of blocks.toReversed()) {
    const found = placeIn(file, block.body, path.slice(0, deepest), declared)
    if (found !== undefined) return found
  }
  return undefined
}

function placeIn(file: SourceFile, body: HclBody, path: readonly string[], declared: Json | undefined): PlacedRange | undefined {
  const nested = nestedPlace(file, body, path, declared)
  // JSON enters an object both as a block and as an attribute: whichever has the path.
  return nested?.isExact === true ? nested : (valuePlace(file, body, path) ?? nested)
}

/** In a nested block, or in the content of a `dynamic` one. */
function nestedPlace(file: SourceFile, body: HclBody, path: readonly string[], declared: Json | undefined): PlacedRange | undefined {
  const [name = '', ...rest] = path
  const blocks = body.blocks.filter((block) => (block.type === 'dynamic' ? block.labels[0] : block.type) === name)
  if (blocks.length === 0) return undefined
  const index = indexOf(rest[0])
  const value = own(declared, name)
  const element = index !== undefined && Array.isArray(value) ? value[index] : value
  const block = pickBlock(blocks, file, index ?? 0, element)
  if (block === undefined) return undefined
  const inner = index === undefined ? rest : rest.slice(1)
  const header = { file, range: block.headerRange, isExact: inner.length === 0 }
  if (inner.length === 0) return header
  return placeIn(file, contentOf(block), inner, element) ?? header
}

function contentOf(block: HclBlock): HclBody {
  if (block.type !== 'dynamic') return block.body
  return block.body.blocks.find(({ type }) => type === 'content')?.body ?? block.body
}

/** An attribute, or the literal key in its value that the path goes on with. */
function valuePlace(file: SourceFile, body: HclBody, path: readonly string[]): PlacedRange | undefined {
  const [name = '', first, second] = path
  const attribute = body.attributes.findLast((candidate) => candidate.name === name)
  if (attribute === undefined) return undefined
  const isList = file.text[attribute.valueRange.start] === '['
  const index = isList ? indexOf(first) : undefined
  const key = index === undefined ? first : second
  const entry = attribute.keys.findLast((candidate) => candidate.name === key && (index === undefined || candidate.object === index))
  const [start, end] = entry === undefined ? [attribute.nameRange, attribute.valueRange] : [entry.nameRange, entry.valueRange]
  return { file, range: { start: start.start, end: Math.max(start.end, end.end) }, isExact: true }
}

/** Whether an attribute's value has a literal key: `Owner` in `tags`. */
export function literalKeyPlace(blocks: readonly PlacedBlock[], name: string, key: string): PlacedRange | undefined {
  for (const { file, block } of blocks.toReversed()) {
    const entry = block.body.attributes
      .findLast((attribute) => attribute.name === name)
      ?.keys.findLast((candidate) => candidate.name === key)
    if (entry !== undefined) return { file, range: { start: entry.nameRange.start, end: entry.valueRange.end }, isExact: true }
  }
  return undefined
}

function indexOf(segment: string | undefined): number | undefined {
  return segment !== undefined && /^\d{1,9}$/.test(segment) ? Number(segment) : undefined
}
