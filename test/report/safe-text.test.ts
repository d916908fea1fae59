import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  encodePath,
  guardWorkflowCommands,
  safeJson,
  safeMessage,
  safeText,
  shorten,
  shortenStart,
  visible,
  visibleLines,
} from '../../src/report/safe-text.ts'
import { hostileStrings } from './hostile-strings.ts'

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(hostileStrings)))
const dangerous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

describe('visible text', () => {
  it.each([
    ['\u001b[31m', '\\x1b[31m'],
    ['a\nb\tc\r', 'a\\nb\\tc\\r'],
    ['\u202e', '\\u202e'],
    ['\u009b', '\\x9b'],
    ['\u{e0041}', '\\u{e0041}'],
    ['a\ud83d', 'a\\ud83d'],
    ['plain \u00e4 \u6f22 \u{1f600}', 'plain \u00e4 \u6f22 \u{1f600}'],
  ])('shows %j as %j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  it('keeps line breaks only where lines are asked for', () => {
    expect(visibleLines('a\r\nb\n\u001bc')).toBe('a\nb\n\\x1bc')
  })

  it('never lets through what a terminal obeys, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(visible(text)).not.toMatch(dangerous)
        expect(visible(visible(text))).toBe(visible(text))
      }),
    )
  })
})

describe('shortening', () => {
  it('counts code points and marks what is cut', () => {
    expect(shorten('\u{1f600}'.repeat(10), 5)).toBe(`${'\u{1f600}'.repeat(2)}...`)
    expect(shorten('abcde', 5)).toBe('abcde')
    expect(shorten('\u{1f600}'.repeat(5), 5)).toBe('\u{1f600}'.repeat(5))
    expect(shortenStart('module.web.worker[1]', 12)).toBe('...worker[1]')
    expect(shortenStart('\u{1f600}'.repeat(5), 5)).toBe('\u{1f600}'.repeat(5))
    expect(shortenStart('abc', 5)).toBe('abc')
  })

  it('never exceeds its bound and never cuts a surrogate pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 3, max: 50 }), (text, max) => {
        for (const short of [shorten(text, max), shortenStart(text, max), safeText(text, max)]) {
          expect(Array.from(short).length).toBeLessThanOrEqual(max)
          expect(short).not.toMatch(/\p{Cs}/u)
        }
      }),
    )
  })

  it('does not walk through ten megabytes for eighty characters', () => {
    const start = performance.now()
    safeText('\u001b'.repeat(10_000_000), 80)
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

describe('workflow commands', () => {
  it.each([
    ['::error::x', '\\x3a:error::x'],
    ['a\n  ::error::x', 'a\n  \\x3a:error::x'],
    ['\u001b[31m::error', '\u001b[31m\\x3a:error'],
    ['AWS::EC2::Instance ::x', 'AWS::EC2::Instance ::x'],
    ['x ##vso[task.x]', 'x \\x23#vso[task.x]'],
    ['####[group]', '##\\x23#[group]'],
    ['# heading ## two', '# heading ## two'],
  ])('makes %j %j', (output, guarded) => {
    expect(guardWorkflowCommands(output)).toBe(guarded)
  })
})

describe('JSON text', () => {
  it('parses to the same and holds no raw control, format character or workflow command', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.jsonValue()), (value) => {
        const text = JSON.stringify({ value }, null, 2)
        const safe = safeJson(text)
        expect(JSON.parse(safe)).toEqual(JSON.parse(text))
        expect(safe.replaceAll('\n', '')).not.toMatch(dangerous)
        expect(safe).not.toMatch(/##(?:\[|vso\[)/i)
      }),
    )
  })
})

describe('paths as URIs', () => {
  it.each([
    ['a b/c.tf', 'a%20b/c.tf'],
    ['x:y/[1].tf', 'x%3Ay/%5B1%5D.tf'],
    ["it's(1)!*.tf", 'it%27s%281%29%21%2A.tf'],
    ['\ud83d.tf', '%EF%BF%BD.tf'],
  ])('encodes %j as %j', (path, uri) => {
    expect(encodePath(path)).toBe(uri)
  })

  it('can be decoded again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (path) => {
        expect(decodeURIComponent(encodePath(path))).toBe(path)
      }),
    )
  })
})

describe('text in a SARIF message', () => {
  it('cannot link and cannot be a placeholder', () => {
    expect(safeMessage('[here](1) {0} web[0] {"a":1}', 100)).toBe('[here\\x5d(1) \\x7b0} web[0] {"a":1}')
  })
})
