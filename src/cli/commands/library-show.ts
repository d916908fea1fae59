import { ancestorsOf, imageNamed, nameOf } from '../../baked/library/entries.ts'
import { indexOf } from '../../baked/library/index-document.ts'
import { checkManifest } from '../../baked/library/open.ts'
import { exitCodes } from '../../exit-code.ts'
import { safeText } from '../../report/safe-text.ts'
import type { Command } from '../commands.ts'
import { givenLibrary, printLines, standingText, wantsJson } from '../library.ts'

/** `driftgate library show LIBRARY IMAGE`: what is known of one image; its manifest is read and held against its digest. */
const command: Command = async (invocation) => {
  const json = wantsJson(invocation)
  const store = await givenLibrary(invocation)
  const index = await indexOf(store)
  const entry = imageNamed(index, invocation.words['image']?.[0] ?? '', store.place)
  await checkManifest(store, entry.digest)
  const { image, digest } = entry
  if (json) {
    await printLines(invocation, [JSON.stringify({ digest, ...image }, undefined, 2)])
    return exitCodes.clean
  }
  const lines = [
    ['name', nameOf(image)],
    ['digest', `${digest}, and the manifest has it`],
    ['added', image.addedAt],
    ['standing', standingText(index, entry)],
    ...image.header.subjects.map(({ kind, id, region }) => ['id', `${kind} ${id}${region === undefined ? '' : ` in ${region}`}`]),
    ...(image.header.rootfsId === undefined ? [] : [['root file system', image.header.rootfsId]]),
    ...(image.header.parents ?? []).map(({ kind, id }) => ['made from', `${kind} ${id}`]),
    ...ancestorsOf(index, entry).map((each) => ['in this library', `${nameOf(each.image)}  ${each.digest}  ${standingText(index, each)}`]),
  ]
  await printLines(
    invocation,
    lines.map(([what = '', text = '']) => `${what.padEnd(17)} ${safeText(text)}`),
  )
  return exitCodes.clean
}
export default command
