import { existsSync } from 'node:fs'
import { findFiles, type InputFile } from '../documents/input-file.ts'
import { isProviderSchema } from '../documents/terraform/recognise.ts'
import type { RemoteDocuments } from '../documents/remote.ts'
import { remedyOf, sniff, sniffFound, type Sniff } from '../documents/sniff.ts'
import { DriftgateError, InputError } from '../model/errors.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import type { DeclaredBatch } from '../model/resource.ts'
import { Duplicates } from './duplicates.ts'
import { declaredReaders, type DeclaredContext, type DeclaredReaderEntry, type FamilyDocument } from './index.ts'
import { stackAddress } from '../model/place.ts'

/** Sources that are no files, by the name before the colon: `cloudformation:STACK`. Each document with its own batches and errors. */
export type NamedDeclared = Readonly<Record<string, (argument: string) => AsyncIterable<AsyncIterable<DeclaredBatch>>>>

export interface OpenedDeclared {
  batches: AsyncIterable<DeclaredBatch>
  /** The documents that are read, as given. */
  took: string[]
  /** Folders that may hold the Terraform sources of what is declared. */
  folders: string[]
  /** Whether documents of this kind may come: what is fetched is known only when it is read. */
  mayHave(kind: string): boolean
  /** Schemas of Terraform providers among them: they declare nothing, and say how to compare. */
  schemas: InputFile[]
}

const entries = new Map<string, DeclaredReaderEntry>(Object.entries(declaredReaders))

/** What is read as it comes, once its turn is there: a named source, or documents that are fetched. */
interface Stream {
  shown: string
  /** Its documents, each with its own batches and its own errors. */
  open(this: void): AsyncIterable<AsyncIterable<DeclaredBatch>>
}

/**
 * Resolves declared sources: files, folders and what is fetched, each with an optional `KIND:` before it, and named ones. A named file that
 * nothing recognises is an InputError; in a folder it is passed over. One broken document is a diagnostic and the rest is read;
 * when nothing could be read at all, its error is thrown.
 */
export function openDeclared(
  sources: readonly string[],
  context: DeclaredContext,
  named: NamedDeclared = {},
  remote?: RemoteDocuments,
): OpenedDeclared {
  const families = new Map<string, FamilyDocument[]>()
  const streams: Stream[] = []
  const folders = new Set<string>()
  const schemas: InputFile[] = []
  const seen = new Set<string>()
  for (const source of sources) {
    const [prefix, rest] = splitPrefix(source)
    const open = prefix !== undefined && Object.hasOwn(named, prefix) && !isFile(prefix, rest) ? named[prefix] : undefined
    if (open !== undefined) {
      streams.push({ shown: `${prefix}:${rest}`, open: () => open(rest) })
      continue
    }
    const fetched = fetchedSource(source, remote)
    if (fetched !== undefined) {
      streams.push({ shown: fetched.shown, open: () => readFetched(fetched, context) })
      if (fetched.folder !== undefined) folders.add(fetched.folder)
      continue
    }
    const files = findFiles(rest, prefix)
    const errors: InputError[] = []
    for (const file of files) addFile(file, families, folders, schemas, seen, errors)
    if (
      ![...families.values()].some((documents) => documents.some(({ file }) => files.includes(file))) &&
      !files.some((file) => folders.has(folderOf(file)))
    ) {
      throw (
        errors[0] ??
        new InputError('declared-folder-empty', {
          message: `The folder ${JSON.stringify(rest)} has no declared document.`,
          hint: `Accepted are: ${accepted()}.`,
          at: { file: rest },
        })
      )
    }
    for (const error of errors) context.note(diagnosticOf(error))
  }
  const took = [
    ...[...families.values()].flat().map(({ file }) => file.path),
    ...streams.map(({ shown }) => shown),
    ...schemas.map(({ path }) => path),
  ]
  return {
    batches: readAll(families, streams, context),
    took,
    folders: [...folders],
    schemas,
    mayHave: (kind) => streams.length > 0 || families.has(kind),
  }
}

/** `cloudformation:web.yaml`: no stack has a dot or a slash in its name, and a kind of document has that name too. */
function isFile(prefix: string, argument: string): boolean {
  if (!entries.has(prefix) || argument.startsWith('arn:')) return false
  // `eu-west-1/web` is a stack of another region, unless there is such a file.
  return /[./\\]/.test(argument) && (stackAddress(argument).region === undefined || existsSync(argument))
}

