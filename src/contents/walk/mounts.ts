import { readFileSync } from 'node:fs'
import { nameText } from '../names.ts'

/** A file system as it is mounted. Paths as in file rows. */
export interface Mount {
  target: string
  /** As the kernel names it: `ext4`, `nfs4`, `fuse.sshfs`. */
  type: string
  source: string
  options: string
}

interface NumberedMount extends Mount {
  id: string
  parent: string
}

/**
 * What `/proc/PID/mountinfo` lists, sorted by target, without what another mount hides (proc_pid_mountinfo(5)). Lines that are
 * none are left out.
 */
export function parseMountinfo(content: Buffer): Mount[] {
  // A byte a character: names are bytes, and blanks in them are octal.
  const all = content.toString('latin1').split('\n').flatMap(parseLine)
  const byId = new Map(all.map((mount) => [mount.id, mount]))
  const byTarget = new Map<string, NumberedMount[]>()
  for (const mount of all) byTarget.set(mount.target, [...(byTarget.get(mount.target) ?? []), mount])
  return all
    .filter((mount) => !isHidden(mount, byTarget, byId))
    .map(({ target, type, source, options }) => ({ target, type, source, options }))
    .toSorted((a, b) => (a.target < b.target ? -1 : a.target > b.target ? 1 : 0))
}

function parseLine(line: string): NumberedMount[] {
  const fields = line.split(' ')
  const dash = fields.indexOf('-', 6)
  const [id, parent, , , target, options] = fields
  const [type, source, more] = dash === -1 ? [] : fields.slice(dash + 1)
  if (id === undefined || parent === undefined || target === undefined || type === undefined) return []
  return [
    { id, parent, target: unescaped(target), type: unescaped(type), source: unescaped(source ?? ''), options: optionsOf(options, more) },
  ]
}

function optionsOf(own = '', ofSystem = ''): string {
  return unescaped([...new Set([...own.split(','), ...ofSystem.split(',')])].filter((option) => option !== '').join(','))
}

function unescaped(field: string): string {
  return nameText(
    Buffer.from(
      field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
      'latin1',
    ),
  )
}

/** Hidden by a later mount at the same place, or by one above it that it does not lie in. */
function isHidden(mount: NumberedMount, byTarget: ReadonlyMap<string, NumberedMount[]>, byId: ReadonlyMap<string, NumberedMount>): boolean {
  if (byTarget.get(mount.target)?.at(-1) !== mount) return true
  const within = new Set<NumberedMount>()
  for (let at: NumberedMount | undefined = mount; at !== undefined && !within.has(at); at = byId.get(at.parent)) within.add(at)
  return placesAbove(mount.target).some((place) => byTarget.get(place)?.some((other) => !within.has(other)) === true)
}

/** The folders above a path. */
function placesAbove(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '')
  return path === '/' ? [] : names.map((_, at) => `/${names.slice(0, at).join('/')}`)
}

/** Mounts inside a folder, with their targets as seen from there; what is mounted at the folder itself is not among them. */
export function mountsBelow(mounts: readonly Mount[], root: string): Mount[] {
  const prefix = root === '/' ? '/' : `${root}/`
  return mounts
    .filter(({ target }) => target.startsWith(prefix) && target !== prefix)
    .map((mount) => ({ ...mount, target: mount.target.slice(prefix.length - 1) }))
}

/** Whether a file system holds no files of its own, or holds them on another machine; undefined: it is to be walked. */
export function unwalkedType(type: string): 'pseudo' | 'network' | undefined {
  return isOf('pseudo', type) ? 'pseudo' : isOf('network', type) ? 'network' : undefined
}

/** Whether a file system that is mounted below the root is no part of the image: in memory, read from a medium, made of others. */
export function isUnbaked(type: string): boolean {
  return isOf('unbaked', type)
}

let types: ReadonlyMap<string, ReadonlySet<string>> | undefined

function isOf(group: string, type: string): boolean {
  types ??= readTypes()
  return types.get(group)?.has(type) === true
}

function readTypes(): Map<string, Set<string>> {
  const read: unknown = JSON.parse(readFileSync(new URL('../../../data/contents/file-systems.json', import.meta.url), 'utf8'))
  const groups = typeof read === 'object' && read !== null ? Object.entries(read) : []
  return new Map(groups.map(([name, list]: [string, unknown]) => [name, new Set(Array.isArray(list) ? list.map(String) : [])]))
}
