import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { messageOf, UsageError } from '../../model/errors.ts'

/** The variable with the passphrase of a private key that has one. */
export const passphraseVariable = 'DRIFTGATE_KEY_PASSPHRASE'

/** A private key in PEM (PKCS #8). Throws UsageError for a file that is none, or of another kind than ed25519. */
export function privateKeyIn(file: string, passphrase: string | undefined): KeyObject {
  return checked(file, 'private', (key) => createPrivateKey({ key, ...(passphrase === undefined ? {} : { passphrase }) }))
}

/** A public key in PEM (SPKI); of a private key its public half. Throws UsageError as above. */
export function publicKeyIn(file: string): KeyObject {
  return checked(file, 'public', (key) => createPublicKey(key))
}

function checked(file: string, half: string, read: (text: Buffer) => KeyObject): KeyObject {
  let key: KeyObject
  try {
    key = read(readFileSync(file))
  } catch (error) {
    throw new UsageError('key-unreadable', {
      message: `${file} cannot be read as a ${half} key: ${messageOf(error)}.`,
      hint: `Make one with \`openssl genpkey -algorithm ed25519\`; the passphrase of a key that has one is read from ${passphraseVariable}.`,
      at: { file },
    })
  }
  if (key.asymmetricKeyType === 'ed25519') return key
  throw new UsageError('key-kind', {
    message: `${file} is a key of the kind ${key.asymmetricKeyType ?? 'unknown'}; manifests are signed with ed25519.`,
    hint: 'Make one with `openssl genpkey -algorithm ed25519`.',
    at: { file },
  })
}
