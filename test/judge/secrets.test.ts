import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { scrubText, withoutSecrets, type Secrets } from '../../src/judge/secrets.ts'
import type { RawDifference } from '../../src/model/pair.ts'

const none: Secrets = { values: new Set() }
const changed = (
  path: string,
  declared: RawDifference['declared'],
  live: RawDifference['live'],
  more: Partial<RawDifference> = {},
): RawDifference => ({
  path,
  change: 'changed',
  leaves: 1,
  ...(declared === undefined ? {} : { declared }),
  ...(live === undefined ? {} : { live }),
  ...more,
})

describe('a value is hidden', () => {
  it('where the declaration says that it is sensitive, by its own path or Terraform’s', () => {
    expect(withoutSecrets(changed('/Spot/a', 'old', 'new'), ['/Spot'], none)).toMatchObject({
      declared: '(sensitive)',
      live: '(sensitive)',
      sensitive: true,
    })
    expect(withoutSecrets(changed('/Value', 'old', 'new', { terraformPath: '/value' }), ['/value'], none)).toMatchObject({
      declared: '(sensitive)',
      live: '(sensitive)',
    })
    expect(withoutSecrets(changed('/Other', 'old', 'new'), ['/Spot'], none)).toEqual(changed('/Other', 'old', 'new'))
  })

  it('inside a block of which a part is sensitive', () => {
    const { live } = withoutSecrets(changed('/Block', undefined, { a: 'x', list: ['y'], n: 1 }, { change: 'added' }), ['/Block/a'], none)
    expect(live).toEqual({ a: '(sensitive)', list: ['(sensitive)'], n: 1 })
  })

  it.each(['MasterUserPassword', 'db_password', 'ClientSecret', 'AuthToken', 'ApiKey', 'DB_PASSWD', 'PrivateKey', 'ConnectionString'])(
    'under the name %s',
    (name) => {
      expect(withoutSecrets(changed(`/Environment/Variables/${name}`, 'one', 'two'), [], none)).toMatchObject({
        declared: '(sensitive)',
        live: '(sensitive)',
      })
    },
  )

  it.each(['SecretArn', 'KmsKeyId', 'PasswordLength', 'TokenValidity', 'SecretName', 'CredentialType', 'HttpTokens', 'http_tokens'])(
    'not under the name %s, which only speaks of secrets',
    (name) => {
      expect(withoutSecrets(changed(`/${name}`, 'one', 'two'), [], none)).toEqual(changed(`/${name}`, 'one', 'two'))
    },
  )

  it('under a secret name inside a block, and beside one', () => {
    const block = {
      User: 'u',
      Password: 'p4ss',
      Env: [
        { Name: 'API_KEY', Value: 'k3y' },
        { Name: 'COLOR', Value: 'red' },
      ],
    }
    expect(withoutSecrets(changed('/Block', undefined, block, { change: 'added' }), [], none).live).toEqual({
      User: 'u',
      Password: '(sensitive)',
      Env: [
        { Name: 'API_KEY', Value: '(sensitive)' },
        { Name: 'COLOR', Value: 'red' },
      ],
    })
  })

  it('wherever a known secret turns up, in the name of the element too', () => {
    const secrets = { values: new Set(['hunter22']) }
    const found = withoutSecrets(changed('/Description', 'plain', 'the password is hunter22!', { element: 'hunter22' }), [], secrets)
    expect(found).toMatchObject({ declared: 'plain', live: 'the password is (sensitive)!', element: '(sensitive)', sensitive: true })
    expect(scrubText('hunter22hunter22', secrets)).toBe('(sensitive)(sensitive)')
  })

  it('whole, when one known secret begins with another', () => {
    expect(scrubText('hunter22', { values: new Set(['hunter', 'hunter22']) })).toBe('(sensitive)')
  })

  it('as the value of a variable whose name is that of a secret', () => {
    const variable = (element: string): RawDifference =>
      withoutSecrets(changed('/Environment/1/Value', 'old', 'new', { element }), [], none)
    expect(variable('DB_PASSWORD')).toMatchObject({ declared: '(sensitive)', live: '(sensitive)', element: 'DB_PASSWORD' })
    expect(variable('COLOR')).toMatchObject({ declared: 'old', live: 'new' })
  })

  it.each([
    ['AKIAIOSFODNN7EXAMPLE'],
    ['ASIAIOSFODNN7EXAMPLE'],
    ['ghp_0123456789abcdefghijklmnopqrstuvwxyz'],
    ['xoxb-0123456789-abcdef'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----'],
    ['-----BEGIN PRIVATE KEY-----\nMIIE'],
  ])('when it looks like one: %s', (secret) => {
    expect(scrubText(`before ${secret} after`, none)).toMatch(/^before \(sensitive\)(?: after)?$/)
  })

  it('in the middle of an address of a database', () => {
    expect(scrubText('postgres://web:s3cr3t@db.example/shop', none)).toBe('postgres://web:(sensitive)@db.example/shop')
  })

  it('and texts that only resemble one are not', () => {
    for (const text of ['AKIA', 'https://example.org/a@b', 'arn:aws:iam::123456789012:role/web', '-----BEGIN CERTIFICATE-----\nMIIE'])
      expect(scrubText(text, none)).toBe(text)
  })
})

describe('with a key', () => {
  const secrets = { values: new Set<string>(), key: 'k' }
  const digest = (text: string): string => `(sensitive ${createHmac('sha256', 'k').update(text).digest('hex').slice(0, 12)})`

  it('equal secrets have equal digests, others have others, and no digest can be had without the key', () => {
    expect(withoutSecrets(changed('/Password', 'one', 'two'), [], secrets)).toMatchObject({ declared: digest('one'), live: digest('two') })
    expect(digest('one')).not.toBe(`(sensitive ${createHash('sha256').update('one').digest('hex').slice(0, 12)})`)
  })

  it('nothing and yes or no stay what they are', () => {
    expect(withoutSecrets(changed('/Password', '', true), [], secrets)).toMatchObject({ declared: '', live: true })
    expect(withoutSecrets(changed('/Password', null, { a: 1 }), [], secrets)).toMatchObject({ declared: null, live: digest('{"a":1}') })
  })
})

describe('start-up data', () => {
  const script = '#!/bin/sh\nexport TOKEN=abc\n'
  const sha = (text: string): string => `sha256 ${createHash('sha256').update(text).digest('hex').slice(0, 12)}`

  it('is shown by the digest of what it says, in clear or in base64', () => {
    const packed = Buffer.from(`${script}#`).toString('base64')
    expect(withoutSecrets(changed('/UserData', script, packed, { terraformPath: '/user_data' }), [], none)).toMatchObject({
      declared: sha(script),
      live: sha(`${script}#`),
    })
  })

  it('is shown by digest inside a block, too', () => {
    expect(withoutSecrets(changed('/LaunchTemplateData', undefined, { UserData: script }, { change: 'added' }), [], none).live).toEqual({
      UserData: sha(script),
    })
  })

  it('that a state recorded as SHA-1 is shown as that', () => {
    const sha1 = createHash('sha1').update(script).digest('hex')
    expect(withoutSecrets(changed('/UserData', sha1, script), [], none).declared).toBe(`sha1 ${sha1.slice(0, 12)}`)
  })
})
