import { findFiles, type InputFile } from '../documents/input-file.ts'
import { sniff, type Sniff } from '../documents/sniff.ts'
import { DriftgateError, InputError } from '../model/errors.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import type { DeclaredBatch, DeclaredResource } from '../model/resource.ts'
import { declaredReaders, type DeclaredContext, type DeclaredReaderEntry, type FamilyDocument } from './index.ts'

/** Sources that are no files, by the name before the colon: `cloudformation:STACK`. */
export type NamedDeclared = Readonly<Record<string, (argument: string) => AsyncIterable<DeclaredBatch>>>

export interface OpenedDeclared {
  batches: AsyncIterable<DeclaredBatch>
  /** The documents that are read, as given. */
  took: string[]
  /** Folders that may hold the Terraform sources of what is declared. */
  folders: string[]
}

const entries = new Map<string, DeclaredReaderEntry>(Object.entries(declaredReaders))

/**
 * Resolves declared sources: files and folders, each with an optional `KIND:` before it, and named ones. A named file that
 * nothing recognises is an InputError; in a folder it is passed over. One broken document is a diagnostic and the rest is read;
 * when nothing could be read at all, its error is thrown.
 */
export function openDeclared(sources: readonly string[], context: DeclaredContext, named: NamedDeclared = {}): OpenedDeclared {
  const families = new Map<string, FamilyDocument[]>()
  const streams: { name: string; argument: string }[] = []
  const folders = new Set<string>()
  const seen = new Set<string>()
  for (const source of sources) {
    const [prefix, rest] = splitPrefix(source)
    if (prefix !== undefined && Object.hasOwn(named, prefix)) {
      streams.push({ name: prefix, argument: rest })
      continue
    }
    const files = findFiles(rest, prefix)
    for (const file of files) addFile(file, families, folders, seen)
    if (
      ![...families.values()].some((documents) => documents.some(({ file }) => files.includes(file))) &&
      !files.some((file) => folders.has(folderOf(file)))
    ) {
      throw new InputError('declared-folder-empty', {
        message: `The folder ${JSON.stringify(rest)} has no declared document.`,
        hint: `Accepted are: ${accepted()}.`,
        at: { file: rest },
      })
    }
  }
  const took = [
    ...[...families.values()].flat().map(({ file }) => file.path),
    ...streams.map(({ name, argument }) => `${name}:${argument}`),
  ]
  return { batches: readAll(families, streams, named, context), took, folders: [...folders] }
}

function splitPrefix(source: string): [string | undefined, string] {
  const colon = source.indexOf(':')
  const prefix = source.slice(0, Math.max(colon, 0))
  // A drive letter is no prefix.
  return colon > 1 && /^[a-z][a-z-]+$/.test(prefix) ? [prefix, source.slice(colon + 1)] : [undefined, source]
}

function addFile(file: InputFile, families: Map<string, FamilyDocument[]>, folders: Set<string>, seen: Set<string>): void {
  if (seen.has(file.path) || isBackup(file)) return
  seen.add(file.path)
  const found = sniff(file)
  if (found.format === 'terraform' || file.path.endsWith('.tf.json')) {
    folders.add(folderOf(file))
    return
  }
  const [name, role] = recognise(file, found)
  if (name === undefined || role === undefined) {
    if (file.named) throw unrecognised(file, found)
    return
  }
  folders.add(folderOf(file))
  const documents = families.get(name)
  if (documents === undefined) families.set(name, [{ file, role }])
  else documents.push({ file, role })
}

/** The state before the last apply, which Terraform leaves beside the state: stale unless the user names it. */
function isBackup(file: InputFile): boolean {
  return !file.named && file.path.endsWith('.tfstate.backup')
}

