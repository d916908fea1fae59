import {
  closeSync,
  createReadStream,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
  type Stats,
} from 'node:fs'
import { posix } from 'node:path'
import { InputError, messageOf } from '../model/errors.ts'
import { byText } from '../model/json.ts'
import type { Content } from './content.ts'

/** Folders that never hold what a scan reads. */
const ignoredFolders = new Set(['.git', '.terraform', 'node_modules', '.driftgate'])
/** Above this a document is never held as one string (V8's limit is 512 MiB). */
const wholeLimit = 256 * 1024 * 1024

/** A file as the user named it, or found below a folder that the user named. */
export interface InputFile {
  /** As given, with forward slashes: it goes into messages and reports. */
  path: string
  size: number
  /** True when the user named this very file: not recognising it is then an error, not a note. */
  named: boolean
  /** `terraform-state` of `terraform-state:FILE`. */
  kind?: string
  /** What it says, when it is no file here but comes as a stream. */
  content?: Content
  /** When it was written, as the place says from which it is fetched. ISO 8601. */
  writtenAt?: string
}

/** The files behind a source: the file itself, or every file below a folder, sorted. Throws InputError when there is none. */
export function findFiles(source: string, kind?: string): InputFile[] {
  const path = source.replaceAll('\\', '/')
  if (!existsSync(path)) {
    throw new InputError('input-not-found', {
      message: `There is no file or folder ${JSON.stringify(path)}.`,
      hint: 'Check the path; sources that are not files are named aws, cloudformation:STACK and the like.',
      at: { file: path },
    })
  }
  const stat = statSync(path)
  const hint = kind === undefined ? {} : { kind }
  if (stat.isFIFO() || stat.isSocket()) throw isPipe(path)
  if (!stat.isDirectory()) return [{ path, size: stat.size, named: true, ...hint }]
  const files: InputFile[] = []
  walk(path.endsWith('/') ? path.slice(0, -1) : path, files, [realpathSync(path)])
  return files.map((file) => ({ ...file, ...hint }))
}

/** Whether a file records what live was right after a deployment: `*.deployed.ndjson`. It is read only as that, unless it is named. */
export function isAsDeployedName(name: string): boolean {
  return /\.deployed\.(?:nd)?json(?:\.gz)?$/.test(name)
}

/**
 * The records beside declared files: `NAME.deployed.ndjson` of `NAME.tfstate` or `NAME.yaml`, or the only one of the folder.
 * Sources that are no files have none.
 */
export function besideDeclared(declared: readonly string[]): string[] {
  const found = declared.flatMap((source) => {
    const path = [source, source.slice(source.indexOf(':') + 1)].find((each) => existsSync(each))
    if (path === undefined) return []
    const isFolder = statSync(path).isDirectory()
    const folder = isFolder ? path : posix.dirname(path.replaceAll('\\', '/'))
    const records = namesIn(folder).filter(isAsDeployedName)
    const stem = isFolder ? undefined : posix.basename(path).split('.')[0]
    const own = records.filter((name) => name.split('.')[0] === stem)
    const chosen = own.length > 0 ? own : records.length === 1 ? records : []
    return chosen.map((name) => (folder === '.' ? name : `${folder}/${name}`))
  })
  return [...new Set(found)].toSorted(byText)
}

/** The file behind links, however it is named; undefined where there is none. */
export function realPath(path: string): string | undefined {
  return existsSync(path) ? realpathSync(path) : undefined
}

/** What the system refuses is told with its path; a bug of driftgate is another thing. */
function allowed<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    throw new InputError('input-unreadable', {
      message: `${path} cannot be read: ${error.message}.`,
      hint: 'Check who may read it, and that it is still there.',
      at: { file: path },
    })
  }
}

/** A document is looked at twice, and a pipe gives its bytes once; one that nobody writes to would be waited for without end. */
function isPipe(path: string): InputError {
  return new InputError('input-pipe', {
    message: `${path} is a pipe or a socket; driftgate reads files.`,
    hint: 'Write what comes out of it into a file and give that: `command > live.json`.',
    at: { file: path },
  })
}

