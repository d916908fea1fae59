import type { FileRow } from '../../model/content.ts'
import { fileAttributes } from './file-attributes.ts'
import { hashFile, type Hashed, type Seen } from './hash-file.ts'

/** Files to be opened. Written as one text, a name cannot hold a NUL: copying it to a thread costs next to nothing. */
export interface Visit {
  root: string
  /** Path, inode, change time and size of each file, in this order, each ended by a NUL. Path alone matters where nothing is hashed. */
  files: string
  count: number
  /** Of all of them. */
  bytes: number
  hash: boolean
  attributes: boolean
}

export interface Visited {
  /** Hashes in the order of the files, each ended by a line break; empty where there is none. */
  hashes: string
  /** What is to be said of a file beside its hash, by its number. */
  odd: (readonly [number, Omit<Hashed, 'h'>])[]
  attributes: (readonly [number, NonNullable<FileRow['x']>])[]
  /** Files whose attributes could not be read, and why. */
  refused: (readonly [number, string])[]
}

/** Files of a batch as they travel. */
export function visitOf(root: string, files: readonly Seen[], what: { hash: boolean; attributes: boolean }): Visit {
  let text = ''
  let bytes = 0
  for (const { p, i, ct, s } of files) {
    text += `${p}\0${i ?? ''}\0${ct ?? ''}\0${s ?? ''}\0`
    if (what.hash) bytes += s ?? 0
  }
  return { root, files: text, count: files.length, bytes, ...what }
}

/** Opens each file of a batch, one after the other; on whichever thread it is called. */
export function visit({ root, files, hash, attributes }: Visit): Visited {
  const visited: Visited = { hashes: '', odd: [], attributes: [], refused: [] }
  const fields = files.split('\0')
  for (let at = 0; at + 4 < fields.length; at += 4) {
    const [p = '', i, ct = '', s = ''] = fields.slice(at, at + 4)
    if (hash) {
      // Only regular files have a size.
      const { h = '', ...odd }: Hashed = s === '' ? {} : hashFile(root, { p, i: Number(i), ct, s: Number(s) })
      visited.hashes += `${h}\n`
      if (Object.keys(odd).length > 0) visited.odd.push([at / 4, odd])
    }
    if (attributes) {
      const { x, reason } = fileAttributes(root, p)
      if (x !== undefined) visited.attributes.push([at / 4, x])
      if (reason !== undefined) visited.refused.push([at / 4, reason])
    }
  }
  return visited
}
