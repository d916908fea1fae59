import { own } from '../model/json.ts'
import type { Pair } from '../model/pair.ts'
import type { LiveResource, NotCheckedReason } from '../model/resource.ts'
import type { LiveIndex } from './live-index.ts'
import { mayBePart, resolve, withLive } from './resolve.ts'
import { siblingOf } from './siblings.ts'
import type { UnmanagedScope } from './unmanaged.ts'

/**
 * What a scan would make of a managed resource that was deleted: `missing`, or the reason for which nobody could say so.
 * Undefined for a part that is no thing of its own, as a bucket's versioning.
 */
export function absenceOf({ declared, live }: Pair, index: LiveIndex, livePartial: boolean): 'missing' | NotCheckedReason | undefined {
  if (declared === undefined || live === undefined) return undefined
  const view = without(index, live)
  // What stands alone is found by its names only: no need to project it once more.
  const isAlone = !index.hasTerraform && !mayBePart(declared)
  const found = isAlone
    ? withLive({ declared, shape: declared.shape, properties: {} }, view, livePartial)
    : resolve(declared, view, livePartial)
  const { part, live: other, outcome, reason, ...resolved } = found
  if (part?.is === 'slice') return undefined
  // Its element would be gone from a list that is there to be looked at.
  if (part?.is === 'child' && part.owner !== undefined && Object.hasOwn(part.owner.properties, part.sibling.into))
    return livePartial ? 'not-in-live-source' : 'missing'
  if (part?.is === 'member')
    return Object.hasOwn(live.properties, part.into) && own(resolved.properties, part.into) !== undefined ? 'missing' : 'not-in-live-source'
  if (other !== undefined) return 'ambiguous-identity'
  return outcome === 'missing' ? 'missing' : (reason ?? 'not-in-live-source')
}

/** What a scan would make of another resource of the kind that somebody made in the same place. */
export function additionOf(
  { declared, live, scope }: Pair,
  index: LiveIndex,
  unmanaged: UnmanagedScope,
): 'unmanaged' | 'not-governed' | NotCheckedReason | undefined {
  // Elements of an owner's list are added there.
  if (declared === undefined || live === undefined || scope !== undefined || siblingOf(declared.kind) !== undefined) return undefined
  if (unmanaged === 'none') return 'not-governed'
  return live.shape === 'neutral' && index.proves(live.kind, declared) ? 'unmanaged' : 'not-in-live-source'
}

/** The index as it would be without one resource. */
function without(index: LiveIndex, gone: LiveResource): LiveIndex {
  // A pair may have a copy of what the index has: one that knows what siblings left unread.
  const isIt = (each: LiveResource): boolean =>
    each.physicalId === gone.physicalId &&
    each.kind === gone.kind &&
    each.shape === gone.shape &&
    each.account === gone.account &&
    each.region === gone.region
  const others = (list: readonly LiveResource[]): LiveResource[] => list.filter((each) => !isIt(each))
  const view: LiveIndex = Object.create(index)
  view.find = (...place) => others(index.find(...place))
  view.findLoosely = (...place) => others(index.findLoosely(...place))
  view.ofOwner = (...owned) => others(index.ofOwner(...owned))
  view.findAddress = (...place) => {
    const found = index.findAddress(...place)
    return found !== undefined && isIt(found) ? undefined : found
  }
  return view
}
