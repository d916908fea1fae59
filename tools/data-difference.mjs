// What changed between two folders of generated data: types and entries that are added, removed or renamed, and defaults that
// are another value now. One file of JSON a service, one object a type. Used by tools/data-refresh.mjs; tested on small folders.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A table of types over the files of a folder, or of one file; empty where there is none. */
export function readTable(path) {
  if (!existsSync(path)) return new Map()
  if (path.endsWith('.json')) return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8'))))
  const files = readdirSync(path).filter((name) => name.endsWith('.json'))
  return new Map(files.flatMap((name) => Object.entries(JSON.parse(readFileSync(join(path, name), 'utf8')))))
}

/** The leaves of a type by path: what a list holds is one leaf, since its order rarely means anything. */
export function leavesOf(value, path = '') {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, sortedText(value)]]
  return Object.keys(value).flatMap((key) => leavesOf(value[key], path === '' ? key : `${path} ${key}`))
}

function sortedText(value) {
  return Array.isArray(value) ? JSON.stringify(value.map((each) => JSON.stringify(each)).toSorted()) : JSON.stringify(value)
}

/**
 * `[{type, change, path?, before?, after?}]`: `added` and `removed` of types and of entries, `renamed` where one type is gone and
 * another one came with the same entries, `changed`.
 */
export function differences(before, after) {
  const gone = [...before.keys()].filter((type) => !after.has(type))
  const come = [...after.keys()].filter((type) => !before.has(type))
  const renamed = new Map()
  for (const type of gone) {
    const text = sortedLeaves(before.get(type))
    // Of a type with next to nothing to tell it by nobody can say what became of it.
    const found =
      leavesOf(before.get(type)).length < 3
        ? undefined
        : come.find((other) => !renamed.has(other) && sortedLeaves(after.get(other)) === text)
    if (found !== undefined) renamed.set(found, type)
  }
  const isRenamed = new Set(renamed.values())
  return [
    ...gone.filter((type) => !isRenamed.has(type)).map((type) => ({ type, change: 'removed' })),
    ...come.map((type) => (renamed.has(type) ? { type, change: 'renamed', before: renamed.get(type) } : { type, change: 'added' })),
    ...[...before.keys()].filter((type) => after.has(type)).flatMap((type) => entryDifferences(type, before.get(type), after.get(type))),
  ].toSorted((a, b) => order(a.type, b.type) || order(a.path ?? '', b.path ?? ''))
}

function sortedLeaves(row) {
  return JSON.stringify(leavesOf(row).toSorted(([a], [b]) => order(a, b)))
}

function entryDifferences(type, before, after) {
  const [old, fresh] = [new Map(leavesOf(before)), new Map(leavesOf(after))]
  return [
    ...[...old].filter(([path]) => !fresh.has(path)).map(([path, value]) => ({ type, change: 'removed', path, before: value })),
    ...[...fresh].filter(([path]) => !old.has(path)).map(([path, value]) => ({ type, change: 'added', path, after: value })),
    ...[...fresh]
      .filter(([path, value]) => old.has(path) && old.get(path) !== value)
      .map(([path, value]) => ({ type, change: 'changed', path, before: old.get(path), after: value })),
  ]
}

function order(a, b) {
  return a < b ? -1 : a > b ? 1 : 0
}

const longest = 120

function short(text) {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

/** The difference of one table for a reader: counts first, then a line each. `limit`: lines of entries that are written out. */
export function differenceText(title, found, limit = Number.POSITIVE_INFINITY) {
  if (found.length === 0) return `${title}: no difference\n`
  const types = found.filter(({ path }) => path === undefined)
  const entries = found.filter(({ path }) => path !== undefined)
  const counts = ['added', 'removed', 'renamed', 'changed'].flatMap((change) => {
    const [ofTypes, ofEntries] = [types, entries].map((list) => list.filter((each) => each.change === change).length)
    return [...(ofTypes > 0 ? [`${ofTypes} types ${change}`] : []), ...(ofEntries > 0 ? [`${ofEntries} entries ${change}`] : [])]
  })
  const lines = [...types, ...entries.slice(0, limit)].map(({ type, change, path, before, after }) => {
    const mark = { added: '+', removed: '-', renamed: '>', changed: '~' }[change]
    if (path === undefined) return `  ${mark} ${type}${change === 'renamed' ? ` (was ${before})` : ''}`
    const values = [before, after].filter((value) => value !== undefined).map(short)
    const what = path.startsWith('d ') ? `default of ${path.slice(2)}` : path
    return `  ${mark} ${type}  ${what}: ${values.join(' -> ')}`
  })
  const more = entries.length > limit ? [`  ... ${entries.length - limit} more entries`] : []
  return [`${title}: ${counts.join(', ')}`, ...lines, ...more, ''].join('\n')
}

/** Rows by hand, in the tables of a folder, of types that were known before and are not any more: `table: type`. */
export function lostRows(folder, before, after) {
  const gone = new Set([...before.keys()].filter((type) => !after.has(type)))
  const tables = [folder, join(folder, 'overrides')].flatMap((where) =>
    existsSync(where) ? readdirSync(where).flatMap((name) => (name.endsWith('.json') ? [join(where, name)] : [])) : [],
  )
  return tables.flatMap((path) => {
    const table = JSON.parse(readFileSync(path, 'utf8'))
    const name = path.slice(folder.length).replace(/^\//, '')
    return Object.keys(table).flatMap((type) => (gone.has(type) ? [`${name}: ${type}`] : []))
  })
}
