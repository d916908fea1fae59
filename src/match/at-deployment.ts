import { isSameValue, type JsonObject } from '../model/json.ts'
import type { LiveResource, Recorded } from '../model/resource.ts'

const minute = 60_000
/** Config writes down within minutes what a deployment did. */
const settling = 15 * minute
/** Later than that it rarely does; what comes in between may be the deployment's or somebody's. */
const doubtful = 60 * minute
/** Of a resource that was not recorded before the first item counts that comes within a day: the longest period of recording. */
const discovery = 24 * 60 * minute

/** AWS adds members to what it shows; in a quarter of a year rarely to a given kind. */
const dated = 90 * 24 * 60 * minute

/** How long after a deployment its record may come, in milliseconds. */
export const recordDelay = discovery

export interface AtDeployment {
  deployed: LiveResource
  /** The latest of all. Equal to what is live it proves, property by property, that both are written alike. */
  latest: LiveResource
  /** What differs from it was changed since. */
  sure: boolean
  /** The two lie so far apart that members may have got names between them. */
  isDated: boolean
}

/** A state of a resource with the time of its record. */
interface Timed {
  resource: LiveResource
  recorded: Recorded
  time: number
}

/**
 * What a resource was right after a deployment, of all that was recorded of it: the last item within minutes after it; where
 * nothing was recorded then, the one in force, since items are only written when something changes; of a resource that is new
 * in the record, its first. Undefined where the record begins too late.
 */
export function atDeployment(history: readonly LiveResource[], deployedAt: string): AtDeployment | undefined {
  const end = Date.parse(deployedAt)
  const items = timed(history)
  const before = items.findLast(({ time }) => time <= end)
  const after = items.filter(({ time }) => time > end)
  const settled = after.findLast(({ time }) => time <= end + settling)
  const first = after[0]
  const found = settled ?? before ?? (first !== undefined && first.time <= end + discovery ? first : undefined)
  const latest = items.at(-1)
  if (found === undefined || latest === undefined || found.recorded.gone === true || latest.recorded.gone === true) return undefined
  const isInForce = found === before
  const isDoubtful = first !== undefined && first.time <= end + doubtful
  const sure =
    found.recorded.form === latest.recorded.form &&
    !(isInForce && (isDoubtful || found.recorded.daily === true || found.recorded.partial === true))
  return { deployed: found.resource, latest: latest.resource, sure, isDated: latest.time - found.time > dated }
}

function timed(history: readonly LiveResource[]): Timed[] {
  return history
    .flatMap((resource) => {
      const { recorded } = resource
      const time = recorded === undefined ? Number.NaN : Date.parse(recorded.at)
      return recorded === undefined || Number.isNaN(time) ? [] : [{ resource, recorded, time }]
    })
    .toSorted((a, b) => a.time - b.time)
}

/** The properties that the latest item shows as live does: of these both sources speak alike. */
export function comparable(live: LiveResource, { deployed, latest }: AtDeployment): ReadonlySet<string> {
  const unread = new Set([...(deployed.unread ?? []), ...(latest.unread ?? [])].map((pointer) => pointer.split('/')[1] ?? ''))
  const names = new Set([...Object.keys(live.properties), ...Object.keys(latest.properties), ...Object.keys(deployed.properties)])
  return new Set([...names].filter((name) => !unread.has(name) && isAlike(live.properties, latest.properties, name)))
}

function isAlike(live: JsonObject, latest: JsonObject, name: string): boolean {
  return isSameValue(live[name] ?? null, latest[name] ?? null)
}
