import { existsSync, readFileSync } from 'node:fs'
import { checkedHeader } from '../../baked/library.ts'
import { envelopeBeside } from '../../baked/sign/envelope-file.ts'
import { publicKeyIn } from '../../baked/sign/keys.ts'
import { verifyManifest } from '../../baked/sign/statement.ts'
import { exitCodes } from '../../exit-code.ts'
import { UsageError } from '../../model/errors.ts'
import { safeText } from '../../report/safe-text.ts'
import type { Command } from '../commands.ts'
import { printLines } from '../library.ts'
import { readManifest } from '../manifest-file.ts'

/** `driftgate bake verify FILE --verify-key KEY`: 0 where one of the keys signed this very manifest, else 1. */
const command: Command = async (invocation) => {
  const { values, words } = invocation
  const [file = ''] = words['manifest'] ?? []
  const keys = values.texts('verify-key').map((each) => publicKeyIn(each))
  if (keys.length === 0) {
    throw new UsageError('key-needed', {
      message: 'It is not said whose signature counts.',
      hint: 'Give --verify-key FILE; `openssl pkey -in key.pem -pubout` prints the public half of a key.',
    })
  }
  const manifest = await readManifest(file)
  await checkedHeader(manifest.header, file)
  const envelope = envelopeBeside(file)
  const text = existsSync(envelope) ? readFileSync(envelope, 'utf8') : undefined
  const { signature, because, by } = verifyManifest(manifest, text, keys)
  await printLines(invocation, [
    `${signature}  ${safeText(file)}  ${manifest.digest}`,
    ...(signature === 'valid' ? by.map((id) => `signed by ${id}`) : [because]),
  ])
  return signature === 'valid' ? exitCodes.clean : exitCodes.findings
}
export default command