function recognise(file: InputFile, found: Sniff): [string?, string?] {
  if (file.kind !== undefined) {
    const entry = entries.get(file.kind)
    if (entry === undefined) {
      throw new InputError('declared-kind-unknown', {
        message: `There is no kind of declared document named ${JSON.stringify(file.kind)}.`,
        hint: `Kinds are ${[...entries.keys()].join(', ')}.`,
        at: { file: file.path },
      })
    }
    return [file.kind, entry.recognise(found) ?? (file.kind === 'cloudformation' ? 'template' : 'document')]
  }
  for (const [name, entry] of entries) {
    const role = entry.recognise(found)
    if (role !== undefined) return [name, role]
  }
  return []
}

function unrecognised(file: InputFile, found: Sniff): InputError {
  const what =
    found.format === 'empty'
      ? 'it is empty'
      : found.format === 'binary'
        ? 'it is a binary file'
        : `it is ${found.format} with the keys ${[...found.keys].slice(0, 6).join(', ') || '(none)'}`
  return new InputError('declared-not-recognised', {
    message: `${file.path} is no declared document that driftgate knows: ${what}.`,
    hint: `Accepted are: ${accepted()}. \`KIND:FILE\` settles doubt; kinds are ${[...entries.keys()].join(', ')}.`,
    at: { file: file.path },
  })
}

function accepted(): string {
  return [...entries.values()].map(({ title }) => title).join('; ')
}

function folderOf(file: InputFile): string {
  const slash = file.path.lastIndexOf('/')
  return slash === -1 ? '.' : file.path.slice(0, slash)
}

async function* readAll(
  families: ReadonlyMap<string, FamilyDocument[]>,
  streams: readonly { name: string; argument: string }[],
  named: NamedDeclared,
  context: DeclaredContext,
): AsyncGenerator<DeclaredBatch> {
  const unique = withoutDuplicates(context)
  const errors: DriftgateError[] = []
  let read = 0
  for (const [name, documents] of families) {
    const entry = entries.get(name)
    if (entry === undefined) continue
    const { default: reader } = await entry.load()
    // Only documents of one family that speak of each other are read together.
    const groups = name === 'cloudformation' ? [documents] : documents.map((document) => [document])
    for (const group of groups) {
      try {
        for await (const batch of reader.read(group, context)) yield unique(batch)
        read += 1
      } catch (error) {
        if (!(error instanceof DriftgateError)) throw error
        errors.push(error)
      }
    }
  }
  for (const { name, argument } of streams) {
    const open = named[name]
    if (open === undefined) continue
    for await (const batch of open(argument)) yield unique(batch)
    read += 1
  }
  const [first] = errors
  if (read === 0 && first !== undefined) throw first
  for (const error of errors) context.note(diagnosticOf(error))
}

/** An error as a diagnostic: said, and the scan goes on. */
function diagnosticOf(error: DriftgateError): Diagnostic {
  const { code, message, hint, at } = error
  return { code, level: 'error', message, hint, ...(at === undefined ? {} : { location: at }) }
}

function isTwin(a: DeclaredResource, b: DeclaredResource): boolean {
  return a.type === b.type && a.stack === b.stack && (a.physicalId ?? a.file) === (b.physicalId ?? b.file)
}

/** The same resource in two documents counts once, and is said. */
function withoutDuplicates(context: DeclaredContext): (batch: DeclaredBatch) => DeclaredBatch {
  // Addresses rarely repeat, so the whole identity is only looked at when one does.
  const byAddress = new Map<string, DeclaredResource | DeclaredResource[]>()
  return (batch) => {
    const resources = batch.resources.filter((resource) => {
      const others = byAddress.get(resource.address)
      if (others === undefined) {
        byAddress.set(resource.address, resource)
        return true
      }
      const namesakes = Array.isArray(others) ? others : [others]
      const first = namesakes.find((other) => isTwin(other, resource))?.file
      if (first === undefined) {
        byAddress.set(resource.address, [...namesakes, resource])
        return true
      }
      context.note({
        code: 'declared-twice',
        level: 'warning',
        message: `${resource.address} is declared in ${first} and again in ${resource.file}; the first counts.`,
        hint: 'Give each state or template once.',
        location: { file: resource.file },
      })
      return false
    })
    return resources.length === batch.resources.length ? batch : { ...batch, resources }
  }
}
