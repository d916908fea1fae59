import { apiRow, isGlobalKind, listServiceOf } from '../../../mapping/api.ts'
import { factsOf } from '../../../mapping/data.ts'
import { byText, type JsonObject } from '../../../model/json.ts'
import type { Gap, LiveResource } from '../../../model/resource.ts'
import type { LiveContext } from '../../index.ts'
import { inParallel } from '../calls/batches.ts'
import { CloudControl, type Got } from './calls.ts'
import { isReadByCloudControl } from './reader.ts'
import { connect, type Connected } from '../places/connection.ts'
import { readKinds } from '../engine/engine.ts'
import { whyUnreadable } from '../engine/why-unreadable.ts'
import { identifiersOfLive } from './fresh-reads.ts'
import { missingClient } from '../observer.ts'

/** How many resources are asked for at a time; the limiter decides how fast. */
const width = 8

/** A kind, with resources of it as both ways show them. */
export interface MapSamples {
  kind: string
  samples: { native: LiveResource; single: Got }[]
  /** What was not read natively, and so is not in the samples. */
  gaps: Gap[]
}

/** Kinds that can be read both ways: by rows of any confidence but the lowest, and through Cloud Control. */
export async function comparableKinds(kinds: Iterable<string>): Promise<string[]> {
  const found: string[] = []
  for (const kind of [...kinds].toSorted(byText))
    if (isReadByCloudControl(kind) && whyUnreadable(kind, true) === undefined && (await missingClient(kind)) === undefined) found.push(kind)
  return found
}

/** Up to so many resources of each kind, over the accounts and regions of the context, read both ways. */
export async function* mapSamples(kinds: readonly string[], most: number, context: LiveContext): AsyncGenerator<MapSamples> {
  const connecting = connect(context)
  let connected = await connecting.next()
  while (connected.done !== true) connected = await connecting.next()
  const accounts = connected.value
  try {
    for (const kind of kinds) yield await samplesOf(kind, most, accounts, context)
  } finally {
    for (const { close } of accounts) await close()
  }
}

async function samplesOf(kind: string, most: number, accounts: readonly Connected[], context: LiveContext): Promise<MapSamples> {
  context.progress?.(kind)
  const found: MapSamples = { kind, samples: [], gaps: [] }
  for (const { account, partition, regions, home } of accounts) {
    const places = isGlobalKind(kind)
      ? [{ ...home(listServiceOf(kind)), shown: undefined }]
      : regions.map((place) => ({ ...place, shown: place.region }))
    for (const { region, answers, shown } of places) {
      const left = most - found.samples.length
      if (left === 0) return found
      const where = { account, region: shown, partition }
      const natives = await nativesOf(kind, left, { where, answers, callRegion: region }, found.gaps)
      const calls = new CloudControl(answers, where)
      const samples: MapSamples['samples'] = []
      await inParallel(natives, width, async (native) => {
        const { sure, guessed } = identifiersOfLive(native)
        samples.push({ native, single: await calls.get(kind, [...sure, ...guessed]) })
      })
      found.samples.push(...samples.toSorted((a, b) => byText(a.native.physicalId, b.native.physicalId)))
    }
  }
  return found
}

/** The first resources of a list, with everything that rows know of them. */
async function nativesOf(
  kind: string,
  most: number,
  {
    where,
    answers,
    callRegion,
  }: {
    where: { account: string | undefined; region: string | undefined; partition: string }
    answers: Parameters<typeof readKinds>[1]
    callRegion: string | undefined
  },
  gaps: Gap[],
): Promise<LiveResource[]> {
  const everything: JsonObject = Object.fromEntries(Object.keys(factsOf(kind)?.y ?? {}).map((name) => [name, true]))
  const wanted = new Set<string>()
  const found: LiveResource[] = []
  const batches = readKinds([kind], answers, {
    where,
    source: 'aws-list',
    callRegion,
    verified: new Set([kind]),
    // Single calls only for the first: a list may have thousands.
    declaredOf: (_kind, names) => {
      const [name] = names
      if (name === undefined || wanted.size >= most) return undefined
      wanted.add(name)
      return () => [everything]
    },
  })
  for await (const items of batches) {
    for (const item of items) {
      if (item.is === 'gap') gaps.push(item)
      if (item.is === 'resource' && item.resource.kind === kind && found.length < most) found.push(item.resource)
    }
    if (found.length >= most) break
  }
  return found
}

/** The call that lists a kind, for who is told that its map is wrong. */
export function listCallOf(kind: string): string {
  return apiRow(kind)?.l.o ?? ''
}
