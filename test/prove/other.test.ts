import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ruleFor, rules } from '../../src/compare/rules/index.ts'
import type { Json } from '../../src/model/json.ts'
import { otherValue } from '../../src/prove/other.ts'

const names = ['Name', 'CidrIp', 'EngineVersion', 'IpProtocol', 'UserData', 'PublicKeyMaterial', 'AccessString', 'Value', 'KmsKeyId']
const leaf = (name: string) => ({
  name,
  free: false,
  caseless: true,
  aliases: new Map([['alias/web', '11111111-2222-3333-4444-555555555555']]),
})
/** Every value that a rule speaks of, beside ordinary ones. */
const values: Json[] = [
  ...rules.flatMap(({ equal, different }) => [...equal, ...different].flat()),
  '10.0.0.0/16',
  '198.51.100.0/24',
  '::/0',
  '2001:db8:5::/48',
  '8.0.35',
  '9',
  '2012-10-17',
  'rate(17 days)',
  'rate(1 hour)',
  'Enabled',
  'PRIVATE',
  'sg-0123456789abcdef0',
  '123456789012',
  'arn:aws:logs:eu-west-1:123456789012:log-group:/a:*',
  'alias/web',
  'IyEvYmluL3NoCmVjaG8gYQo=',
  'true',
  'False',
  'TRUE',
  '5',
  '-1',
  '0',
  '/',
  '.',
  '*',
  'a.b.',
  'https://a.example/x/',
  'ssh-ed25519 AAAAC3NzaC1 me@host',
  0,
  1,
  -1,
  2 ** 53,
  true,
  false,
]

describe('another value', () => {
  it('is no other spelling of it, whatever the rule and the name', () => {
    for (const value of values) {
      for (const name of names) {
        const other = otherValue(value, name)?.value
        if (other === undefined || typeof other === 'object' || typeof value === 'object') continue
        expect(other).not.toBe(value)
        expect([value, name, other, ruleFor(value, other, leaf(name))?.name]).toEqual([value, name, other, undefined])
      }
    }
  })

  it('is the same each time, and never the same value', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
        fc.constantFrom(...names),
        (value, name) => {
          const other = otherValue(value, name)
          expect(otherValue(value, name)).toEqual(other)
          if (typeof value !== 'string' || value.trim() !== '') expect(other?.value).not.toBe(value)
        },
      ),
    )
  })

  it('is of the same sort', () => {
    const of = (value: Json, name = 'Name') => otherValue(value, name)
    expect(of(true)).toEqual({ kind: 'flag', value: false })
    expect(of('False')).toEqual({ kind: 'flag', value: 'True' })
    expect(of(3)).toEqual({ kind: 'number', value: 4 })
    expect(of('123456789012')).toEqual({ kind: 'number', value: '123456789013' })
    expect(of('Enabled')).toEqual({ kind: 'enum', value: 'Disabled' })
    expect(of('TLS_1')).toEqual({ kind: 'enum', value: 'TLS_1_MUTATED' })
    expect(of('10.0.0.0/8')).toEqual({ kind: 'scalar', value: '198.51.100.0/24' })
    expect(of('8.0.35')).toEqual({ kind: 'scalar', value: '9.0.35' })
    expect(Buffer.from(String(of('IyEvYmluL3NoCg==', 'UserData')?.value), 'base64').toString()).toBe('#!/bin/sh\n\necho mutated')
    expect(of('')).toBeUndefined()
    expect(of(null)).toBeUndefined()
  })
})
