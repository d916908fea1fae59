import { isSame } from '../model/json.ts'
import { unbook, type Comparison, type RawDifference } from '../model/pair.ts'
import { fromPointer } from '../model/pointer.ts'

/** One mutation is told once: a deprecated attribute that shows what another one says is not a second one. */
export function withoutMirrors(out: Comparison, mirrors: ReadonlySet<string>): void {
  if (out.differences.length < 2) return
  const isMirror = ({ path }: RawDifference): boolean => mirrors.has(fromPointer(path)[0] ?? '')
  const others = out.differences.filter((difference) => !isMirror(difference))
  out.differences = out.differences.filter((difference) => {
    if (!isMirror(difference) || !others.some((other) => saysTheSame(difference, other))) return true
    unbook(out, difference, 'computed')
    return false
  })
}

function saysTheSame(a: RawDifference, b: RawDifference): boolean {
  return a.change === b.change && isSame(a.declared, b.declared) && isSame(a.live, b.live)
}

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
    unbook(out, from, 'alias')
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
