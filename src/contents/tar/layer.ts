import { createHash, hash, type Hash } from 'node:crypto'
import { InputError } from '../../model/errors.ts'
import { attributeMembers } from '../attributes/members.ts'
import { nameText } from '../names.ts'
import type { TarEntry, TarSink } from './entry.ts'
import { LayerTree } from './layer-tree.ts'
import { Growth, seen } from './growth.ts'
import type { Budget } from './limits.ts'
import { segmentsOf, type Inode, type Node } from './node.ts'
import { readTar } from './reader.ts'
import { unpacked } from './unpack.ts'

export interface Layer {
  root: Node
  /** SHA-256 of the bytes as they came, and unpacked: `sha256:HEX`. */
  digest: string
  diffId: string
  /** What was not taken, and why. Paths as in file rows. */
  skipped: { path: string; reason: string }[]
}

export interface LayerOptions {
  /** What it is called in messages. */
  name: string
  /** Whether `.wh.NAME` takes away a file of a lower layer. */
  isLayer: boolean
  /** Which files' content is kept for readers of databases. */
  wanted(this: void, path: string): boolean
  budget: Budget
}

/** Paths of the kernel have 4,096 bytes at most, longer ones only in parts. */
const pathLimit = 16_384
const depthLimit = 2048
/** Skipped entries that are told one by one. */
const told = 1000
const zeros = Buffer.alloc(1024 * 1024)

/** Reads an archive of files into a tree, and what the archive is called by its own bytes. Throws as `readArchive`. */
export async function readLayer(chunks: AsyncIterable<Buffer>, options: LayerOptions): Promise<Layer> {
  const [packed, plain] = [createHash('sha256'), createHash('sha256')]
  const { isPacked, ...files } = await readArchive(chunks, options, { packed, plain })
  const diffId = `sha256:${plain.digest('hex')}`
  return { ...files, digest: isPacked ? `sha256:${packed.digest('hex')}` : diffId, diffId }
}

/**
 * Reads an archive of files, packed or not, into a tree with hashes. Nothing is written; memory holds names, and content that is
 * wanted. `digests` take its bytes as they came, and unpacked. Throws InputError for what is damaged, cut, or made to overwhelm
 * its reader.
 */
export async function readArchive(
  chunks: AsyncIterable<Buffer>,
  options: LayerOptions,
  digests?: { packed: Hash; plain: Hash },
): Promise<Pick<Layer, 'root' | 'skipped'> & { isPacked: boolean }> {
  const reading = new Reading(options)
  const growth = new Growth(options.name, options.budget.limits)
  const seePacked = (chunk: Buffer): void => {
    digests?.packed.update(chunk)
    growth.seePacked(chunk)
  }
  const seePlain = (chunk: Buffer): void => {
    digests?.plain.update(chunk)
    growth.seePlain(chunk)
  }
  const { hasEnd } = await readTar(seen(unpacked(chunks, options.name, seePacked), seePlain), reading, options.name)
  if (!hasEnd && !options.isLayer) reading.tell('/', 'archive-without-end')
  if (reading.untold > 0) reading.skipped.push({ path: '/', reason: `${reading.untold} more entries of ${options.name}` })
  return { root: reading.tree.root, skipped: reading.skipped, isPacked: growth.packed > 0 }
}

class Reading {
  readonly tree: LayerTree
  readonly skipped: { path: string; reason: string }[] = []
  /** Skipped, and not told one by one. */
  untold = 0
  private readonly options: LayerOptions

  constructor(options: LayerOptions) {
    this.options = options
    this.tree = new LayerTree(options.isLayer)
  }

  tell(path: string, reason: string): void {
    if (this.skipped.length < told) this.skipped.push({ path, reason })
    else this.untold += 1
  }

  readonly skip = (name: Buffer, reason: string): void => this.tell(textOf(name), reason)

  readonly entry = (entry: TarEntry): TarSink | undefined => {
    if (!this.options.budget.enter()) throw tooMany(this.options.name, this.options.budget.limits.entries)
    const text = nameText(entry.name)
    const segments = segmentsOf(text)
    const reason = text === '' ? 'name-empty' : text.includes('\0') ? 'name-with-nul' : whyNot(text, segments)
    if (reason !== undefined || segments === undefined) {
      this.skip(entry.name, reason ?? 'path-leads-out')
      return undefined
    }
    if (entry.type === 'file') return this.file(entry, segments)
    if (entry.type === 'hard') this.hard(entry, segments)
    else this.tree.put(segments, inodeOf(entry))
    return undefined
  }

  private hard(entry: TarEntry, segments: readonly string[]): void {
    const text = nameText(entry.target)
    const target = segmentsOf(text)
    if (target === undefined || whyNot(text, target) !== undefined) this.skip(entry.name, 'link-leads-out')
    else this.tree.link(segments, target)
  }

  private file(entry: TarEntry, segments: readonly string[]): TarSink {
    const { budget, wanted } = this.options
    const path = `/${segments.join('/')}`
    const inode: Inode = { ...inodeOf(entry), s: entry.size }
    const isWanted = wanted(path)
    const isKept = isWanted && budget.keep(entry.size)
    if (isWanted && !isKept) this.tell(path, 'content-too-large')
    const kept: Buffer[] = []
    let digest: Hash | undefined
    let isWhole = true
    return {
      write: (bytes) => {
        if (isKept) kept.push(Buffer.from(bytes))
        // Most files come in one piece.
        if (digest === undefined && bytes.length === entry.size) inode.h = hash('sha256', bytes, 'base64url')
        else (digest ??= createHash('sha256')).update(bytes)
      },
      hole: (length) => {
        isWhole &&= budget.fill(length)
        if (!isWhole) return
        digest ??= createHash('sha256')
        for (let left = length; left > 0; left -= zeros.length) digest.update(left < zeros.length ? zeros.subarray(0, left) : zeros)
        if (isKept) kept.push(Buffer.alloc(length))
      },
      end: () => {
        if (isWhole) inode.h ??= (digest ?? createHash('sha256')).digest('base64url')
        else this.tell(path, 'sparse-too-large')
        if (isKept && isWhole) inode.content = kept.length === 1 ? (kept[0] ?? zeros) : Buffer.concat(kept)
        this.tree.put(segments, inode)
      },
    }
  }
}

function inodeOf({ type, mode, uid, gid, mtime, target, major, minor, xattrs }: TarEntry): Inode {
  const x = xattrs.size === 0 ? undefined : attributeMembers(xattrs)
  const l = type === 'l' ? nameText(target) : type === 'c' || type === 'b' ? `${major}:${minor}` : undefined
  return {
    ...(type === 'file' || type === 'hard' ? {} : { y: type }),
    m: mode,
    u: uid,
    g: gid,
    s: 0,
    t: mtime,
    ...(l === undefined ? {} : { l }),
    ...(x === undefined ? {} : { x }),
  }
}

function whyNot(text: string, segments: readonly string[] | undefined): string | undefined {
  if (segments === undefined) return 'path-leads-out'
  return text.length > pathLimit || segments.length > depthLimit ? 'path-too-long' : undefined
}

function textOf(name: Buffer): string {
  const text = nameText(name.subarray(0, pathLimit))
  return text.startsWith('/') ? text : `/${text}`
}

/** Somebody made an archive of more entries than anything real has. */
export function tooMany(name: string, entries: number): InputError {
  return new InputError('tar-too-many-entries', {
    message: `${name} brings the entries to more than ${entries}.`,
    hint: 'No image has so many files: look at where it comes from. A folder with more is read with rootfs:DIR.',
    at: { file: name },
  })
}
