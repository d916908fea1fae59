import { keepFirst } from '../ledger.ts'
import type { Proof, ProofCount, ProofMissed } from '../model/generated/proof.ts'
import { byText } from '../model/json.ts'
import type { Trial } from './pair.ts'

/** Where a trial was made: the kind of resource, and which one. */
export interface Where {
  kind: string
  address: string
}

interface Count {
  mutations: number
  found: number
}

interface Place {
  attribute: string
  kind: Count
  row: Count
}

/** Paths of a kind that are known by heart: keys of maps can be as many as there are resources. */
const placesKept = 10_000

/** The counts of all trials, by what was done and where; what was missed with its reason. */
export class Tally {
  private readonly total: Count = { mutations: 0, found: 0 }
  private known = 0
  private tried = 0
  private readonly byMutation = new Map<string, Count>()
  private readonly byKind = new Map<string, Count>()
  private readonly byAttribute = new Map<string, Map<string, Count>>()
  private readonly places = new Map<string, Map<string, Place>>()
  private readonly missed = new Map<string, ProofMissed>()

  enter({ kind, path, count, result, reason }: Trial, where: Where): void {
    if (kind !== 'unseen') this.tried += 1
    if (result === 'known') {
      this.known += count
      return
    }
    const place = this.place(where.kind, path)
    const found = result === 'found' ? count : 0
    for (const row of [this.total, rowOf(this.byMutation, kind), place.kind, place.row]) {
      row.mutations += count
      row.found += found
    }
    if (result === 'missed')
      this.miss(
        { kind: where.kind, attribute: place.attribute, mutation: kind, reason: reason ?? '', count, examples: [] },
        `${where.address} ${path}`.trimEnd(),
      )
  }

  /** The rows of a place; one path of a kind comes up many times. */
  private place(kind: string, path: string): Place {
    let places = this.places.get(kind)
    if (places === undefined) this.places.set(kind, (places = new Map()))
    let place = places.get(path)
    if (place === undefined) {
      const attribute = attributeOf(path)
      let attributes = this.byAttribute.get(kind)
      if (attributes === undefined) this.byAttribute.set(kind, (attributes = new Map()))
      place = { attribute, kind: rowOf(this.byKind, kind), row: rowOf(attributes, attribute) }
      if (places.size < placesKept) places.set(path, place)
    }
    return place
  }

  private miss(one: ProofMissed, example: string): void {
    const key = [one.kind, one.attribute, one.mutation, one.reason].join('\u0000')
    const known = this.missed.get(key)
    if (known === undefined) this.missed.set(key, { ...one, examples: [example] })
    else {
      known.count += one.count
      if (!known.examples.includes(example)) keepFirst(known.examples, example, '')
    }
  }

  close(): Pick<
    Proof,
    'mutations' | 'found' | 'percent' | 'alreadyFound' | 'tried' | 'byMutation' | 'byKind' | 'byAttribute' | 'byReason' | 'missed'
  > {
    const missed = [...this.missed.values()].toSorted((a, b) => b.count - a.count || byText(missedKey(a), missedKey(b)))
    const reasons = new Map<string, number>()
    for (const { reason, count } of missed) reasons.set(reason, (reasons.get(reason) ?? 0) + count)
    return {
      ...share(this.total),
      alreadyFound: this.known,
      tried: this.tried,
      byMutation: sorted(this.byMutation).map(([mutation, count]) => ({ mutation, ...share(count) })),
      byKind: sorted(this.byKind).map(([kind, count]) => ({ kind, ...share(count) })),
      byAttribute: [...this.byAttribute]
        .toSorted(([a], [b]) => byText(a, b))
        .flatMap(([kind, attributes]) => sorted(attributes).map(([attribute, count]) => ({ kind, attribute, ...share(count) }))),
      byReason: [...reasons]
        .map(([reason, count]) => ({ reason, count }))
        .toSorted((a, b) => b.count - a.count || byText(a.reason, b.reason)),
      missed,
    }
  }
}

function rowOf(rows: Map<string, Count>, name: string): Count {
  let row = rows.get(name)
  if (row === undefined) rows.set(name, (row = { mutations: 0, found: 0 }))
  return row
}

function sorted(counts: ReadonlyMap<string, Count>): [string, Count][] {
  return [...counts].toSorted(([a], [b]) => byText(a, b))
}

/** Rounded down to a tenth: 100 means all. */
function share({ mutations, found }: Count): ProofCount {
  return { mutations, found, percent: mutations === 0 ? 100 : Math.floor((found * 1000) / mutations) / 10 }
}

/** `/Tags/3/Value` to `/Tags/*\/Value`: the place in every resource of the kind. */
function attributeOf(path: string): string {
  return !/\/\d/.test(path) ? path : path.replaceAll(/\/\d+(?=\/|$)/g, '/*')
}

function missedKey({ kind, attribute, mutation, reason }: ProofMissed): string {
  return [kind, attribute, mutation, reason].join('\u0000')
}
