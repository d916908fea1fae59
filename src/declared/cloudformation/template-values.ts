import { InputError, type Place } from '../../model/errors.ts'
import type { Json } from '../../model/json.ts'

/** A document of the family, parsed, with what was odd about it. */
export interface ParsedDocument {
  value: Json
  warnings: readonly { code: string; message: string; place: Place; level?: 'error' }[]
}

/** Deeper than any template that can be deployed; what walks the values may then recurse. */
const deepest = 256

/** Throws InputError when a document is nested so deeply that only an attack explains it. */
export function checkDepth(value: Json, file: string): void {
  const open: { value: Json; depth: number }[] = [{ value, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue
    if (next.depth > deepest) throw tooDeep(file)
    for (const child of Object.values(next.value)) {
      if (typeof child === 'object' && child !== null) open.push({ value: child, depth: next.depth + 1 })
    }
  }
}

export function tooDeep(file: string): InputError {
  return new InputError('document-too-deep', {
    message: `${file} is nested more than ${deepest} levels deep.`,
    hint: 'No template that CloudFormation accepts is; check where the document comes from.',
    at: { file },
  })
}

/** Two resources, or two sections, of one name: which of them was deployed cannot be told. */
export function duplicateKey(name: string, place: Place): InputError {
  return new InputError('template-duplicate-key', {
    message: `${place.file} declares ${JSON.stringify(name)} twice.`,
    hint: 'Remove or rename one of the two; CloudFormation keeps only one of them.',
    at: place,
  })
}
