import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameBytes, nameText } from '../../src/contents/names.ts'

describe('names of files', () => {
  it.each([
    ['plain.txt', 'plain.txt'],
    ['100%', '100%25'],
    ['%41', '%2541'],
    ['line\nbreak', 'line\nbreak'],
    ['grün 文字 👍', 'grün 文字 👍'],
    ['�', '�'],
  ])('%j is written %j', (name, text) => {
    expect([nameText(name), nameText(Buffer.from(name))]).toEqual([text, text])
    expect(nameBytes(text)).toBe(name)
  })

  it('write bytes that are not UTF-8 as %XX, and only these', () => {
    expect(nameText(Buffer.from([0x61, 0xff, 0x25, 0xc3, 0xbc, 0xc3]))).toBe('a%FF%25ü%C3')
    // Cut characters, a surrogate and an overlong slash are no UTF-8.
    expect(nameText(Buffer.from([0xe2, 0x82]))).toBe('%E2%82')
    expect(nameText(Buffer.from([0xed, 0xa0, 0x80]))).toBe('%ED%A0%80')
    expect(nameText(Buffer.from([0xc0, 0xaf]))).toBe('%C0%AF')
  })

  it('come back as the bytes that they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        expect(Buffer.from(nameBytes(nameText(Buffer.from(bytes))))).toEqual(Buffer.from(bytes))
      }),
    )
  })

  it('are told apart', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }), (a, b) => {
        expect(nameText(Buffer.from(a)) === nameText(Buffer.from(b))).toBe(Buffer.from(a).equals(Buffer.from(b)))
      }),
    )
  })
})
