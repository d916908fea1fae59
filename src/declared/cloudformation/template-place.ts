import { readFileSync, statSync } from 'node:fs'
import type { Location } from '../../model/generated/report.ts'
import { parseTemplate } from '../locate/template-position.ts'

/** The place of a section's member, for a message about it; the file where it cannot be told. The file is read once more. */
export function placeInTemplate(file: string, path: readonly string[]): Location {
  const nearest: Location = { file, kind: 'template' }
  try {
    if (!statSync(file).isFile()) return nearest
    const text = readFileSync(file, 'utf8')
    const found = parseTemplate(text, /^\uFEFF?\s*\{/.test(text) ? 'json' : 'yaml').place(path)
    return found === undefined ? nearest : { ...nearest, line: found.line, column: found.column }
  } catch {
    return nearest
  }
}
