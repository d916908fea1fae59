import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseExactly, wholeNumber } from '../../src/model/exact-json.ts'

describe('numbers of any size', () => {
  it.each([
    ['18446744073709551615', '18446744073709551615'],
    ['-9007199254740993', '-9007199254740993'],
    ['9007199254740992', 9007199254740992],
    ['9.007199254740993e15', '9007199254740993'],
    ['1.8446744073709552e19', 18446744073709552000],
    ['1.8446744073709552E+19', 18446744073709552000],
    ['1234567890123456.5', 1234567890123456.5],
    ['0.12345678901234567890', 0.12345678901234568],
    ['1e400', Infinity],
    ['1', 1],
  ])('%s is read as %j', (text, value) => {
    expect(parseExactly(text)).toBe(value)
    expect(parseExactly(`{"a":[${text}],"18446744073709551615":"x\\" 18446744073709551615"}`)).toEqual({
      a: [value],
      '18446744073709551615': 'x" 18446744073709551615',
    })
  })

  it('of documents without any the same comes out as of JSON.parse', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseExactly(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('are whole numbers to the last digit', () => {
    fc.assert(
      fc.property(fc.bigInt(), (number) => {
        expect(String(parseExactly(`[${number}]`)).replace(/^(-?\d)(?:\.(\d+))?e\+(\d+)$/, (text) => wholeNumber(text) ?? '')).toBe(
          String(number),
        )
      }),
    )
  })

  it('break where they break', () => {
    expect(() => parseExactly('{"a": 18446744073709551615')).toThrow(SyntaxError)
    expect(() => parseExactly('01844674407370955161')).toThrow(SyntaxError)
  })
})
