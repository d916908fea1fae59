import { hostname } from 'node:os'
import { openFolderSource, type FolderContext, type OpenedFolder } from './folder.ts'

/**
 * `host`: this machine, as the last step of the build of a disk image. Copies of a disk keep inodes and change times, so that a
 * check of what was started from it need read only what moved.
 */
const host = {
  open: (_place: string, context: FolderContext): Promise<OpenedFolder> =>
    openFolderSource('/', { method: 'host', name: hostname(), isCtimeStable: true }, context),
}
export default host
