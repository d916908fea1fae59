import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import { isObject, own, type Json } from '../../model/json.ts'
import { sha256 } from '../library/index-document.ts'

/** A signed text. https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
export interface Envelope {
  payloadType: string
  /** Base64. */
  payload: string
  signatures: { keyid?: string; sig: string }[]
}

/** What is signed: the type and the text, each with its length, so that neither can pass for a part of the other. */
export function preAuthentication(type: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `), body])
}

/** Signs with an ed25519 key. Signatures of other keys that `before` has of the same text stay. */
export function signed(payloadType: string, body: Uint8Array, key: KeyObject, before?: Envelope): Envelope {
  const payload = Buffer.from(body).toString('base64')
  const keyid = keyIdOf(createPublicKey(key))
  const others =
    before?.payload === payload && before.payloadType === payloadType ? before.signatures.filter((each) => each.keyid !== keyid) : []
  const sig = sign(undefined, preAuthentication(payloadType, body), key).toString('base64')
  return { payloadType, payload, signatures: [...others, { keyid, sig }] }
}

/** The text of an envelope and the ids of those of the keys that signed it. The id that a signature names proves nothing and is not asked. */
export function verified({ payloadType, payload, signatures }: Envelope, keys: readonly KeyObject[]): { body: Buffer; by: string[] } {
  const body = Buffer.from(payload, 'base64')
  const text = preAuthentication(payloadType, body)
  const hasSigned = (key: KeyObject): boolean => signatures.some(({ sig }) => verify(undefined, text, key, Buffer.from(sig, 'base64')))
  return { body, by: keys.filter(hasSigned).map(keyIdOf) }
}

/** SHA-256 of a public key in DER, in hex. */
export function keyIdOf(key: KeyObject): string {
  return sha256(key.export({ type: 'spki', format: 'der' }))
}

/** Reads an envelope; undefined for what is none. */
export function envelopeIn(text: string): Envelope | undefined {
  const value = parsed(text)
  const [payloadType, payload, written] = [own(value, 'payloadType'), own(value, 'payload'), own(value, 'signatures')]
  if (typeof payloadType !== 'string' || typeof payload !== 'string' || !Array.isArray(written)) return undefined
  const signatures = written.filter(isObject).flatMap((each) => {
    const [keyid, sig] = [own(each, 'keyid'), own(each, 'sig')]
    return typeof sig === 'string' ? [{ sig, ...(typeof keyid === 'string' ? { keyid } : {}) }] : []
  })
  return { payloadType, payload, signatures }
}

function parsed(text: string): Json {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return null
  }
}
