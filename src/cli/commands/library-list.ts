import { entriesOf, idsOf, nameOf, revokedBy } from '../../baked/library/entries.ts'
import { indexOf } from '../../baked/library/index-document.ts'
import { exitCodes } from '../../exit-code.ts'
import { counted } from '../../report/words.ts'
import { safeText } from '../../report/safe-text.ts'
import type { Command } from '../commands.ts'
import { givenLibrary, printLines, standingText, wantsJson } from '../library.ts'

/** `driftgate library list LIBRARY`: every image, the newest first. */
const command: Command = async (invocation) => {
  const json = wantsJson(invocation)
  const index = await indexOf(await givenLibrary(invocation))
  const entries = entriesOf(index)
  if (json) {
    const images = entries.map((entry) => ({ digest: entry.digest, ...entry.image, isRevoked: revokedBy(index, entry) !== undefined }))
    await printLines(invocation, [JSON.stringify({ images }, undefined, 2)])
    return exitCodes.clean
  }
  const rows = entries.map((entry) => [
    safeText(nameOf(entry.image), 40),
    entry.digest.slice(0, 19),
    entry.image.addedAt.slice(0, 10),
    counted(idsOf(entry.image).length, 'id'),
    standingText(index, entry),
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)))
  await printLines(invocation, [
    ...rows.map((row) =>
      row
        .map((text, at) => text.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    counted(rows.length, 'image'),
  ])
  return exitCodes.clean
}
export default command
