import { parseJson } from '../../documents/json-documents.ts'
import type { Place } from '../../model/errors.ts'
import { checkDepth, duplicateKey, type ParsedDocument } from './template-values.ts'

interface Level {
  /** The keys of an object; undefined for a list. */
  keys?: Set<string>
  expectsKey: boolean
}

/**
 * Parses a JSON document. Throws InputError with line and column where it breaks and where a section or a logical id
 * comes twice; a property that comes twice is a warning, the last one counts as it does for CloudFormation.
 */
export function parseJsonTemplate(text: string, file: string, firstLine = 1): ParsedDocument {
  const value = parseJson(text, file, firstLine)
  checkDepth(value, file)
  return { value, warnings: findDuplicates(text, file, firstLine) }
}

/** One pass over text that is known to be valid JSON: brackets and keys are all that matters. */
function findDuplicates(text: string, file: string, firstLine: number): ParsedDocument['warnings'] {
  const levels: Level[] = []
  const warnings: ParsedDocument['warnings'][number][] = []
  const token = /[{}[\],]|"(?:[^"\\]|\\.)*"/g
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [part] = found
    const level = levels.at(-1)
    if (part === '{') levels.push({ keys: new Set(), expectsKey: true })
    else if (part === '[') levels.push({ expectsKey: false })
    else if (part === '}' || part === ']') levels.pop()
    else if (part === ',') {
      if (level?.keys !== undefined) level.expectsKey = true
    } else if (level?.keys !== undefined && level.expectsKey) {
      level.expectsKey = false
      const key = String(JSON.parse(part))
      if (level.keys.has(key)) {
        const place = placeOf(text, found.index, file, firstLine)
        if (levels.length === 1 || (levels.length === 2 && levels[0]?.keys !== undefined)) throw duplicateKey(key, place)
        warnings.push({ code: 'template-duplicate-key', message: `${JSON.stringify(key)} comes twice; the last one counts.`, place })
      }
      level.keys.add(key)
    }
  }
  return warnings
}

function placeOf(text: string, offset: number, file: string, firstLine: number): Required<Place> {
  const before = text.slice(0, offset)
  return { file, line: firstLine + before.split('\n').length - 1, column: offset - before.lastIndexOf('\n') }
}
