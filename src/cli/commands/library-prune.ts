import { nameOf } from '../../baked/library/entries.ts'
import { pruneLibrary } from '../../baked/library/keep.ts'
import { exitCodes } from '../../exit-code.ts'
import { counted } from '../../report/words.ts'
import { safeText } from '../../report/safe-text.ts'
import type { Command } from '../commands.ts'
import { givenLibrary, printLines } from '../library.ts'
import { timeOf } from '../times.ts'

/** `driftgate library prune LIBRARY`: removes what nothing needs; --dry-run only says it. */
const command: Command = async (invocation) => {
  const { values, io } = invocation
  const days = values.count('older-than') ?? 0
  const isDry = values.on('dry-run')
  const { entries, loose } = await pruneLibrary(await givenLibrary(invocation), timeOf(values, io)().getTime(), days, isDry)
  const word = isDry ? 'would remove' : 'removed'
  await printLines(invocation, [
    ...entries.map(({ digest, image }) => `${word}  ${safeText(nameOf(image))}  ${digest}  added ${image.addedAt}`),
    ...loose.map((name) => `${word}  ${safeText(name)}  of no image`),
    `${word} ${counted(entries.length, 'image')}, ${counted(loose.length, 'loose file')}`,
  ])
  return exitCodes.clean
}
export default command
