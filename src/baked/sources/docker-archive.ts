import { fileChunks, pathAndTag } from './file-chunks.ts'
import { ImageArchive } from './image/archive.ts'
import { assembled } from './image/assemble.ts'
import { savedImage } from './image/saved.ts'
import type { BakeSource } from './source.ts'

/** `docker-archive:FILE[:NAME:TAG]`: what `docker save` wrote, packed or not. */
const dockerArchive: BakeSource = {
  open: async (place, context) => {
    const { path, tag } = pathAndTag(place)
    return assembled(savedImage(await ImageArchive.read(fileChunks(path), path, context), tag), context)
  },
}
export default dockerArchive
