import { createPublicKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { checkedHeader } from '../../baked/library.ts'
import { keyIdOf } from '../../baked/sign/dsse.ts'
import { envelopeBeside } from '../../baked/sign/envelope-file.ts'
import { passphraseVariable, privateKeyIn } from '../../baked/sign/keys.ts'
import { signManifest } from '../../baked/sign/statement.ts'
import { exitCodes } from '../../exit-code.ts'
import { UsageError } from '../../model/errors.ts'
import { safeText } from '../../report/safe-text.ts'
import { writeAtomically } from '../atomic-file.ts'
import type { Command } from '../commands.ts'
import { printLines } from '../library.ts'
import { readManifest } from '../manifest-file.ts'

/** `driftgate bake sign FILE --key KEY`: writes the signatures beside the manifest. */
const command: Command = async (invocation) => {
  const { values, words, io } = invocation
  const [file = ''] = words['manifest'] ?? []
  const keyFile = values.text('key')
  if (keyFile === undefined) {
    throw new UsageError('key-needed', {
      message: 'It is not said with which key the manifest is signed.',
      hint: 'Give --key FILE; `openssl genpkey -algorithm ed25519 -out key.pem` makes one.',
    })
  }
  const key = privateKeyIn(keyFile, io.env[passphraseVariable])
  const manifest = await readManifest(file)
  await checkedHeader(manifest.header, file)
  const target = envelopeBeside(file)
  const envelope = signManifest(manifest, key, existsSync(target) ? readFileSync(target, 'utf8') : undefined)
  const written = writeAtomically(target, `${JSON.stringify(envelope)}\n`)
  await printLines(invocation, [`wrote ${safeText(written)}`, `digest  ${manifest.digest}`, `key     ${keyIdOf(createPublicKey(key))}`])
  return exitCodes.clean
}
export default command
