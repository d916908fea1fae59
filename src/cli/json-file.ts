import { readFileSync } from 'node:fs'
import { InputError, messageOf } from '../model/errors.ts'
import { parseExactly } from '../model/exact-json.ts'
import type { Json } from '../model/json.ts'

/** A document that a tool wrote. Throws InputError where it cannot be read or is no JSON. */
export function jsonFile(file: string): Json {
  try {
    return parseExactly(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new InputError('document-unreadable', {
      message: `${file} cannot be read: ${messageOf(error)}.`,
      hint: 'Give the file as the tool wrote it.',
      at: { file },
    })
  }
}
