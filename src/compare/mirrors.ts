import { isSame } from '../model/json.ts'
import type { Comparison, RawDifference } from '../model/pair.ts'
import { fromPointer } from '../model/pointer.ts'

/** One mutation is told once: a deprecated attribute that shows what another one says is not a second one. */
export function withoutMirrors(out: Comparison, mirrors: ReadonlySet<string>): void {
  if (out.differences.length < 2) return
  const isMirror = ({ path }: RawDifference): boolean => mirrors.has(fromPointer(path)[0] ?? '')
  const others = out.differences.filter((difference) => !isMirror(difference))
  out.differences = out.differences.filter((difference) => {
    if (!isMirror(difference) || !others.some((other) => saysTheSame(difference, other))) return true
    out.notCompared.push({ path: difference.path, reason: 'computed', leaves: difference.leaves })
    out.different -= difference.leaves
    if (difference.change === 'added') out.added -= 1
    return false
  })
}

function saysTheSame(a: RawDifference, b: RawDifference): boolean {
  return a.change === b.change && isSame(a.declared, b.declared) && isSame(a.live, b.live)
}
