import { InputError, messageOf } from '../model/errors.ts'
import { parseExactly } from '../model/exact-json.ts'
import type { Json } from '../model/json.ts'
import { readChunks, readText, readWhole, type InputFile } from './input-file.ts'
import { sniff } from './sniff.ts'

/** One JSON document of a file, with the line on which it begins. */
export interface JsonDocument {
  value: Json
  line: number
}

/** Parses text; a broken document is an InputError with line and column. */
export function parseJson(text: string, file: string, firstLine = 1): Json {
  try {
    return parseExactly(text)
  } catch (error) {
    const { line, column, atEnd } = breakingPlace(text, messageOf(error))
    const where = atEnd ? 'ends too early' : 'is no valid JSON'
    throw new InputError('json-broken', {
      message: `${file} ${where} at line ${firstLine + line - 1}, column ${column}.`,
      hint: 'The document is truncated or was edited by hand; write it again with the tool that made it.',
      at: { file, line: firstLine + line - 1, column },
    })
  }
}

function breakingPlace(text: string, message: string): { line: number; column: number; atEnd: boolean } {
  const position = /position (\d+)/.exec(message)?.[1]
  const offset = position === undefined ? text.length : Math.min(Number(position), text.length)
  const before = text.slice(0, offset)
  const atEnd = offset >= text.trimEnd().length || /Unterminated|end of/i.test(message)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n'), atEnd }
}

/** The whole of a file as one JSON document. */
export function readJson(file: InputFile): Json {
  return parseJson(readText(file), file.path)
}

/** The same for any document, also one that comes as a stream. */
export async function readJsonWhole(file: InputFile): Promise<Json> {
  return parseJson(await readWhole(file), file.path)
}

/** Every JSON document of a file: the one it holds, or each line of NDJSON. Lines are read in a stream. */
export async function* readJsonDocuments(file: InputFile): AsyncGenerator<JsonDocument> {
  if (!sniff(file).ndjson && file.size < 256 * 1024 * 1024 && !/\.ndjson(?:\.gz)?$/.test(file.path)) {
    yield { value: readJson(file), line: 1 }
    return
  }
  for await (const { text, line } of readLines(file)) yield { value: parseJson(text, file.path, line), line }
}

/** The lines of a file that are not blank. Bytes are decoded line by line, so a split character cannot happen. */
export async function* readLines(file: InputFile): AsyncGenerator<{ text: string; line: number }> {
  let rest: Buffer[] = []
  let line = 0
  for await (const chunk of readChunks(file)) {
    let from = 0
    for (;;) {
      const end = chunk.indexOf(10, from)
      if (end === -1) break
      line += 1
      const piece = chunk.subarray(from, end)
      const text = decode(rest.length === 0 ? piece : Buffer.concat([...rest, piece]), line)
      rest = []
      from = end + 1
      if (text !== '') yield { text, line }
    }
    if (from < chunk.length) rest.push(chunk.subarray(from))
  }
  const last = decode(Buffer.concat(rest), line + 1)
  if (last !== '') yield { text: last, line: line + 1 }
}

function decode(bytes: Buffer, line: number): string {
  const text = bytes.toString('utf8').trim()
  return line === 1 && text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text
}
