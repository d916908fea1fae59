import { statSync } from 'node:fs'

/** Bytes of all documents below which a scan is over before optimised code has paid for being made. */
const smallScan = 2 * 1024 * 1024

/** Whether all sources are documents on this machine, and small ones. What is fetched or asked for may be of any size. */
export function isSmallScan(took: Readonly<Record<string, readonly string[]>>): boolean {
  let bytes = 0
  for (const path of Object.values(took).flat()) {
    const size = statSync(path, { throwIfNoEntry: false })?.size
    if (size === undefined) return false
    bytes += size
  }
  return bytes < smallScan
}
