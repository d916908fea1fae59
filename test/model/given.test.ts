import { describe, expect, it } from 'vitest'
import { given } from '../../src/model/given.ts'

describe('given', () => {
  it('keeps every key that has a value, also null, false, zero and empty text', () => {
    expect(given({ a: null, b: false, c: 0, d: '' })).toEqual({ a: null, b: false, c: 0, d: '' })
  })

  it('leaves out the keys that have none, so that they are absent and not undefined', () => {
    expect(Object.keys(given({ a: undefined, b: 1 }))).toEqual(['b'])
  })
})
