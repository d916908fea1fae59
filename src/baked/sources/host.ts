import { hostname } from 'node:os'
import { openFolderSource } from './folder.ts'
import type { BakeSource } from './source.ts'

/**
 * `host`: this machine, as the last step of the build of a disk image. Copies of a disk keep inodes and change times, so that a
 * check of what was started from it need read only what moved.
 */
const host: BakeSource = {
  open: (_place, context) => openFolderSource('/', { method: 'host', name: hostname(), isCtimeStable: true }, context),
}
export default host
