import { readFileSync } from 'node:fs'
import { Filter } from '../filter.ts'
import { IgnoreRules } from '../ignore-rules.ts'
import { codeOf, UsageError } from '../model/errors.ts'
import type { Values } from './values.ts'

/** Bytes of a .driftignore. */
const largest = 1024 * 1024

/** Which resources are judged, as --include and --exclude say; undefined where they say nothing. */
export function filterFrom(values: Values): Filter | undefined {
  const [include, exclude] = [values.texts('include'), values.texts('exclude')]
  return include.length + exclude.length === 0 ? undefined : new Filter(include, exclude)
}

/** Which kinds are read at all; undefined where nothing is left out. */
export function wantsKindFrom(values: Values): ((kind: string) => boolean) | undefined {
  const filter = filterFrom(values)
  return filter && ((kind) => filter.wantsKind(kind))
}

/** Reads a .driftignore, for one scan or several. Throws UsageError, or InputError with the line that cannot be used. */
export function ignoreRulesFrom(file: string, isShared: boolean): IgnoreRules {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const code = codeOf(error) ?? 'unknown'
    throw unreadable(file, `cannot be read (${code})`, 'Check the path of --ignore-file.')
  }
  if (text.length > largest) throw unreadable(file, 'is larger than a megabyte', 'Put what belongs together into one pattern.')
  return new IgnoreRules(file, text, isShared)
}

function unreadable(file: string, what: string, hint: string): UsageError {
  return new UsageError('ignore-file', { message: `The file ${file} ${what}.`, hint, at: { file } })
}
