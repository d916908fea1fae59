import { lstatSync, readdirSync, readlinkSync, statSync, type BigIntStats } from 'node:fs'
import { nameText } from '../names.ts'
import type { Tree, TreeEntry } from '../tree.ts'
import { reaching } from './reaching.ts'
import { readBytes } from './read-bytes.ts'
import { statRow, usualMode } from './stat-row.ts'

const usualLimit = 64 * 1024 * 1024
/** As many as Linux follows in one path. */
const mostLinks = 40

/** The tree below a folder. Links are followed as if it were the root: what they name outside of it is sought inside. */
export function folderTree(root: string): Tree {
  const statAt = (path: string): BigIntStats | undefined => lstatAt(root, path)
  return {
    read: (path, limit = usualLimit) => {
      const place = resolved(root, path)
      const seen = place === undefined ? undefined : statAt(place)
      if (place === undefined || seen?.isFile() !== true) return Promise.resolve(undefined)
      return Promise.resolve(attempted(() => reaching(root, place, (raw) => readBytes(raw, limit, seen))))
    },
    list: (path) => {
      const place = resolved(root, path)
      if (place === undefined || statAt(place)?.isDirectory() !== true) return Promise.resolve([])
      const names = attempted(() => reaching(root, place, (raw) => readdirSync(raw, 'buffer').map(nameText).toSorted()))
      return Promise.resolve(names ?? [])
    },
    stat: (path) => {
      const place = resolved(root, path, 'parent')
      const stat = place === undefined ? undefined : statAt(place)
      return Promise.resolve(place === undefined || stat === undefined ? undefined : entryOf(root, place, stat))
    },
  }
}

function entryOf(root: string, place: string, stat: BigIntStats): TreeEntry {
  const { y = 'file', m = usualMode(stat.isFile() ? undefined : y === 'file' ? undefined : y), u = 0, g = 0 } = statRow(place, stat)
  const target = y === 'l' ? targetOf(root, place) : undefined
  return { type: y, mode: m, uid: u, gid: g, size: Number(stat.size), ...(target === undefined ? {} : { target }) }
}

/** Where a path leads without leaving the root; undefined where something on the way is not there, or links go in circles. */
function resolved(root: string, path: string, upTo: 'end' | 'parent' = 'end'): string | undefined {
  let left = namesOf(path)
  const place: string[] = []
  for (let links = 0; left.length > 0;) {
    const [name = '', ...rest] = left
    left = rest
    if (name === '..') place.pop()
    else {
      const at = `/${[...place, name].join('/')}`
      const stat = upTo === 'parent' && rest.length === 0 ? undefined : lstatAt(root, at)
      const target = stat?.isSymbolicLink() === true ? targetOf(root, at) : undefined
      if (target === undefined) place.push(name)
      else {
        links += 1
        if (links > mostLinks) return undefined
        if (target.startsWith('/')) place.length = 0
        left = [...namesOf(target), ...rest]
      }
    }
  }
  return `/${place.join('/')}`
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.')
}

function lstatAt(root: string, place: string): BigIntStats | undefined {
  if (place === '/') return attempted(() => statSync(root, { bigint: true }))
  return attempted(() => reaching(root, place, (raw) => lstatSync(raw, { bigint: true, throwIfNoEntry: false })))
}

function targetOf(root: string, place: string): string | undefined {
  return attempted(() => reaching(root, place, (raw) => nameText(readlinkSync(raw, 'buffer'))))
}

/** What a tree cannot read is not there for its readers; the walk says why. */
function attempted<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