/** The names in a folder; none where it may be passed through and not be listed. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Files below a folder. Links are followed, also those to folders, but never back into a folder on the way. */
function walk(folder: string, files: InputFile[], above: readonly string[]): void {
  const entries = allowed(folder, () => readdirSync(folder, { withFileTypes: true })).toSorted((a, b) => byText(a.name, b.name))
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`
    const stat = entry.isSymbolicLink() ? linked(path) : entry
    if (stat?.isDirectory() === true) {
      const real = realpathSync(path)
      if (!ignoredFolders.has(entry.name) && !above.includes(real)) walk(path, files, [...above, real])
    } else if (stat?.isFile() === true && !isAsDeployedName(entry.name)) files.push({ path, size: statSync(path).size, named: false })
  }
}

/** What a link leads to; undefined where that is nothing. */
function linked(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false })
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** The first bytes of a file, unpacked where it is gzip. */
export function readHead(file: InputFile, bytes = 65_536): Buffer {
  if (file.content !== undefined) return file.content.head.subarray(0, bytes)
  const buffer = Buffer.alloc(bytes)
  const handle = allowed(file.path, () => openSync(file.path, 'r'))
  let length: number
  try {
    length = allowed(file.path, () => readSync(handle, buffer, 0, bytes, 0))
  } finally {
    closeSync(handle)
  }
  const head = buffer.subarray(0, length)
  if (!isGzip(head)) return head
  try {
    return process.getBuiltinModule('node:zlib').gunzipSync(head, { finishFlush: 2 }).subarray(0, bytes)
  } catch {
    return head
  }
}

/** The whole text of a document that is small enough for one string. Byte order mark removed. */
export function readText(file: InputFile): string {
  if (file.size > wholeLimit) throw tooLarge(file)
  const bytes = allowed(file.path, () => readFileSync(file.path))
  const text = (isGzip(bytes) ? unpack(file, bytes) : bytes).toString('utf8')
  return text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text
}

/** The bytes of a document, unpacked where it is gzip. */
export function readBytes(file: InputFile): Buffer {
  const bytes = readFileSync(file.path)
  return isGzip(bytes) ? unpack(file, bytes) : bytes
}

/** The same for any document, also one that comes as a stream. */
export async function readWhole(file: InputFile): Promise<string> {
  if (file.content === undefined) return readText(file)
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of readChunks(file)) {
    size += piece.length
    if (size > wholeLimit) throw tooLarge({ ...file, size })
    pieces.push(piece)
  }
  const text = Buffer.concat(pieces).toString('utf8')
  return text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text
}

function tooLarge(file: InputFile): InputError {
  return new InputError('document-too-large', {
    message: `${file.path} has ${file.size} bytes or more; a document of this kind is read whole and may have ${wholeLimit}.`,
    hint: 'Split it, or write it as NDJSON: one document a line.',
    at: { file: file.path },
  })
}

function unpack(file: InputFile, bytes: Buffer): Buffer {
  try {
    return process.getBuiltinModule('node:zlib').gunzipSync(bytes)
  } catch (error) {
    throw new InputError('gzip-broken', {
      message: `${file.path} is a broken gzip file: ${messageOf(error)}.`,
      hint: 'Fetch the file again; it is truncated or damaged.',
      at: { file: file.path },
    })
  }
}

/** The bytes of a file in chunks, unpacked where it is gzip: for documents of any size. */
export async function* readChunks(file: InputFile, chunkBytes = 1024 * 1024): AsyncGenerator<Buffer> {
  if (file.content !== undefined) {
    yield* file.content.chunks()
    return
  }
  const raw = createReadStream(file.path, { highWaterMark: chunkBytes })
  const packed = isPacked(file)
  // Not `pipe`: the file must close when its reader stops early, and its errors must come out here. They do, at the loop.
  const stream: AsyncIterable<Buffer> = packed
    ? process.getBuiltinModule('node:stream').pipeline(raw, process.getBuiltinModule('node:zlib').createGunzip(), () => undefined)
    : raw
  try {
    for await (const chunk of stream) yield chunk
  } catch (error) {
    throw new InputError(packed ? 'gzip-broken' : 'input-unreadable', {
      message: `${file.path} cannot be read to its end: ${messageOf(error)}.`,
      hint: 'Fetch the file again; it is truncated or damaged.',
      at: { file: file.path },
    })
  }
}

/** Whether a file is packed, whatever it is called. */
export function isPacked(file: InputFile): boolean {
  return isGzip(readRange(file.path, 0, 2))
}

/** The bytes of a file on disk from one place to another. */
export function readRange(path: string, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from)
  const handle = allowed(path, () => openSync(path, 'r'))
  try {
    readSync(handle, bytes, 0, bytes.length, from)
  } finally {
    closeSync(handle)
  }
  return bytes
}
