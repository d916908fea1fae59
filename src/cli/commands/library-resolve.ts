import { imageNamed } from '../../baked/library/entries.ts'
import { indexOf } from '../../baked/library/index-document.ts'
import { manifestName } from '../../baked/library/keep.ts'
import { exitCodes } from '../../exit-code.ts'
import type { Command } from '../commands.ts'
import { givenLibrary, printLines } from '../library.ts'

/** `driftgate library resolve LIBRARY IMAGE`: where the manifest of an image lies, for scripts. */
const command: Command = async (invocation) => {
  const store = await givenLibrary(invocation)
  const { digest } = imageNamed(await indexOf(store), invocation.words['image']?.[0] ?? '', store.place)
  await printLines(invocation, [`${store.place}/${manifestName(digest)}`])
  return exitCodes.clean
}
export default command
