import { type HclKey, scanExpression } from './hcl-expression.ts'
import { afterBlanks, afterComment, afterName, char, isBlank, quotedAt } from './hcl-text.ts'
import type { Range } from './line-index.ts'

export interface HclAttribute {
  name: string
  /** The name, without quotes. */
  nameRange: Range
  valueRange: Range
  /** Literal keys of the outermost objects of the value. */
  keys: readonly HclKey[]
}

export interface HclBlock {
  type: string
  labels: readonly string[]
  /** From the type to the last label. */
  headerRange: Range
  body: HclBody
}

export interface HclBody {
  attributes: HclAttribute[]
  blocks: HclBlock[]
}

/**
 * The structure of an HCL document with the place of every block, attribute and literal key. It looks only for
 * structure: nothing is evaluated, no text makes it throw, and what is broken costs at most the block around it.
 * Grammar: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export function scanHcl(text: string): HclBody {
  const root: HclBody = { attributes: [], blocks: [] }
  const bodies = [root]
  let at = 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === char.newline || isBlank(code)) {
      at += 1
      continue
    }
    if (code === char.closeBrace) {
      if (bodies.length > 1) bodies.pop()
      at += 1
      continue
    }
    const comment = afterComment(text, at)
    if (comment !== at) {
      at = comment
      continue
    }
    const body = bodies.at(-1) ?? root
    const nameEnd = afterName(text, at)
    const sign = afterBlanks(text, nameEnd)
    if (nameEnd > at && isAssignment(text, sign)) {
      at = scanAttribute(text, { start: at, end: nameEnd }, sign, body)
      continue
    }
    const block = nameEnd > at ? blockAt(text, at, nameEnd) : undefined
    if (block === undefined) {
      at = Math.max(scanExpression(text, nameEnd).next, at + 1)
      continue
    }
    body.blocks.push(block.block)
    bodies.push(block.block.body)
    at = block.next
  }
  return root
}

function isAssignment(text: string, at: number): boolean {
  return text.charCodeAt(at) === char.equals && text.charCodeAt(at + 1) !== char.equals
}

/** Enters the attribute; gives the offset after its value. */
function scanAttribute(text: string, nameRange: Range, sign: number, body: HclBody): number {
  const expression = scanExpression(text, afterBlanks(text, sign + 1))
  const name = text.slice(nameRange.start, nameRange.end)
  body.attributes.push({ name, nameRange, valueRange: expression.range, keys: expression.keys })
  return expression.next
}

/** The block whose type ends at `typeEnd`, and the offset after its `{`; undefined when it is none. */
function blockAt(text: string, start: number, typeEnd: number): { block: HclBlock; next: number } | undefined {
  const labels: string[] = []
  let end = typeEnd
  for (;;) {
    const at = afterBlanks(text, end)
    if (text.charCodeAt(at) === char.openBrace) {
      const body: HclBody = { attributes: [], blocks: [] }
      return { block: { type: text.slice(start, typeEnd), labels, headerRange: { start, end }, body }, next: at + 1 }
    }
    const quoted = quotedAt(text, at)
    end = quoted === undefined ? afterName(text, at) : quoted.end
    if (end === at) return undefined
    labels.push(quoted?.value ?? text.slice(at, end))
  }
}
