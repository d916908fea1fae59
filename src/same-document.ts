import { realPath } from './documents/input-file.ts'
import { sniff } from './documents/sniff.ts'
import { declaredReaders } from './declared/index.ts'
import { UsageError } from './model/errors.ts'

/**
 * One state as both sides is equal to itself whatever happened to what it describes: that would be a clean verdict about nothing.
 * A plan may be both: it tells what was recorded from what was found.
 */
export function refuseSameState(declared: readonly string[], live: readonly string[]): void {
  const files = new Set(declared.map(realPath))
  const same = live.find((path) => {
    const real = realPath(path)
    return real !== undefined && files.has(real) && isState(path)
  })
  if (same === undefined) return
  throw new UsageError('same-document', {
    message: `${same} is given as declared and as live: it would be compared with itself.`,
    hint: 'Read the account with --live aws, or give what was recorded of it: a capture, or `terraform show -json` of a refresh-only plan.',
    at: { file: same },
  })
}

function isState(path: string): boolean {
  return declaredReaders['terraform-state'].recognise(sniff({ path, size: 0, named: true })) !== undefined
}
