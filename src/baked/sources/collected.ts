import { architectureOf } from '../../contents/machine/architecture.ts'
import { collectedFields, readCollected } from '../../contents/collected/read.ts'
import { fileChunks } from './file-chunks.ts'
import { opened } from './layered.ts'
import type { BakeSource } from './source.ts'

/** `collected:FILE`: what collect.sh wrote. Programs of the machine itself vouch for it. */
const collected: BakeSource = {
  open: async (place, context) => {
    const found = await readCollected(fileChunks(place), place)
    for (const { path, reason } of found.skipped) context.skip(path, reason)
    const tree = opened(found.root, context)
    const arch = await architectureOf(tree.tree)
    const { xattrs, host } = found
    return {
      ...tree,
      name: host === '' ? 'collected' : host,
      subjects: [],
      parents: [],
      ...(arch === undefined ? {} : { arch }),
      capture: { method: 'script', trust: 'exec', fields: collectedFields(found), mtimeUnit: 's', ctimeStable: false, xattrs },
      rows: [],
      withoutPasswords: true,
    }
  },
}
export default collected
