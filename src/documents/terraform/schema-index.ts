import { InputError } from '../../model/errors.ts'
import { readChunks, type InputFile } from '../input-file.ts'
import { backslash, closeBrace, closeBracket, openBrace, openBracket, quote } from '../list-elements.ts'

/** Where the schema of a resource type stands in its file, in bytes. */
export interface SchemaPlace {
  file: string
  /** `registry.terraform.io/hashicorp/aws` */
  provider: string
  from: number
  to: number
}

/** `provider_schemas` > provider > `resource_schemas` > type: the depth at which a type's schema begins. */
const typeDepth = 4

/**
 * Finds every resource type of `terraform providers schema -json` in one pass that holds nothing of it. The documents have 50 MB and
 * more, of which a scan needs a few types.
 */
export async function indexSchemas(file: InputFile, chunkBytes?: number): Promise<Map<string, SchemaPlace[]>> {
  const found = new Map<string, SchemaPlace[]>()
  const keys: string[] = []
  let depth = 0
  let text: string[] | undefined
  let last = ''
  let isEscaped = false
  let from = 0
  let before = 0
  const close = (at: number): void => {
    depth -= 1
    if (depth !== typeDepth || keys[1] !== 'provider_schemas' || keys[3] !== 'resource_schemas') return
    const [, , provider = '', , type = ''] = keys
    const place = { file: file.path, provider, from, to: at + 1 }
    const others = found.get(type)
    if (others === undefined) found.set(type, [place])
    else others.push(place)
  }
  for await (const chunk of readChunks(file, chunkBytes)) {
    let at = 0
    while (at < chunk.length) {
      if (text === undefined) {
        const byte = chunk[at]
        if (byte === quote) text = []
        else if (byte === openBrace || byte === openBracket) {
          keys[depth] = last
          if (depth === typeDepth) from = before + at
          depth += 1
        } else if (byte === closeBrace || byte === closeBracket) close(before + at)
        at += 1
        continue
      }
      const end = endOfString(chunk, at, isEscaped)
      // Names are needed only down to the types.
      if (depth <= typeDepth) text.push(chunk.toString('utf8', at, end.at))
      isEscaped = end.isEscaped
      at = end.at
      if (end.isOpen) continue
      at += 1
      last = text.join('')
      text = undefined
    }
    before += chunk.length
  }
  if (depth !== 0 || text !== undefined) {
    throw new InputError('json-broken', {
      message: `${file.path} ends too early: it is no whole schema of providers.`,
      hint: 'Write it again with `terraform providers schema -json`.',
      at: { file: file.path },
    })
  }
  return found
}

/** Where the string that goes on at `from` ends in this chunk, by native search. */
function endOfString(chunk: Buffer, from: number, isEscaped: boolean): { at: number; isOpen: boolean; isEscaped: boolean } {
  let at = isEscaped ? from + 1 : from
  for (;;) {
    const found = chunk.indexOf(quote, at)
    const end = found === -1 ? chunk.length : found
    let slashes = 0
    while (end - slashes > at && chunk[end - slashes - 1] === backslash) slashes += 1
    const isOdd = slashes % 2 === 1
    if (found === -1) return { at: chunk.length, isOpen: true, isEscaped: isOdd && at <= chunk.length }
    if (!isOdd) return { at: found, isOpen: false, isEscaped: false }
    at = found + 1
  }
}
