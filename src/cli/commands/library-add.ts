import { readFileSync } from 'node:fs'
import { addManifest } from '../../baked/library/keep.ts'
import { idsOf, nameOf } from '../../baked/library/entries.ts'
import { exitCodes } from '../../exit-code.ts'
import { codeOf, InputError } from '../../model/errors.ts'
import { counted } from '../../report/words.ts'
import { safeText } from '../../report/safe-text.ts'
import type { Command } from '../commands.ts'
import { envelopeBeside } from '../../baked/sign/envelope-file.ts'
import { givenLibrary, printLines, standingText } from '../library.ts'
import { givenTime, timeOf } from '../times.ts'

/** `driftgate library add LIBRARY MANIFEST...`: each with its signatures where it has some. Added twice it is there once. */
const command: Command = async (invocation) => {
  const { values, words, io } = invocation
  const store = await givenLibrary(invocation)
  const now = timeOf(values, io)().toISOString()
  const channel = values.text('channel')
  const deprecatedAt = givenTime(values, 'deprecated-at')
  const standing = { ...(channel === undefined ? {} : { channel }), ...(deprecatedAt === undefined ? {} : { deprecatedAt }) }
  for (const file of words['manifests'] ?? []) {
    const envelope = bytesOf(envelopeBeside(file))
    const manifest = { file, bytes: required(file), ...(envelope === undefined ? {} : { envelope }) }
    const { entry, index, isNew } = await addManifest(store, manifest, now, standing)
    const what = `${safeText(nameOf(entry.image))}  ${entry.digest}  ${counted(idsOf(entry.image).length, 'id')}  ${standingText(index, entry)}`
    await printLines(invocation, [`${isNew ? 'added' : 'known'}  ${what}${envelope === undefined ? '' : '  signed'}`])
  }
  return exitCodes.clean
}
export default command

function required(file: string): Buffer {
  const bytes = bytesOf(file)
  if (bytes !== undefined) return bytes
  throw new InputError('input-not-found', {
    message: `There is no file ${JSON.stringify(file)}.`,
    hint: '`driftgate bake SOURCE -o FILE` writes a manifest.',
    at: { file },
  })
}

function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new InputError('input-unreadable', {
      message: `${file} cannot be read (${codeOf(error) ?? 'unknown'}).`,
      hint: 'Check that it is a file and who may read it.',
      at: { file },
    })
  }
}
