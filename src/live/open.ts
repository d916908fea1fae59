import { existsSync } from 'node:fs'
import { findFiles, type InputFile } from '../documents/input-file.ts'
import type { RemoteDocuments } from '../documents/remote.ts'
import { remedyOf, sniff, sniffFound, type Sniff } from '../documents/sniff.ts'
import { DriftgateError, InputError } from '../model/errors.ts'
import type { LiveItem } from '../model/resource.ts'
import {
  documentObservers,
  namedObservers,
  unreadable,
  type DocumentObserverEntry,
  type LiveContext,
  type LiveDocument,
  type NamedObserverEntry,
} from './index.ts'

const documentEntries = new Map<string, DocumentObserverEntry>(Object.entries(documentObservers))
const namedEntries = new Map<string, NamedObserverEntry>(Object.entries(namedObservers))

export interface OpenedLive {
  items: AsyncIterable<LiveItem[]>
  /** What is read, as the user named it, sorted by how it is read. */
  took: string[]
}

interface Chosen {
  documents: Map<string, LiveDocument[]>
  named: { name: string; argument: string | undefined }[]
  fetched: { shown: string; documents(this: void): AsyncIterable<InputFile> }[]
}

/**
 * Resolves live sources: `aws`, files, folders, each with an optional `KIND:` before it. Documents of one kind are read
 * together. Throws InputError for a source that does not exist or a named file that nothing recognises.
 */
export async function openLive(sources: readonly string[], context: LiveContext, remote?: RemoteDocuments): Promise<OpenedLive> {
  const chosen: Chosen = { documents: new Map(), named: [], fetched: [] }
  for (const source of sources) {
    const found = remote?.recognise(source)
    if (remote === undefined || found === undefined) choose(source, chosen, context)
    else chosen.fetched.push({ shown: found.shown, documents: () => remote.documents(source) })
  }
  const took = [
    ...[...documentEntries.keys()].flatMap((name) => (chosen.documents.get(name) ?? []).map(({ file }) => file.path)),
    ...chosen.named.map(({ name, argument }) => (argument === undefined ? name : `${name}:${argument}`)),
    ...chosen.fetched.map(({ shown }) => shown),
  ]
  return { items: read(chosen, context), took }
}

async function* read(chosen: Chosen, context: LiveContext): AsyncGenerator<LiveItem[]> {
  for (const [name, entry] of documentEntries) {
    const documents = chosen.documents.get(name)
    if (documents !== undefined) yield* (await entry.load()).default.observe(documents, context)
  }
  for (const { name, argument } of chosen.named) {
    const entry = namedEntries.get(name)
    if (entry !== undefined) yield* (await entry.load()).default.observe(argument, context)
  }
  for (const { documents } of chosen.fetched) yield* readFetched(documents(), context)
}

/** Refreshed states that are fetched. What cannot be had leaves a gap, as a file that cannot be read does. */
async function* readFetched(documents: AsyncIterable<InputFile>, context: LiveContext): AsyncGenerator<LiveItem[]> {
  try {
    for await (const file of documents) {
      const seen = sniff(file)
      const name = (['terraform-state', 'terraform-show'] as const).find((each) => documentObservers[each].recognise(seen) !== undefined)
      const role = name === undefined ? undefined : documentObservers[name].recognise(seen)
      if (name !== undefined && role !== undefined) yield* (await documentObservers[name].load()).default.observe([{ file, role }], context)
      else if (file.named) throw unrecognised(file.path, seen)
    }
  } catch (error) {
    if (!(error instanceof DriftgateError)) throw error
    yield [unreadable(error, context)]
  }
}

function choose(source: string, chosen: Chosen, context: LiveContext): void {
  const colon = source.indexOf(':')
  const prefix = colon === -1 ? source : source.slice(0, colon)
  const rest = colon === -1 ? undefined : source.slice(colon + 1)
  if (namedEntries.has(prefix) && !existsSync(source)) chosen.named.push({ name: prefix, argument: rest })
  else if (rest !== undefined && documentEntries.has(prefix)) {
    for (const file of findFiles(rest, prefix)) add(chosen, prefix, file, documentEntries.get(prefix)?.recognise(sniff(file)) ?? prefix)
  } else if (rest !== undefined && isOperation(prefix)) for (const file of findFiles(rest, 'aws-cli')) add(chosen, 'aws-cli', file, prefix)
  else recognised(findFiles(source), source, chosen, context)
}

/** `ec2.DescribeVolumes` before the colon says which call a saved answer is of. */
function isOperation(prefix: string): boolean {
  return /^[a-z][a-z0-9-]*\.[A-Z]\w+$/.test(prefix)
}

function add(chosen: Chosen, name: string, file: InputFile, role: string): void {
  const documents = chosen.documents.get(name)
  if (documents === undefined) chosen.documents.set(name, [{ file, role }])
  else documents.push({ file, role })
}

function recognised(files: readonly InputFile[], source: string, chosen: Chosen, context: LiveContext): void {
  let found = 0
  const errors: InputError[] = []
  for (const file of files) {
    const seen = sniffFound(file, (error) => errors.push(error))
    if (seen === undefined) continue
    const name = [...documentEntries.keys()].find((each) => documentEntries.get(each)?.recognise(seen) !== undefined)
    const role = name === undefined ? undefined : documentEntries.get(name)?.recognise(seen)
    if (name !== undefined && role !== undefined) {
      add(chosen, name, file, role)
      found += 1
    } else if (file.named) throw unrecognised(file.path, seen)
    else
      context.note({
        code: 'live-not-recognised',
        level: 'note',
        message: `${file.path} is no live document: ${describe(seen)}.`,
        location: { file: file.path },
      })
  }
  if (found === 0) throw errors[0] ?? nothingIn(source)
  for (const { code, message, hint, at } of errors)
    context.note({ code, level: 'error', message, hint, ...(at === undefined ? {} : { location: at }) })
}

function unrecognised(path: string, seen: Sniff): InputError {
  return new InputError('live-not-recognised', {
    message: `${path} is no live document that driftgate knows: ${describe(seen)}.`,
    hint:
      remedyOf(seen, path) ??
      `Accepted are: ${accepted()}. \`KIND:FILE\` settles doubt; kinds are ${[...documentEntries.keys()].join(', ')}.`,
    at: { file: path },
  })
}

function nothingIn(source: string): InputError {
  return new InputError('live-folder-empty', {
    message: `The folder ${JSON.stringify(source)} has no live document.`,
    hint: `Accepted are: ${accepted()}.`,
    at: { file: source },
  })
}

function accepted(): string {
  return [...documentEntries.values(), ...namedEntries.values()].map(({ title }) => title).join('; ')
}

function describe(seen: Sniff): string {
  if (seen.keys.size === 0)
    return seen.format === 'json' ? 'JSON without keys' : seen.format === 'empty' ? 'an empty file' : `a ${seen.format} file`
  const keys = [...seen.keys].slice(0, 6).map((key) => JSON.stringify(key.slice(0, 40)))
  return `${seen.format} with the keys ${keys.join(', ')}`
}
