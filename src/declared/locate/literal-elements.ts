import { canonical, isObject, type Json, own } from '../../model/json.ts'
import type { HclBlock } from './hcl-scanner.ts'
import type { SourceFile } from './module-folder.ts'

/**
 * Which of several blocks declares an element. A state lists the elements of a set in its own order, so the index
 * says little: where the element is known, the block whose literals agree with it is taken.
 */
export function pickBlock(blocks: readonly HclBlock[], file: SourceFile, index: number, element: Json | undefined): HclBlock | undefined {
  const firstDynamic = blocks.findIndex((block) => block.type === 'dynamic')
  const byIndex = blocks[index] ?? blocks[firstDynamic]
  // Behind a dynamic block an index says nothing: it may have made any number of elements.
  const fallback = firstDynamic !== -1 && index > firstDynamic ? blocks[firstDynamic] : byIndex
  if (blocks.length === 1 || !isObject(element)) return fallback
  const scores = blocks.map((block) => agreement(block, file, element))
  const best = Math.max(...scores)
  if (best <= 0) return fallback
  return fallback !== undefined && scores[blocks.indexOf(fallback)] === best ? fallback : blocks[scores.indexOf(best)]
}

/** How many literals agree; -1 when one disagrees. */
function agreement(block: HclBlock, file: SourceFile, element: Json): number {
  let agreed = 0
  for (const attribute of block.body.attributes) {
    const declared = own(element, attribute.name)
    const literal = literalOf(file.text.slice(attribute.valueRange.start, attribute.valueRange.end))
    if (declared === undefined || literal === undefined) continue
    if (comparable(declared) !== comparable(literal)) return -1
    agreed += 1
  }
  return agreed
}

/** HCL writes numbers, truth values, plain text and lists of them as JSON does, but for a comma at the end. */
function literalOf(text: string): Json | undefined {
  if (text.length > 4096 || /[$%]\{/.test(text)) return undefined
  try {
    const value: Json = JSON.parse(text.replace(/,\s*\]$/, ']'))
    return isObject(value) ? undefined : value
  } catch {
    return undefined
  }
}

function comparable(value: Json): string {
  if (Array.isArray(value)) return value.map(canonical).toSorted().join(',')
  return typeof value === 'object' ? canonical(value) : String(value)
}
