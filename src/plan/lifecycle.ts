import { factsOf, row } from '../mapping/data.ts'
import { fromPointer } from '../model/pointer.ts'
import type { LifecycleClass } from '../model/generated/rebuild-plan.ts'
import type { RawDifference } from '../model/pair.ts'

const file = 'lifecycle.json'

/** The kind itself, and for kinds outside AWS the same name in any group: `apps/Deployment` is any `Deployment`. */
function namesOf(kind: string): string[] {
  return kind.startsWith('AWS::') ? [kind] : [kind, `*/${kind.slice(kind.lastIndexOf('/') + 1)}`]
}

function isIn(list: string, kind: string): boolean {
  const kinds = row<readonly string[]>(file, list) ?? []
  return namesOf(kind).some((name) => kinds.includes(name))
}

/**
 * What replacing a resource of the kind would cost. Identity before data: nobody can give the old name back.
 * A kind nobody has classed counts as stateful, so it is never replaced by itself.
 * `classes` are the user's own, by kind.
 */
export function classOf(kind: string, classes?: ReadonlyMap<string, LifecycleClass>): LifecycleClass {
  const own = classes?.get(kind)
  if (own !== undefined) return own
  if (isIn('identity', kind)) return 'identity'
  if (isIn('stateful', kind)) return 'stateful'
  return isIn('cattle', kind) ? 'cattle' : 'stateful'
}

/** Whether data is lost with the resource; false for kinds nobody has classed. */
export function holdsData(kind: string): boolean {
  return isIn('stateful', kind)
}

/** Every kind whose data is lost with the resource. */
export function statefulKinds(): ReadonlySet<string> {
  return new Set(row<readonly string[]>(file, 'stateful') ?? [])
}

/** Things that run code and can be taken aside with their evidence. */
export function isMachine(kind: string): boolean {
  return isIn('machines', kind)
}

/** Whether all that a machine contains comes from its image: nothing in it is ever set back in place. */
export function isImageMade(kind: string): boolean {
  return kind === 'host' || kind === 'rootfs' || kind === 'docker/container'
}

/** The path in the neutral shape, where there is one. */
export function neutralPath(difference: RawDifference): string {
  return difference.neutralPath ?? difference.path
}

/** Whether the declaration can only be reached again by replacing: the registry's create-only properties. */
export function forcesReplacement(kind: string, difference: RawDifference): boolean {
  return touches(neutralPath(difference), factsOf(kind)?.c)
}

/** Whether the registry knows the property and does not call it create-only. */
export function updatesInPlace(kind: string, difference: RawDifference): boolean {
  const facts = factsOf(kind)
  const [property] = fromPointer(neutralPath(difference))
  if (facts?.y === undefined || property === undefined || !Object.hasOwn(facts.y, property)) return false
  return !forcesReplacement(kind, difference)
}

/** Properties that update in place yet say what the instance runs: UserData, InstanceType, its profile. */
export function isRebuilt(kind: string, difference: RawDifference): boolean {
  return touches(neutralPath(difference), row<Record<string, string[]>>(file, 'rebuilt')?.[kind])
}

/** Whether the difference is in what instances are launched from. */
export function isTemplate(kind: string, difference: RawDifference | undefined): boolean {
  return difference !== undefined && touches(neutralPath(difference), row<Record<string, string[]>>(file, 'template')?.[kind])
}

/** How the data of the kind gets into a new resource, by a human. */
export function migrationOf(kind: string): string {
  const advice = row<Record<string, string>>(file, 'migration') ?? {}
  const service = kind.split('::').slice(0, 2).join('::')
  for (const name of [...namesOf(kind), service]) {
    if (Object.hasOwn(advice, name)) return advice[name] ?? ''
  }
  return 'Take a backup and test the restore, make a new resource from it, move its users over, keep the old one until it is checked.'
}

/** Whether the path is one of the names, lies below one, or is a block around one. Indexes and `*` do not count. */
function touches(pointer: string, names: readonly string[] | undefined): boolean {
  if (names === undefined) return false
  const path = withoutIndexes(fromPointer(pointer))
  return names.some((name) => {
    const parts = withoutIndexes(name.split('/'))
    const shared = Math.min(parts.length, path.length)
    for (let at = 0; at < shared; at++) if (parts[at] !== path[at]) return false
    return shared > 0
  })
}

function withoutIndexes(segments: readonly string[]): string[] {
  return segments.filter((segment) => segment !== '*' && segment !== '-' && !/^\d+$/.test(segment))
}

/** A rule, route or inline policy: an element of another resource's list. It is set back there, nothing is replaced. */
export function isElement(kind: string): boolean {
  return row('siblings.json', kind) !== undefined
}
