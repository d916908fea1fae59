import { createReadStream, existsSync, statSync } from 'node:fs'
import { InputError, messageOf } from '../../model/errors.ts'

const chunkBytes = 1024 * 1024

/** The bytes of a file. Throws InputError where it is missing or cannot be read. */
export async function* fileChunks(path: string): AsyncGenerator<Buffer> {
  const stream: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: chunkBytes })
  try {
    yield* stream
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    throw new InputError('bake-unreadable', {
      message: `${path} cannot be read: ${messageOf(error)}.`,
      hint: 'Check the path, and who may read it.',
      at: { file: path },
    })
  }
}

/**
 * A path and the tag that may follow it: `web.tar:shop/web:1.0` where `web.tar` is there. The longest path wins, so that one with
 * colons in its name is found too.
 */
export function pathAndTag(place: string): { path: string; tag?: string } {
  for (let end = place.length; end > 0; end = place.lastIndexOf(':', end - 1)) {
    if (existsSync(place.slice(0, end))) return { path: place.slice(0, end), ...(end < place.length ? { tag: place.slice(end + 1) } : {}) }
  }
  throw new InputError('bake-not-found', {
    message: `There is no file or folder ${JSON.stringify(place)}.`,
    hint: 'Check the path; an image of a registry is named registry:HOST/NAME, one of the engine docker:NAME.',
    at: { file: place },
  })
}

export function isDirectory(path: string): boolean {
  return statSync(path).isDirectory()
}
