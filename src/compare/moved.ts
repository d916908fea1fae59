import type { Comparison, RawDifference } from '../model/pair.ts'
import { fromPointer } from '../model/pointer.ts'

/**
 * A text that is gone from one attribute and stands in another, which nobody declared: the attribute has another name in a newer
 * provider, or a read puts it there. Nothing of the resource has changed.
 */
export function withoutMoved(out: Comparison): void {
  const gone = out.differences.filter(({ change, declared }) => change === 'removed' && isTelling(declared))
  if (gone.length === 0) return
  const moved = new Set<RawDifference>()
  for (const from of gone) {
    const to = out.differences.find((other) => other.change === 'added' && !moved.has(other) && isMove(from, other))
    if (to === undefined) continue
    moved.add(from).add(to)
    out.notCompared.push({ path: from.path, reason: 'alias', leaves: from.leaves })
    out.different -= from.leaves
    out.added -= 1
  }
  out.differences = out.differences.filter((difference) => !moved.has(difference))
}

function isTelling(value: unknown): boolean {
  return typeof value === 'string' && value.length > 2
}

/** From an attribute of the resource to another one, or into a map. */
function isMove(from: RawDifference, to: RawDifference): boolean {
  return from.declared === to.live && isShallow(from) && isShallow(to)
}

function isShallow({ path, element }: RawDifference): boolean {
  return element === undefined && fromPointer(path).length <= 2
}
