import { byText } from '../model/json.ts'
import type { Wave } from '../model/generated/rebuild-plan.ts'
import { componentsOf } from './cycles.ts'
import { stagesOf } from './stages.ts'

/** What order needs to know of a thing that is rebuilt. */
export interface Ordered {
  id: string
  /** Only what is replaced is done in stages. */
  staged: boolean
  /** The availability zone, where it is in one only. */
  zone?: string
}

export interface Order {
  /** Every id, in the order of the waves. */
  ids: string[]
  waves: Wave[]
  /** What each waits for, without what is in a cycle with it. */
  dependsOn: Map<string, string[]>
}

/**
 * Waves in which nothing comes before what it depends on. Things in a cycle share one wave. What is replaced on one
 * level goes in stages (one, a tenth, half, the rest), and never two zones at once.
 */
export function orderOf(things: readonly Ordered[], edges: ReadonlyMap<string, readonly string[]>): Order {
  const known = new Map(things.map((thing) => [thing.id, thing]))
  const sorted = new Map(
    [...known.keys()].toSorted(byText).map((id) => [id, (edges.get(id) ?? []).filter((other) => known.has(other)).toSorted(byText)]),
  )
  const components = componentsOf(sorted).map((ids) => ids.toSorted(byText))
  const componentOf = new Map(components.flatMap((ids, at) => ids.map((id) => [id, at] as const)))
  const dependsOn = new Map(
    [...sorted].map(([id, needed]) => [id, needed.filter((other) => componentOf.get(other) !== componentOf.get(id))] as const),
  )
  const levels = levelsOf(components, dependsOn, componentOf)
  const waves = levels.flatMap((level) =>
    wavesOf(
      level.toSorted((a, b) => byText(a[0] ?? '', b[0] ?? '')),
      known,
    ),
  )
  const numbered = waves.map((wave, at) => ({ ...wave, number: at + 1 }))
  return { ids: numbered.flatMap(({ items }) => items), waves: numbered, dependsOn }
}

/** Components by the length of the longest way to them. They come dependencies first, so one pass is enough. */
function levelsOf(
  components: readonly string[][],
  dependsOn: ReadonlyMap<string, string[]>,
  componentOf: ReadonlyMap<string, number>,
): string[][][] {
  const heights: number[] = []
  const levels: string[][][] = []
  for (const ids of components) {
    let height = 0
    for (const id of ids)
      for (const other of dependsOn.get(id) ?? []) height = Math.max(height, (heights[componentOf.get(other) ?? 0] ?? 0) + 1)
    heights.push(height)
    const level = (levels[height] ??= [])
    level.push(ids)
  }
  return levels
}

function wavesOf(level: readonly string[][], known: ReadonlyMap<string, Ordered>): Omit<Wave, 'number'>[] {
  const isStaged = (ids: readonly string[]): boolean => ids.some((id) => known.get(id)?.staged === true)
  const waves: Omit<Wave, 'number'>[] = []
  const settings = level.filter((ids) => !isStaged(ids))
  if (settings.length > 0) waves.push({ stage: 'rest', items: settings.flat() })
  const replaced = level.filter(isStaged)
  let from = 0
  for (const { name, instances } of stagesOf(replaced.length)) {
    for (const [zone, components] of byZone(replaced.slice(from, from + instances), known)) {
      waves.push({ stage: name, ...(zone === '' ? {} : { zone }), items: components.flat() })
    }
    from += instances
  }
  return waves
}

function byZone(components: readonly string[][], known: ReadonlyMap<string, Ordered>): [string, string[][]][] {
  const zones = new Map<string, string[][]>()
  for (const ids of components) {
    const zone = ids.length === 1 ? (known.get(ids[0] ?? '')?.zone ?? '') : ''
    const list = zones.get(zone)
    if (list === undefined) zones.set(zone, [ids])
    else list.push(ids)
  }
  return [...zones].toSorted(([a], [b]) => byText(a, b))
}
