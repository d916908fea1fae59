import type { FileRow } from '../../model/content.ts'
import { InputError } from '../../model/errors.ts'
import { nameText } from '../names.ts'
import type { Inode, Node } from '../tar/node.ts'
import { byteLines, collectedMark } from './lines.ts'

/** What the collector found. */
export interface Collected {
  root: Node
  /** Host name, time in ISO 8601, folder. */
  host: string
  at: string
  /** What it could not read. Paths as in file rows. */
  skipped: { path: string; reason: string }[]
  xattrs: 'caps' | 'none'
  hasHashes: boolean
}

/** Of file rows, what the collector reads. */
export function collectedFields({ hasHashes }: Collected): (keyof FileRow)[] {
  return ['y', 'm', 'u', 'g', 's', 't', 'l', 'x', 'hl', ...(hasHashes ? (['h'] as const) : [])]
}

/** Of `%f`: the bits that say the type. https://man7.org/linux/man-pages/man7/inode.7.html */
const types: Readonly<Record<number, Inode['y'] | 'file'>> = { 0o10: 'file', 0o4: 'd', 0o12: 'l', 0o2: 'c', 0o6: 'b', 0o1: 'p', 0o14: 's' }
/** Bytes of databases that are held at once. */
const contentLimit = 512 * 1024 * 1024
const skippedLimit = 10_000
/** In place of a path, where the collector names none. */
export const nowhere = 'collect.sh'

/**
 * Reads what collect.sh wrote into a tree. A line that it cannot have written is told and passed over; an output without its end is
 * told as cut. Throws InputError for other files.
 */
export async function readCollected(chunks: AsyncIterable<Uint8Array>, file: string): Promise<Collected> {
  const reader = new Reader()
  let isFirst = true
  for await (const line of byteLines(chunks, file)) {
    if (isFirst && line !== collectedMark) throw notCollected(file)
    if (!isFirst) reader.line(line)
    isFirst = false
  }
  if (isFirst) throw notCollected(file)
  return reader.close()
}

function notCollected(file: string): InputError {
  return new InputError('collected-invalid', {
    message: `${file} is no output of the collector.`,
    hint: 'Run the script on the machine: `driftgate bake --script > collect.sh`, then `sh collect.sh > FILE` there.',
    at: { file, line: 1 },
  })
}

class Reader {
  readonly #root: Node = { children: new Map() }
  readonly #head = new Map<string, string>()
  readonly #skipped: Collected['skipped'] = []
  readonly #shared = new Map<string, Inode>()
  #hashes = 0
  #kept = 0
  #isWhole = false
  /** The database whose lines come now. */
  #database: { path: string; parts: string[] } | undefined

  line(line: string): void {
    if (this.#database !== undefined) this.#content(line, this.#database)
    else if (!this.#known(line)) this.#skip(nowhere, `a line of the collector cannot be understood: ${line.slice(0, 80)}`)
  }

  close(): Collected {
    if (!this.#isWhole) this.#skip('/', 'the collector did not come to its end')
    return {
      root: this.#root,
      host: this.#head.get('host') ?? '',
      at: this.#head.get('at') ?? '',
      skipped: this.#skipped,
      xattrs: this.#head.get('capabilities') === 'yes' ? 'caps' : 'none',
      hasHashes: this.#hashes > 0,
    }
  }

  #known(line: string): boolean {
    const rest = line.slice(1)
    switch (line[0]) {
      case 'F':
        return this.#file(rest, false)
      case 'N':
        return this.#file(rest, true)
      case 'L':
        return this.#target(rest.split(' ').map(fromHex))
      case 'K':
        return this.#target(rest.split('\t'))
      case 'S':
        return this.#hash(rest, true)
      case 'X':
        return this.#capability(rest.slice(1))
      case 'C':
        this.#database = { path: rest, parts: [] }
        return true
      case 'H':
        return this.#header(rest)
      case 'M': {
        const [, type = '', path = ''] = rest.split('\t')
        this.#skip(`/${nameOf(path.slice(2))}`, `${type} is mounted there and was not looked into`)
        return true
      }
      case 'U':
        this.#unread(nameOf(rest.replaceAll('\t', ' ').trim()))
        return true
      case 'E':
        this.#isWhole = true
        return rest === ''
      case undefined:
        return true
      default:
        return this.#hash(line, false)
    }
  }

  /** What a program complained of: `find: './root': Permission denied`. Without its list of files nothing is known at all. */
  #unread(said: string): void {
    const [, path] = /(?:^|[\s'"])\.(\/.+?)['"]?: [A-Z]/.exec(said) ?? []
    this.#skip(/no files were collected/.test(said) ? '/' : (path ?? nowhere), said)
  }

  #skip(path: string, reason: string): void {
    if (this.#skipped.length < skippedLimit) this.#skipped.push({ path, reason })
  }

  #header(rest: string): boolean {
    const [, key = '', value = ''] = rest.split('\t')
    this.#head.set(key, nameOf(value))
    return true
  }

  #file(rest: string, isHex: boolean): boolean {
    const found = /^([0-9a-f]+) (\d+) (\d+) (\d+) (-?\d+) -?\d+ (\d+:\d+) (\d+) ([0-9a-f]+:[0-9a-f]+) (.*)$/s.exec(rest)
    if (found === null) return false
    const [, raw = '', u, g, s, t, id = '', links, device = '', name = ''] = found
    const mode = Number.parseInt(raw, 16)
    const type = types[mode >> 12]
    const node = type === undefined ? undefined : this.#node(isHex ? fromHex(name) : name, true)
    if (type === undefined || node === undefined) return false
    const isShared = type !== 'd' && Number(links) > 1
    const inode = (isShared ? this.#shared.get(id) : undefined) ?? {
      m: mode & 0o7777,
      u: Number(u),
      g: Number(g),
      s: type === 'file' ? Number(s) : 0,
      t: Number(t),
      ...(type === 'file' ? {} : { y: type }),
      ...(isShared ? { isShared } : {}),
      ...(type === 'c' || type === 'b'
        ? {
            l: device
              .split(':')
              .map((part) => Number.parseInt(part, 16))
              .join(':'),
          }
        : {}),
    }
    if (isShared) this.#shared.set(id, inode)
    node.inode = inode
    if (type === 'd') node.children ??= new Map()
    return true
  }

  #target([path = '', target = '']: readonly string[]): boolean {
    const inode = this.#node(path, false)?.inode
    if (inode?.y !== 'l') return false
    inode.l = nameOf(target)
    return true
  }

