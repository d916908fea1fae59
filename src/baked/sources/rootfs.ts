import { openFolderSource, type FolderContext, type OpenedFolder } from './folder.ts'

/** `rootfs:DIR`: a root filesystem in a folder: of debootstrap, of a mounted disk image, of an unpacked archive. */
const rootfs = {
  open: (place: string, context: FolderContext): Promise<OpenedFolder> => {
    const name = place.replace(/\/+$/, '').replace(/^.*\//, '')
    return openFolderSource(place, { method: 'rootfs', name: name === '' ? 'rootfs' : name, isCtimeStable: false }, context)
  },
}
export default rootfs
