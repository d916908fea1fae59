import { readFileSync } from 'node:fs'
import { codeOf, InputError } from '../model/errors.ts'
import { isObject, own, type Json } from '../model/json.ts'
import type { VerifiedMap } from '../verify-map.ts'

export const verifiedSchema = 'driftgate/verified/1'

/** What `driftgate doctor --verify-map --output FILE` writes, and `--verified FILE` reads. */
export interface VerifiedDocument {
  schema: typeof verifiedSchema
  tool: { name: 'driftgate'; version: string }
  kinds: Record<string, Omit<VerifiedMap, 'kind'>>
}

/** The kinds that agree in every file that names them. Throws InputError for what is no such file. */
export function verifiedKinds(files: readonly string[] = []): ReadonlySet<string> {
  const agreeing = new Set<string>()
  const differing = new Set<string>()
  for (const file of files) {
    const kinds = own(documentIn(file), 'kinds')
    if (!isObject(kinds)) throw broken(file)
    for (const kind of Object.keys(kinds)) (own(own(kinds, kind), 'agrees') === true ? agreeing : differing).add(kind)
  }
  return new Set([...agreeing].filter((kind) => !differing.has(kind)))
}

function documentIn(file: string): Json {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const code = codeOf(error)
    throw new InputError('input-unreadable', {
      message: `${file} cannot be read${code === undefined ? '' : ` (${code})`}.`,
      hint: 'Write it with `driftgate doctor --verify-map --output FILE`.',
      at: { file },
    })
  }
  try {
    const value: Json = JSON.parse(text)
    if (own(value, 'schema') === verifiedSchema) return value
  } catch {
    // Said below, as of any other document.
  }
  throw broken(file)
}

function broken(file: string): InputError {
  return new InputError('verified-document', {
    message: `${file} is not what \`driftgate doctor --verify-map\` writes.`,
    hint: 'Write it again: `driftgate doctor --verify-map --output FILE`.',
    at: { file },
  })
}
