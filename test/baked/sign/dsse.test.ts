import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { envelopeIn, keyIdOf, preAuthentication, signed, verified } from '../../../src/baked/sign/dsse.ts'
import { signManifest, statementOf, verifyManifest } from '../../../src/baked/sign/statement.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { schema } from '../library/manifests.ts'

/** A key of 32 bytes as PKCS #8. */
function keyOf(seed: string): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(seed, 'hex')])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

const key = keyOf('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
const other = keyOf('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb')
const publicKey = createPublicKey(key)
const otherPublic = createPublicKey(other)

describe('ed25519 as RFC 8032, 7.1 has it', () => {
  it.each([
    [
      'TEST 1',
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      'TEST 2',
      '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
  ])('%s', (_, seed, half, message, signature) => {
    const secret = keyOf(seed)
    expect(createPublicKey(secret).export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex')).toBe(half)
    expect(sign(undefined, Buffer.from(message, 'hex'), secret).toString('hex')).toBe(signature)
    expect(verify(undefined, Buffer.from(message, 'hex'), createPublicKey(secret), Buffer.from(signature, 'hex'))).toBe(true)
  })
})

describe('DSSE', () => {
  it('signs the encoding of its specification', () => {
    expect(preAuthentication('http://example.com/HelloWorld', Buffer.from('hello world')).toString()).toBe(
      'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
    )
  })

  it('counts bytes, not letters, and gives no two pairs one encoding', () => {
    expect(preAuthentication('é', Buffer.from('ü')).toString()).toBe('DSSEv1 2 é 2 ü')
    const pair = fc.tuple(fc.string(), fc.string())
    const both = fc.property(pair, pair, ([a, b], [c, d]) => {
      const isOne = preAuthentication(a, Buffer.from(b)).equals(preAuthentication(c, Buffer.from(d)))
      expect(isOne).toBe(a === c && b === d)
    })
    fc.assert(both, {
      numRuns: 200,
      examples: [
        [
          ['a 1 b', 'c'],
          ['a', 'b 1 c'],
        ],
      ],
    })
  })

  it('verifies by key, whatever id a signature names', () => {
    const envelope = signed('t', Buffer.from('text'), key)
    expect(verified(envelope, [otherPublic, publicKey])).toEqual({ body: Buffer.from('text'), by: [keyIdOf(publicKey)] })
    const renamed = { ...envelope, signatures: envelope.signatures.map(({ sig }) => ({ sig, keyid: keyIdOf(otherPublic) })) }
    expect(verified(renamed, [otherPublic]).by).toEqual([])
    expect(verified(renamed, [publicKey]).by).toEqual([keyIdOf(publicKey)])
  })

  it('keeps signatures of others, and one of each', () => {
    const both = signed('t', Buffer.from('text'), other, signed('t', Buffer.from('text'), key))
    expect(verified(signed('t', Buffer.from('text'), key, both), [publicKey, otherPublic]).by).toHaveLength(2)
    expect(signed('t', Buffer.from('text'), key, both).signatures).toHaveLength(2)
    expect(signed('t', Buffer.from('another'), key, both).signatures).toHaveLength(1)
  })

  it.each(['', '{', '[]', '{"payloadType":1,"payload":"","signatures":[]}', '{"payloadType":"t","payload":"x"}'])(
    '%j is no envelope',
    (text) => expect(envelopeIn(text)).toBeUndefined(),
  )
})

describe('a signed manifest', () => {
  const digest = `sha256:${'a'.repeat(64)}`
  const config = `sha256:${'c'.repeat(64)}`
  const header: JsonObject = {
    schema,
    subjects: [
      { kind: 'oci-config', id: config },
      { kind: 'ami', id: 'ami-1' },
    ],
  }
  const text = JSON.stringify(signManifest({ digest, header }, key))

  it('is an in-toto statement about the manifest and the image', () => {
    expect(statementOf({ digest, header })).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        { name: 'manifest', digest: { sha256: 'a'.repeat(64) } },
        { name: 'oci-config', digest: { sha256: 'c'.repeat(64) } },
      ],
      predicateType: 'urn:driftgate:baked-image:v1',
      predicate: { digest, header },
    })
  })

  it('is valid under the key that signed it, whatever the order of its members', () => {
    expect(verifyManifest({ digest, header }, text, [otherPublic, publicKey])).toMatchObject({
      signature: 'valid',
      by: [keyIdOf(publicKey)],
    })
    expect(verifyManifest({ digest, header: { subjects: header['subjects'] ?? null, schema } }, text, [publicKey]).signature).toBe('valid')
  })

  it.each<[string, { digest: string; header: JsonObject }, string | undefined, KeyObject[], string, string]>([
    ['nobody signed', { digest, header }, undefined, [publicKey], 'unsigned', 'no signatures'],
    ['another key signed', { digest, header }, text, [otherPublic], 'invalid', 'no given key'],
    ['another digest was signed', { digest: config, header }, text, [publicKey], 'invalid', 'another manifest'],
    [
      'an index gave other ids',
      { digest, header: { ...header, subjects: [{ kind: 'ami', id: 'ami-evil' }] } },
      text,
      [publicKey],
      'invalid',
      'another manifest',
    ],
    ['the envelope is broken', { digest, header }, text.slice(5), [publicKey], 'invalid', 'no DSSE envelope'],
    [
      'something else was signed',
      { digest, header },
      JSON.stringify(signed('text/plain', Buffer.from('x'), key)),
      [publicKey],
      'invalid',
      'no statement',
    ],
  ])('is not when %s', (_, manifest, envelope, keys, signature, because) => {
    const found = verifyManifest(manifest, envelope, keys)
    expect([found.signature, found.because]).toEqual([signature, expect.stringContaining(because)])
  })

  it('is not under any key made later', () => {
    expect(verifyManifest({ digest, header }, text, [generateKeyPairSync('ed25519').publicKey]).signature).toBe('invalid')
  })
})
