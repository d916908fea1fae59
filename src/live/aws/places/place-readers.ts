import { isGlobalKind, listServiceOf } from '../../../mapping/api.ts'
import type { LiveItem } from '../../../model/resource.ts'
import type { LiveContext } from '../../index.ts'
import { present, type Whereabouts } from '../engine/bindings.ts'
import type { CloudControlFallback } from '../cloudcontrol/fallback.ts'
import { regionOff, type Connected } from './connection.ts'
import { readKinds } from '../engine/engine.ts'
import type { EngineOptions } from '../engine/kind-reader.ts'
import type { NotOffered } from '../calls/not-offered.ts'
import type { SdkAnswers } from '../calls/sdk.ts'

/** What is read of every account, and how. */
export interface Reading {
  /** By rows and clients. */
  readable: readonly string[]
  /** Through Cloud Control. */
  fallback: CloudControlFallback
  notOffered: NotOffered
  /** One account is read: progress need not name it. */
  isOne: boolean
}

type Reader = () => AsyncIterable<LiveItem[]>
type Place = Connected['regions'][number]

/** The readers of an account: of what is global, once, then region by region. */
export function readersOf(connected: Connected, { readable, fallback, notOffered, isOne }: Reading, context: LiveContext): Reader[] {
  const { account, partition, regions, close } = connected
  const isBulk = new Set(readable)
  const kinds = [...readable, ...fallback.kinds]
  async function* read(
    some: readonly string[],
    place: Place,
    region: string | undefined,
    before: Promise<void>,
  ): AsyncGenerator<LiveItem[]> {
    const where = { account, region, partition }
    const shown = [isOne ? undefined : account, place.region].filter((part) => part !== undefined)
    const options: EngineOptions = {
      where,
      source: 'aws-list',
      callRegion: place.region,
      medium: context.scope.includeMedium === true,
      ...(context.scope.declaredOf === undefined ? {} : { declaredOf: context.scope.declaredOf }),
      ...(context.scope.declaredAs === undefined ? {} : { declaredAs: context.scope.declaredAs }),
      ...(context.scope.verified === undefined ? {} : { verified: context.scope.verified }),
      progress: (text) => context.progress?.([...shown, text].join(' ')),
      finished: (kind) => context.finished?.(kind),
    }
    const bulk = some.filter((kind) => isBulk.has(kind))
    yield* fallback.watch(readKinds(bulk, place.answers, options))
    // What is listed by a parent that is global needs to know them all.
    await before
    const others = some.filter((kind) => !isBulk.has(kind))
    yield* fallback.read(others, place.answers, where)
  }
  const regional = kinds.filter((kind) => !isGlobalKind(kind))
  const homes = homesOf(connected, kinds.filter(isGlobalKind))
  const global = latch(homes.length)
  const all = latch(homes.length + regions.length)
  // An organization has many accounts: of each the connections go when its last reader is done.
  void all.done.then(close)
  for (const { kinds: some } of homes) context.planned?.(some)
  for (const _region of regions) context.planned?.(regional)
  const reader = (some: readonly string[], place: Place, region: string | undefined, before: Promise<void>, done: () => void): Reader => {
    return async function* () {
      try {
        yield* untilOff(notOffered.watch(read(some, place, region, before)), place.answers, { account, region: place.region })
      } finally {
        done()
        all.count()
      }
    }
  }
  return [
    ...homes.map((home) => reader(home.kinds, home.place, undefined, Promise.resolve(), global.count)),
    ...regions.map((place) => reader(regional, place, place.region, global.done, () => {})),
  ]
}

/** Done when it was counted down so many times. */
function latch(many: number): { count(this: void): void; done: Promise<void> } {
  let left = many
  const waiting: (() => void)[] = []
  const done = many === 0 ? Promise.resolve() : new Promise<void>((resolve) => void waiting.push(resolve))
  return {
    done,
    count: () => {
      left -= 1
      if (left === 0) for (const resolve of waiting) resolve()
    },
  }
}

/** Global kinds by the place in which they are asked for. */
function homesOf({ home }: Connected, kinds: readonly string[]): { place: Place; kinds: string[] }[] {
  const homes = new Map<string | undefined, { place: Place; kinds: string[] }>()
  for (const kind of kinds) {
    const place = home(listServiceOf(kind))
    const same = homes.get(place.region)
    if (same === undefined) homes.set(place.region, { place, kinds: [kind] })
    else same.kinds.push(kind)
  }
  return [...homes.values()]
}

/** What is read of a place, up to where its region turns out to be off: then that is the one thing to say of it. */
export async function* untilOff(batches: AsyncIterable<LiveItem[]>, answers: SdkAnswers, where: Whereabouts): AsyncGenerator<LiveItem[]> {
  for await (const items of batches) {
    if (answers.refused !== undefined) {
      yield [{ is: 'gap', ...present(where), ...regionOff(where.account, where.region ?? '', answers.refused) }]
      return
    }
    yield items
  }
}
