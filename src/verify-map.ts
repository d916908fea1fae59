import { compare } from './compare/compare.ts'
import { withoutSecrets } from './judge/secrets.ts'
import { factsOf } from './mapping/data.ts'
import type { MapSamples } from './live/aws/cloudcontrol/map-samples.ts'
import { byText, own, type Json, type JsonObject } from './model/json.ts'
import type { Pair, RawDifference } from './model/pair.ts'
import { fromPointer, isWithin } from './model/pointer.ts'
import type { LiveResource } from './model/resource.ts'

/** Longer values are cut: they are told apart by the resource. */
const valueLimit = 200

/** A place in which the rows say something else than Cloud Control. */
export interface DifferingRow {
  path: string
  /** `added`: the rows have it alone; `removed`: Cloud Control alone; `changed`: both, and not the same. */
  change: RawDifference['change']
  rows?: Json
  cloudControl?: Json
  resource: string
}

/** What reading a kind both ways came to. It agrees when at least one resource was read both ways and none differs. */
export interface VerifiedMap {
  kind: string
  call: string
  sampled: number
  agrees: boolean
  differs: DifferingRow[]
  /** Why resources could not be compared. */
  unread: string[]
}

/** Compares what the rows of a kind say with what Cloud Control says, by the rules of every scan. */
export function verifiedMap({ kind, samples, gaps }: MapSamples, call: string): VerifiedMap {
  const differs: DifferingRow[] = []
  const unread = new Set(gaps.map(({ reason, action, detail }) => [reason, action, detail].filter((part) => part !== undefined).join('  ')))
  let sampled = 0
  for (const { native, single } of samples) {
    if (single.is === 'resource') {
      sampled += 1
      differs.push(...differing(native, single.resource.properties))
    } else if (single.is === 'gone') unread.add(`Cloud Control does not know ${native.physicalId}`)
    else unread.add(`${single.failure.details.code ?? single.failure.reason}  ${single.failure.details.detail ?? ''}`.trim())
  }
  return {
    kind,
    call,
    sampled,
    agrees: sampled > 0 && differs.length === 0 && unread.size === 0,
    differs,
    unread: [...unread].toSorted(byText),
  }
}

function differing(native: LiveResource, single: JsonObject): DifferingRow[] {
  const pair: Pair = { outcome: 'managed', shape: 'neutral', live: native, declaredProperties: single, liveProperties: native.properties }
  const properties = factsOf(native.kind)?.y ?? {}
  return [...compare(pair).differences, ...alone(native, single)]
    .filter(({ path }) => {
      const [name = ''] = fromPointer(path)
      return Object.hasOwn(properties, name) && !isUnread(native, path)
    })
    .map((difference) => shown(native, difference))
    .toSorted((a, b) => byText(`${a.path} ${a.change}`, `${b.path} ${b.change}`))
}

/** What rows alone have at the top: a scan might take it for what AWS sets by itself, a map may not. */
function alone({ kind, properties }: LiveResource, single: JsonObject): RawDifference[] {
  const facts = factsOf(kind)
  const hidden = new Set([...(facts?.w ?? []), ...(facts?.r ?? [])].map((path) => path.split('/')[0] ?? ''))
  return Object.keys(properties).flatMap((name): RawDifference[] => {
    const value = own(properties, name)
    if (own(single, name) !== undefined || hidden.has(name) || meansNothing(value)) return []
    return [{ path: `/${name}`, change: 'added', ...(value === undefined ? {} : { live: value }), leaves: 0 }]
  })
}

/** Handlers leave out what is off, empty or zero. */
function meansNothing(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

function isUnread({ unread = [] }: LiveResource, path: string): boolean {
  return unread.some((place) => place === '/' || isWithin(path, place) || isWithin(place, path))
}

function shown(native: LiveResource, difference: RawDifference): DifferingRow {
  const { path, change, live, declared } = withoutSecrets(difference, native.sensitive ?? [], { values: new Set() })
  return {
    path,
    change,
    ...(live === undefined ? {} : { rows: cut(live) }),
    ...(declared === undefined ? {} : { cloudControl: cut(declared) }),
    resource: native.physicalId,
  }
}

function cut(value: Json): Json {
  const text = JSON.stringify(value)
  return text.length <= valueLimit ? value : `${text.slice(0, valueLimit)}...`
}
