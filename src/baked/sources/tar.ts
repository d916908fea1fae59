import { readLayer } from '../../contents/tar/layer.ts'
import { Budget } from '../../contents/tar/limits.ts'
import { layOver } from '../../contents/tar/merge.ts'
import type { Node } from '../../contents/tar/node.ts'
import { tarFields } from '../../contents/tar/rows.ts'
import { fileChunks } from './file-chunks.ts'
import { opened } from './layered.ts'
import type { BakeSource } from './source.ts'

/** `tar:FILE`: the root filesystem in one archive, nothing in it means anything but itself. */
const tar: BakeSource = {
  open: async (place, context) => {
    const chunks = fileChunks(place)
    const { root: layer, skipped } = await readLayer(chunks, { name: place, isLayer: false, wanted: context.wanted, budget: new Budget() })
    for (const { path, reason } of skipped) context.skip(path, reason)
    const root: Node = { children: new Map() }
    layOver(root, layer, (path) => context.skip(path, 'link-target-missing'))
    return {
      ...opened(root, context),
      name: nameOf(place),
      subjects: [],
      parents: [],
      capture: { method: 'tar', trust: 'host', fields: [...tarFields], mtimeUnit: 's', ctimeStable: false, xattrs: 'all' },
      rows: [],
    }
  },
}
export default tar

/** Of `images/web.tar.gz` `web`. */
function nameOf(place: string): string {
  const file = place.slice(place.replaceAll('\\', '/').lastIndexOf('/') + 1)
  return file.replace(/\.(?:tar(?:\.\w+)?|tgz|tzst)$/, '') || file
}
