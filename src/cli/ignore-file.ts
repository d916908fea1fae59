import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import type { Values } from './values.ts'

/** What is looked for beside the configuration, then in the working directory. */
const ignoreFileName = '.driftignore'

/** The file of findings to ignore, where one is named or found. */
export function ignoreFileFor(values: Values, configuration: string | undefined): string | undefined {
  const named = values.text('ignore-file')
  if (named !== undefined) return named
  const folders = [...(configuration === undefined ? [] : [posix.dirname(configuration)]), '.']
  return folders.map((folder) => posix.join(folder, ignoreFileName)).find((path) => existsSync(path))
}
