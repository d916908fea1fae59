import { openFolderSource } from './folder.ts'
import type { BakeSource } from './source.ts'

/** `rootfs:DIR`: a root filesystem in a folder: of debootstrap, of a mounted disk image, of an unpacked archive. */
const rootfs: BakeSource = {
  open: (place, context) => {
    const name = place.replace(/\/+$/, '').replace(/^.*\//, '')
    return openFolderSource(place, { method: 'rootfs', name: name === '' ? 'rootfs' : name, isCtimeStable: false }, context)
  },
}
export default rootfs
