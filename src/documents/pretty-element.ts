import { parseExactly } from '../model/exact-json.ts'
import type { Json } from '../model/json.ts'

const space = 0x20
const tab = 0x09
const newline = 0x0a

/**
 * The object that begins at `from`, when it is printed over lines and ends in this chunk: its closing brace stands below its opening
 * one, where Terraform puts it. Found by one native search instead of a look at every byte. Safe for any document: no newline
 * stands inside a JSON string, and of all texts that begin here only one is a whole object, so what parses is the element.
 */
export function prettyElement(chunk: Buffer, from: number): { value: Json; end: number } | undefined {
  let lineStart = from - 1
  while (lineStart >= 0 && (chunk[lineStart] === space || chunk[lineStart] === tab)) lineStart -= 1
  if (lineStart < 0 || chunk[lineStart] !== newline) return undefined
  const closing = Buffer.from(`${chunk.toString('latin1', lineStart, from)}}`)
  const found = chunk.indexOf(closing, from)
  if (found === -1) return undefined
  const end = found + closing.length
  try {
    return { value: parseExactly(chunk.toString('utf8', from, end)), end }
  } catch {
    return undefined
  }
}
