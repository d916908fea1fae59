import { hostname } from 'node:os'
import { observedKinds, observedRows } from '../../contents/semantic/observed.ts'
import { openFolderSource } from './folder.ts'
import type { BakeSource } from './source.ts'

const place = { proc: '/proc', sys: '/sys' }

/**
 * `host`: this machine, as the last step of the build of a disk image. Copies of a disk keep inodes and change times, so that a
 * check of what was started from it need read only what moved. How its kernel is set, what it has loaded and what listens is baked
 * as it is now.
 */
const host: BakeSource = {
  open: async (_place, context) => {
    const source = await openFolderSource('/', { method: 'host', name: hostname(), isCtimeStable: true }, context)
    // What runs while it is baked is its builder.
    const rows = observedRows(place, context).filter(({ k }) => k !== 'd')
    return { ...source, rows, kinds: observedKinds(place).filter((kind) => kind !== 'd') }
  },
}
export default host
