import { byText } from '../model/json.ts'
import type { DeclaredIndex, Entry } from './declared-index.ts'
import type { Work } from './work.ts'

/**
 * For each work the works it must wait for, as the declaration orders them. A way that leads through resources without
 * findings counts; a way through another work counts for that work only.
 */
export function edgesOf(works: readonly Work[], index: DeclaredIndex): Map<string, string[]> {
  const ownerOf = new Map<string, string>()
  for (const work of works) for (const entry of entriesOf(work)) ownerOf.set(entry.key, work.id)
  return new Map(works.map((work) => [work.id, neededBy(work, ownerOf, index)]))
}

function entriesOf({ entries, unit }: Work): Entry[] {
  return unit.entry === undefined ? [...entries] : [...entries, unit.entry]
}

function neededBy(work: Work, ownerOf: ReadonlyMap<string, string>, index: DeclaredIndex): string[] {
  const needed = new Set<string>()
  const seen = new Set<string>()
  const open = entriesOf(work)
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    if (seen.has(entry.key)) continue
    seen.add(entry.key)
    const owner = ownerOf.get(entry.key)
    if (owner !== undefined && owner !== work.id) needed.add(owner)
    else open.push(...index.dependenciesOf(entry))
  }
  return [...needed].toSorted(byText)
}
