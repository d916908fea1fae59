import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutSecretLines, withoutSecretValue } from '../../src/model/secret-text.ts'

describe('lines of configuration files', () => {
  it.each([
    ['DB_PASSWORD=hunter2', 'DB_PASSWORD=(sensitive)'],
    ['  api_key: abc123', '  api_key: (sensitive)'],
    ['"client_secret": "x"', '"client_secret": (sensitive)'],
    ['requirepass hunter2 # no', 'requirepass hunter2 # no'],
    [`   ${'Ab1+'.repeat(12)}`, '   (sensitive)'],
    ['PermitRootLogin yes', 'PermitRootLogin yes'],
  ])('%j is shown as %j', (line, shown) => {
    expect(withoutSecretValue(line)).toBe(shown)
  })

  it('lose private keys and keys of clouds wherever they stand', () => {
    const text = `a\n-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nb AKIA${'A'.repeat(16)} c`
    expect(withoutSecretLines(text)).toBe('a\n(sensitive)\nb (sensitive) c')
  })

  it('are the same without secrets when this is done twice', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('password=', 'token: ', 'x', ' ', '\n', 'Ab1+'.repeat(12), '(sensitive)')), (pieces) => {
        const once = withoutSecretLines(pieces.join(''))
        expect(withoutSecretLines(once)).toBe(once)
      }),
    )
  })
})
