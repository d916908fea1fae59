import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { Filter } from '../filter.ts'
import { IgnoreRules } from '../ignore-rules.ts'
import { codeOf, UsageError } from '../model/errors.ts'
import type { Values } from './values.ts'

/** What is looked for beside the configuration, then in the working directory. */
const ignoreFileName = '.driftignore'
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

/** The file of findings to ignore, where one is named or found. Throws UsageError for one that is named and not there. */
export function ignoreFileFor(values: Values, configuration: string | undefined): string | undefined {
  const named = values.text('ignore-file')
  if (named !== undefined) return named
  const folders = [...(configuration === undefined ? [] : [posix.dirname(configuration)]), '.']
  return folders.map((folder) => posix.join(folder, ignoreFileName)).find((path) => existsSync(path))
}

/** Reads such a file, for one scan or several. Throws UsageError, or InputError with the line that cannot be used. */
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
