import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decoded, Texts } from '../../../../src/live/aws/xml/texts.ts'

describe('texts of bytes', () => {
  it('are what the bytes say, whatever was read before and however alike', () => {
    const texts = new Texts()
    const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom('running', 'x'.repeat(64), 'x'.repeat(65)))
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), fc.integer({ min: 0, max: 1 }), (words, hash) => {
        const bytes = Buffer.from(words.join('|'))
        let from = 0
        for (const word of words) {
          const to = from + Buffer.byteLength(word)
          const isAscii = Buffer.from(word).every((byte) => byte < 0x80)
          // All of one hash: they differ by nothing but what they say.
          expect(texts.of(bytes, from, to, hash, isAscii)).toBe(Buffer.from(word).toString())
          from = to + 1
        }
      }),
    )
  })
})

describe('references', () => {
  it.each([
    ['a&amp;b&lt;&gt;&quot;&apos;', 'a&b<>"\''],
    ['&#65;&#x42;&#10;', 'AB\n'],
    ['&amp;amp;', '&amp;'],
    ['& &; &#; &#x; &1;', '& &; &#; &#x; &1;'],
    ['&nbsp;', undefined],
    ['&toString;', undefined],
  ])('%s is %j', (text, expected) => expect(decoded(text)).toBe(expected))
})
