import { readdirSync, statSync, type Dirent } from 'node:fs'
import { isLibraryIndex, isManifest } from '../baked/library.ts'
import { declaredReaders, type DeclaredReaderEntry } from '../declared/index.ts'
import { isAsDeployedName, type InputFile } from '../documents/input-file.ts'
import { isProviderSchema } from '../documents/terraform/recognise.ts'
import { sniff, type Sniff } from '../documents/sniff.ts'
import { documentObservers, type DocumentObserverEntry } from '../live/index.ts'
import { byText } from '../model/json.ts'

/** What a folder holds that a scan could read. Paths are relative to the working directory, sorted. */
export interface Discovered {
  declared: string[]
  baked: string[]
  live: string[]
  /** Several captures are several times, of which a scan wants one: all of them, the latest last. */
  captures: string[]
}

/** How far below the folder is looked. */
const depthLimit = 3
/** A folder with more files than this is no project. */
const fileLimit = 5_000
const ignored = new Set(['node_modules', 'dist', 'build', 'coverage', 'target', 'vendor', 'test', 'tests', '__tests__', 'docs'])
const suffixes = /\.(?:json|ndjson|jsonl|ya?ml|template|tfstate|json\.gz|ndjson\.gz|tf|tofu)$/

/** Looks through the working directory: states, templates, manifests of images, captures and saved output of live tools. */
export function discover(): Discovered {
  const found: Discovered = { declared: [], baked: [], live: [], captures: [] }
  const captures: { path: string; at: string }[] = []
  const configurations: string[] = []
  const libraries: string[] = []
  for (const file of filesBelow('.')) {
    const seen = sniffed(file)
    if (seen === undefined) continue
    if (seen.format === 'terraform') {
      if (!file.path.includes('/')) configurations.push(file.path)
    } else if (isLibraryIndex(file)) libraries.push(file.path.slice(0, -'/index.json'.length))
    else if (isManifest(file)) found.baked.push(file.path)
    else if (recognises(declaredReaders, seen) || isProviderSchema(seen)) found.declared.push(file.path)
    else if (documentObservers.capture.recognise(seen) !== undefined)
      captures.push({ path: file.path, at: String(seen.scalars.get('capturedAt')) })
    else if (isSurelyLive(seen)) found.live.push(file.path)
  }
  const inLibrary = (path: string): boolean => libraries.some((library) => path.startsWith(`${library}/`))
  found.baked = [...libraries, ...folders(found.baked.filter((path) => !inLibrary(path)))].toSorted(byText)
  found.captures = captures.toSorted((a, b) => byText(a.at, b.at) || byText(a.path, b.path)).map(({ path }) => path)
  // Configuration without a state declares nothing that could be compared; the reader says what to do.
  if (found.declared.length === 0 && configurations.length > 0) found.declared.push('.')
  return found
}

/** A library grows: its folder is named, not each manifest. Beside other things, in the root, each. */
function folders(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : path)))].toSorted(byText)
}

/**
 * Saved output of a list call holds its list and at most a token; what has more keys may be anything that shares a word.
 * The one answer with several lists is `aws iam get-account-authorization-details`.
 */
function isSurelyLive(seen: Sniff): boolean {
  const { 'aws-cli': savedOutput, ...others } = documentObservers
  const few = seen.keys.size <= 2 || ['UserDetailList', 'RoleDetailList'].every((name) => seen.keys.has(name))
  return recognises(others, seen) || (few && savedOutput.recognise(seen) !== undefined)
}

function recognises(entries: Readonly<Record<string, DeclaredReaderEntry | DocumentObserverEntry>>, seen: Sniff): boolean {
  return Object.values(entries).some((entry) => entry.recognise(seen) !== undefined)
}

function sniffed(file: InputFile): Sniff | undefined {
  try {
    return sniff(file)
  } catch {
    // Nobody named this file; what may not be read is not what is meant.
    return undefined
  }
}

/** Sorted. Nobody named the folder either; what may not be listed is not what is meant. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => byText(a.name, b.name))
  } catch {
    return []
  }
}

function filesBelow(root: string): InputFile[] {
  const files: InputFile[] = []
  const walk = (folder: string, depth: number): void => {
    for (const entry of entriesOf(folder)) {
      if (files.length >= fileLimit) return
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) {
        if (depth < depthLimit && !entry.name.startsWith('.') && !ignored.has(entry.name)) walk(path, depth + 1)
      } else if (entry.isFile() && suffixes.test(entry.name) && !entry.name.startsWith('.') && !isAsDeployedName(entry.name))
        files.push({ path, size: statSync(path).size, named: false })
    }
  }
  walk(root, 0)
  return files
}
