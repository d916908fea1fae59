import { schemaOf } from '../compare/schema-of.ts'
import { breaksAny } from '../judge/breaks.ts'
import { absenceOf, additionOf } from '../match/absence.ts'
import type { Matched } from '../match/match.ts'
import { countLeaves, isEmpty } from '../model/json.ts'
import type { Comparison, NotComparedReason, Pair } from '../model/pair.ts'
import { fromPointer, toPointer } from '../model/pointer.ts'
import { contextOf } from '../mutations.ts'
import { isImageFinding, type Surroundings, type Trial } from './pair.ts'
import { mutationsOfProperty, propertiesOf } from './properties.ts'

/** Of what is not compared, that which somebody could mutate all the same. */
const mutable: ReadonlySet<NotComparedReason> = new Set([
  'write-only',
  'secret',
  'api-only',
  'unmapped',
  'low-confidence',
  'transform-failed',
  'read-gap',
  'not-read',
  'unresolved',
])

/** Declared values that live does not show: whatever becomes of them is not seen. */
export function* unseenTrials(pair: Pair, comparison: Comparison): Generator<Trial> {
  const elsewhere = new Set(pair.excluded)
  for (const entry of comparison.notCompared) {
    const { path, reason, leaves = 1 } = entry
    if (leaves === 0 || !mutable.has(reason)) continue
    // What live shows at the place was mutated there.
    if (!elsewhere.has(entry) && isShown(pair, path)) continue
    yield { kind: 'unseen', path, count: leaves, result: 'missed', reason }
  }
}

function isShown(pair: Pair, path: string): boolean {
  let value: unknown = pair.liveProperties
  for (const step of fromPointer(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false
    value = Object.entries(value).find(([name]) => name === step)?.[1]
  }
  return value !== undefined && value !== null
}

/** All that is declared of a resource that was not checked. */
export function* uncheckedTrials({ declared, declaredProperties, reason = 'not-in-live-source' }: Pair): Generator<Trial> {
  if (reason === 'no-live-counterpart') return
  for (const [name, value] of Object.entries(declaredProperties ?? declared?.properties ?? {})) {
    if (!isEmpty(value)) yield { kind: 'unseen', path: `/${name}`, count: countLeaves(value), result: 'missed', reason }
  }
}

/** Of what a group made: all that it is not compared in is judged by its image alone. */
export function* ownedTrials(pair: Pair, around: Surroundings): Generator<Trial> {
  const { scope: _scope, ...rest } = pair
  const alone: Pair = { ...rest, declaredProperties: {}, liveProperties: pair.live?.properties ?? {} }
  const schema = schemaOf(alone, around.compare.schemas)
  for (const name of propertiesOf(alone, schema)) {
    if (pair.scope?.includes(name) === true) continue
    for (const { kind, at, value } of mutationsOfProperty(alone, schema, name)) {
      const path = toPointer(at)
      const found = path === '/ImageId' && typeof value === 'string' && isImageFinding(pair, value, around)
      yield { kind, path, count: 1, ...(found ? { result: 'found' } : { result: 'missed', reason: 'judged-by-image' }) }
    }
  }
}

/** Whether it would be noticed that a managed resource was deleted. */
export function* deletedTrial(pair: Pair, matched: Matched, { policies, judging }: Surroundings): Generator<Trial> {
  const absence = absenceOf(pair, matched)
  if (absence === undefined) return
  const trial = { kind: 'resource-deleted', path: '', count: 1 } as const
  if (absence !== 'missing') yield { ...trial, result: 'missed', reason: absence }
  else {
    const { live: _live, image: _image, group: _group, ...context } = contextOf(pair)
    const found = breaksAny({ ...context, outcome: 'missing' }, policies, judging)
    yield found ? { ...trial, result: 'found' } : { ...trial, result: 'missed', reason: 'no-policy' }
  }
}

/** Whether another resource of the kind, in the same place, would be noticed. Elements of another's list are added there. */
export function* addedTrial(pair: Pair, matched: Matched, { policies, judging }: Surroundings): Generator<Trial> {
  const { live } = pair
  const addition = additionOf(pair, matched)
  if (live === undefined || addition === undefined) return
  const trial = { kind: 'resource-added', path: '', count: 1 } as const
  if (addition !== 'unmanaged') {
    yield { ...trial, result: 'missed', reason: addition }
    return
  }
  const { account, region, kind } = live
  const resource = {
    kind,
    address: 'DriftgateMutation',
    physicalId: 'DriftgateMutation',
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
  }
  const found = breaksAny({ outcome: 'unmanaged', resource, live: { ...live, physicalId: 'DriftgateMutation' } }, policies, judging)
  yield found ? { ...trial, result: 'found' } : { ...trial, result: 'missed', reason: 'no-policy' }
}
