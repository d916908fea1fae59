import { InputError } from '../model/errors.ts'
import { parseExactly } from '../model/exact-json.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { parseJson, readJson } from './json-documents.ts'
import { readChunks, type InputFile } from './input-file.ts'
import { prettyElement } from './pretty-element.ts'

// The bytes that give JSON its structure, for what reads a document without parsing it.
export const quote = 0x22
export const backslash = 0x5c
export const openBrace = 0x7b
export const closeBrace = 0x7d
export const openBracket = 0x5b
export const closeBracket = 0x5d

/** Below this a document is parsed whole: faster, and small enough to hold. */
const wholeLimit = 64 * 1024 * 1024

/** What is left of a document when the elements of its big list are taken out; filled when the last element was read. */
export interface Remainder {
  value: JsonObject
  /** Whether the list was there, and a list. */
  hasList?: boolean
}

/**
 * The elements of a top-level list (`resources` of a state), in batches, for documents of any size: what is held is a
 * batch, never the document. `remainder` gets the document without the list.
 */
export async function* readListElements(file: InputFile, key: string, remainder: Remainder, batch = 512): AsyncGenerator<Json[]> {
  if (file.content === undefined && file.size <= wholeLimit && !file.path.endsWith('.gz')) {
    const document = readJson(file)
    if (!isObject(document)) throw notAnObject(file)
    const { [key]: list, ...rest } = document
    remainder.value = rest
    remainder.hasList = Array.isArray(list)
    const elements = Array.isArray(list) ? list : []
    for (let at = 0; at < elements.length; at += batch) yield elements.slice(at, at + batch)
    return
  }
  yield* splitList(file, key, remainder, batch)
}

/** Splits without parsing the whole: brackets are counted outside strings, each element is parsed alone. */
export async function* splitList(
  file: InputFile,
  key: string,
  remainder: Remainder,
  batch = 512,
  chunkBytes?: number,
): AsyncGenerator<Json[]> {
  const wanted = Buffer.from(JSON.stringify(key))
  const around: Buffer[] = []
  let element: Buffer[] = []
  let elements: Json[] = []
  let depth = 0
  let listDepth = -1
  let seenKey = false
  let lastString: Buffer = Buffer.alloc(0)
  let stringFrom = -1
  let stringHead: Buffer[] = []
  let escaped = false
  /** Bytes of the chunks before this one, and where in the file the element begins. */
  let before = 0
  let elementAt = 0

  for await (const chunk of readChunks(file, chunkBytes)) {
    // `taken`: up to here the bytes of this chunk are in `around` or in an element.
    let taken = 0
    // Where one element is not printed over lines, no other of this chunk is tried: the search would be in vain each time.
    let isPretty = true
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at]
      if (stringFrom !== -1 || stringHead.length > 0) {
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) {
          if (listDepth === -1 && depth === 1) {
            lastString = Buffer.concat([...stringHead, chunk.subarray(Math.max(stringFrom, 0), at + 1)])
            seenKey = lastString.equals(wanted)
          }
          stringFrom = -1
          stringHead = []
        }
        continue
      }
      if (byte === quote) stringFrom = at
      else if (byte === openBrace || byte === openBracket) {
        depth += 1
        if (listDepth === -1 && byte === openBracket && depth === 2 && seenKey) {
          listDepth = 2
          around.push(chunk.subarray(taken, at + 1))
          taken = at + 1
        } else if (listDepth !== -1 && depth === listDepth + 1) {
          const whole = isPretty && byte === openBrace ? prettyElement(chunk, at) : undefined
          if (whole === undefined) {
            taken = at
            elementAt = before + at
            isPretty = false
            continue
          }
          elements.push(whole.value)
          depth -= 1
          taken = whole.end
          at = whole.end - 1
          if (elements.length >= batch) {
            yield elements
            elements = []
          }
        }
      } else if (byte === closeBrace || byte === closeBracket) {
        depth -= 1
        if (listDepth !== -1 && depth === listDepth) {
          element.push(chunk.subarray(taken, at + 1))
          elements.push(await parseElement(Buffer.concat(element).toString('utf8'), file, elementAt))
          element = []
          taken = at + 1
          if (elements.length >= batch) {
            yield elements
            elements = []
          }
        } else if (listDepth !== -1 && depth === listDepth - 1) {
          listDepth = -2
          seenKey = false
          taken = at
        }
      }
    }
    before += chunk.length
    const rest = chunk.subarray(taken)
    if (listDepth > 0 && depth > listDepth) element.push(rest)
    else if (listDepth < 0) around.push(rest)
    if (stringFrom !== -1) {
      stringHead.push(chunk.subarray(stringFrom))
      stringFrom = -1
      // An opening quote at the very end of a chunk still counts as an open string.
      if (stringHead[0]?.length === 0) stringHead = [Buffer.from('"')]
    } else if (stringHead.length > 0) stringHead.push(chunk)
  }
  if (elements.length > 0) yield elements
  const document = parseJson(Buffer.concat(around).toString('utf8'), file.path)
  if (!isObject(document)) throw notAnObject(file)
  remainder.hasList = Array.isArray(document[key])
  delete document[key]
  remainder.value = document
}

/** Lines are counted only for an element that is broken. */
async function parseElement(text: string, file: InputFile, at: number): Promise<Json> {
  try {
    return parseExactly(text)
  } catch {
    // A stream cannot be read again to count its lines.
    return parseJson(text, file.path, file.content === undefined ? await lineAt(file, at) : 1)
  }
}

async function lineAt(file: InputFile, offset: number): Promise<number> {
  let line = 1
  let left = offset
  for await (const chunk of readChunks(file)) {
    const head = chunk.subarray(0, left)
    for (let at = head.indexOf(10); at !== -1; at = head.indexOf(10, at + 1)) line += 1
    left -= head.length
    if (left === 0) break
  }
  return line
}

function notAnObject(file: InputFile): InputError {
  return new InputError('document-kind', {
    message: `${file.path} is not one JSON object.`,
    hint: 'Check that this is the document you meant to scan.',
    at: { file: file.path, line: 1 },
  })
}