  /** A line of sha256sum, which escapes names that would break it and says so by a backslash. */
  #hash(line: string, isHex: boolean): boolean {
    const found = /^(\\?)([0-9a-f]{64}) [ *]?(.*)$/s.exec(line)
    if (found === null) return false
    const [, escaped, hex = '', name = ''] = found
    const path = isHex
      ? fromHex(name)
      : escaped === '\\'
        ? name.replaceAll(/\\(.)/gs, (_, each: string) => (each === 'n' ? '\n' : each))
        : name
    const inode = this.#node(path, false)?.inode
    if (inode === undefined || inode.y !== undefined) return false
    inode.h = Buffer.from(hex, 'hex').toString('base64url')
    this.#hashes += 1
    return true
  }

  /** `./bin/ping cap_net_raw=ep`, of older libcap `./bin/ping = cap_net_raw+ep`. */
  #capability(line: string): boolean {
    const [, path, cap] = /^(.*?) (?:= )?(cap_[a-z_,0-9]+[=+][eip]+(?: cap_[a-z_,0-9]+[=+][eip]+)*)$/s.exec(line) ?? []
    const inode = path === undefined || cap === undefined ? undefined : this.#node(path, false)?.inode
    if (inode === undefined || cap === undefined) return false
    inode.x = { ...inode.x, cap: cap.replaceAll('+', '=') }
    return true
  }

  #content(line: string, database: { path: string; parts: string[] }): void {
    if (line !== '.') {
      database.parts.push(line)
      return
    }
    this.#database = undefined
    const text = database.parts.join('')
    const content = this.#head.get('content') === 'hex' ? Buffer.from(text.replaceAll(' ', ''), 'hex') : Buffer.from(text, 'base64')
    const inode = this.#node(database.path, false)?.inode
    this.#kept += content.length
    if (inode === undefined || inode.y !== undefined) return
    if (this.#kept > contentLimit) this.#skip(`/${nameOf(database.path.slice(2))}`, 'the databases are too large together')
    else inode.content = content
  }

  /** The node of a path as find writes it: `./etc/passwd`. Undefined for one that is no such path, or is not there. */
  #node(path: string, isNew: boolean): Node | undefined {
    if (path === '.') return this.#root
    if (!path.startsWith('./')) return undefined
    const parts = path.slice(2).split('/')
    if (parts.some((part) => part === '' || part === '.' || part === '..')) return undefined
    let node = this.#root
    for (const part of parts) {
      const name = nameOf(part)
      let next = node.children?.get(name)
      if (next === undefined) {
        if (!isNew) return undefined
        next = {}
        node.children ??= new Map()
        node.children.set(name, next)
      }
      node = next
    }
    return node
  }
}

/** The text of a name whose bytes are characters. */
function nameOf(bytes: string): string {
  return nameText(Buffer.from(bytes, 'latin1'))
}

function fromHex(hex: string): string {
  return Buffer.from(hex, 'hex').toString('latin1')
}