function splitPrefix(source: string): [string | undefined, string] {
  const colon = source.indexOf(':')
  const prefix = source.slice(0, Math.max(colon, 0))
  // A drive letter is no prefix.
  return colon > 1 && /^[a-z][a-z-]+$/.test(prefix) ? [prefix, source.slice(colon + 1)] : [undefined, source]
}

function addFile(
  file: InputFile,
  families: Map<string, FamilyDocument[]>,
  folders: Set<string>,
  schemas: InputFile[],
  seen: Set<string>,
  errors: InputError[],
): void {
  if (seen.has(file.path) || isBackup(file)) return
  seen.add(file.path)
  const found = sniffFound(file, (error) => errors.push(error))
  if (found === undefined) return
  if (file.kind === undefined && isProviderSchema(found)) {
    schemas.push(file)
    folders.add(folderOf(file))
    return
  }
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
      : ['binary', 'utf-16', 'zip'].includes(found.format)
        ? `it is a ${found.format} file`
        : `it is ${found.format} with the keys ${[...found.keys].slice(0, 6).join(', ') || '(none)'}`
  return new InputError('declared-not-recognised', {
    message: `${file.path} is no declared document that driftgate knows: ${what}.`,
    hint:
      remedyOf(found, file.path) ??
      `Accepted are: ${accepted()}. \`KIND:FILE\` settles doubt; kinds are ${[...entries.keys()].join(', ')}.`,
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
  streams: readonly Stream[],
  context: DeclaredContext,
): AsyncGenerator<DeclaredBatch> {
  const duplicates = new Duplicates()
  const errors: DriftgateError[] = []
  let read = 0
  const keep = (error: unknown): void => {
    if (!(error instanceof DriftgateError)) throw error
    errors.push(error)
  }
  async function* attempt(batches: AsyncIterable<DeclaredBatch>): AsyncGenerator<DeclaredBatch> {
    try {
      for await (const batch of batches) yield duplicates.without(batch)
      read += 1
    } catch (error) {
      keep(error)
    }
  }
  for (const [name, documents] of families) {
    const entry = entries.get(name)
    if (entry === undefined) continue
    const { default: reader } = await entry.load()
    // Only documents of one family that speak of each other are read together.
    const groups = name === 'cloudformation' ? [documents] : documents.map((document) => [document])
    for (const group of groups) yield* attempt(reader.read(group, context))
  }
  for (const { open } of streams) {
    try {
      for await (const batches of open()) yield* attempt(batches)
    } catch (error) {
      keep(error)
    }
  }
  for (const note of duplicates.notes()) context.note(note)
  const [first] = errors
  if (read === 0 && first !== undefined) throw first
  for (const error of errors) context.note(diagnosticOf(error))
}

interface Fetched {
  shown: string
  folder?: string
  kind?: string
  documents(this: void): AsyncIterable<InputFile>
}

/** A source that is fetched, with the `KIND:` before it where there is one. */
function fetchedSource(source: string, remote: RemoteDocuments | undefined): Fetched | undefined {
  if (remote === undefined) return undefined
  const whole = remote.recognise(source)
  if (whole !== undefined) return { ...whole, documents: () => remote.documents(source) }
  const [prefix, rest] = splitPrefix(source)
  const found = prefix === undefined || !entries.has(prefix) ? undefined : remote.recognise(rest)
  return found === undefined || prefix === undefined ? undefined : { ...found, kind: prefix, documents: () => remote.documents(rest) }
}

async function* readFetched({ documents, kind }: Fetched, context: DeclaredContext): AsyncGenerator<AsyncIterable<DeclaredBatch>> {
  for await (const file of documents()) {
    const found = sniff(file)
    const [name, role] = recognise(kind === undefined ? file : { ...file, kind }, found)
    const entry = name === undefined ? undefined : entries.get(name)
    if (file.writtenAt !== undefined) context.wroteAt?.(file.path, file.writtenAt)
    // A document of a family is read with its family, and that is not here.
    if (entry === undefined || role === undefined || name === 'cloudformation') {
      if (file.named) throw unrecognised(file, found)
    } else yield (await entry.load()).default.read([{ file, role }], context)
  }
}

/** An error as a diagnostic: said, and the scan goes on. */
function diagnosticOf(error: DriftgateError): Diagnostic {
  const { code, message, hint, at } = error
  return { code, level: 'error', message, hint, ...(at === undefined ? {} : { location: at }) }
}
