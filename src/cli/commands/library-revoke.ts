import { entriesOf, imageNamed, nameOf, revokedBy, withRevoked } from '../../baked/library/entries.ts'
import { changeIndex, indexOf } from '../../baked/library/index-document.ts'
import { exitCodes } from '../../exit-code.ts'
import { UsageError } from '../../model/errors.ts'
import { safeText } from '../../report/safe-text.ts'
import type { Command } from '../commands.ts'
import { givenLibrary, printLines } from '../library.ts'
import { timeOf } from '../times.ts'

/** `driftgate library revoke LIBRARY IMAGE --reason TEXT`: says which images made from it are revoked with it. */
const command: Command = async (invocation) => {
  const { values, words, io } = invocation
  const reason = values.text('reason')
  if (reason === undefined) {
    throw new UsageError('revoke-reason', {
      message: 'It is not said why the image is revoked.',
      hint: 'Give --reason TEXT: the library keeps it, and whoever lists the images reads it.',
    })
  }
  const store = await givenLibrary(invocation)
  const { digest } = imageNamed(await indexOf(store), words['image']?.[0] ?? '', store.place)
  const now = timeOf(values, io)().toISOString()
  const index = await changeIndex(store, (before) => withRevoked(before, digest, now, reason))
  const gone = entriesOf(index).filter((entry) => revokedBy(index, entry)?.digest === digest)
  const lines = gone.map(
    (entry) => `${entry.digest === digest ? 'revoked        ' : 'revoked with it'}  ${safeText(nameOf(entry.image))}  ${entry.digest}`,
  )
  await printLines(invocation, lines)
  return exitCodes.clean
}
export default command
