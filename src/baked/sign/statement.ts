import type { KeyObject } from 'node:crypto'
import type { ImageRecord } from '../../model/image.ts'
import { canonical, isObject, own, textOf, type Json, type JsonObject } from '../../model/json.ts'
import { envelopeIn, signed, verified, type Envelope } from './dsse.ts'

const payloadType = 'application/vnd.in-toto+json'
const predicateType = 'urn:driftgate:baked-image:v1'
const statementType = 'https://in-toto.io/Statement/v1'
const digestForm = /^sha256:([0-9a-f]{64})$/

/** A manifest as it is signed and verified: its digest and its header. */
export interface SignedManifest {
  digest: string
  header: Json
}

/**
 * What is signed of a manifest: its digest, those of its image, and its header, so that no index can give it other ids.
 * https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 */
export function statementOf({ digest, header }: SignedManifest): JsonObject {
  const subjects = own(header, 'subjects')
  const ids = Array.isArray(subjects) ? subjects.filter(isObject).map((each) => [textOf(own(each, 'kind')), textOf(own(each, 'id'))]) : []
  const named = [['manifest', digest], ...ids].flatMap(([name = '', id = '']) => {
    const [, sha256] = digestForm.exec(id) ?? []
    return sha256 === undefined ? [] : [{ name, digest: { sha256 } }]
  })
  return { _type: statementType, subject: named, predicateType, predicate: { digest, header } }
}

/** Signs a manifest; signatures of others that `before` has of the same statement stay. */
export function signManifest(manifest: SignedManifest, key: KeyObject, before?: string): Envelope {
  const envelope = before === undefined ? undefined : envelopeIn(before)
  return signed(payloadType, Buffer.from(canonical(statementOf(manifest))), key, envelope)
}

/** What became of a verification, and why. */
export interface Verification {
  signature: NonNullable<ImageRecord['signature']>
  /** A clause: `no given key signed it`. */
  because: string
  /** Ids of the keys that signed it. */
  by: string[]
}

/** Holds the signatures of a manifest against keys. `text` is its envelope, absent where it has none. */
export function verifyManifest(manifest: SignedManifest, text: string | undefined, keys: readonly KeyObject[]): Verification {
  if (text === undefined) return { signature: 'unsigned', because: 'it has no signatures', by: [] }
  const envelope = envelopeIn(text)
  if (envelope === undefined) return invalid('its signatures are no DSSE envelope')
  const { body, by } = verified(envelope, keys)
  if (by.length === 0) return invalid('no given key signed it')
  if (envelope.payloadType !== payloadType) return invalid(`what was signed is no statement but ${envelope.payloadType}`)
  if (body.toString('utf8') !== canonical(statementOf(manifest))) return invalid('another manifest was signed')
  return { signature: 'valid', because: 'a given key signed it', by }
}

function invalid(because: string): Verification {
  return { signature: 'invalid', because, by: [] }
}
