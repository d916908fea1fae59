import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError, messageOf } from '../../src/model/errors.ts'
import { jsonOf } from '../../src/model/json.ts'

describe('values without a type', () => {
  it('that a document holds are themselves', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonOf(value)).toBe(value)
      }),
    )
  })

  it('that no document holds are null', () => {
    for (const value of [undefined, () => 1, Symbol('a'), 1n]) expect(jsonOf(value)).toBeNull()
  })
})

describe('what was thrown', () => {
  it('says its message, and itself where it is no error', () => {
    expect(messageOf(new InputError('a', { message: 'b', hint: 'c' }))).toBe('b')
    expect(messageOf('d')).toBe('d')
    expect(messageOf(null)).toBe('null')
  })
})
