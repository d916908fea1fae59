import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DriftgateError, InputError, placeText } from '../../src/model/errors.ts'
import { byText, canonical, countLeaves, isEmpty, isObject, own, put, type Json, type JsonObject } from '../../src/model/json.ts'
import { escapeSegment, fitsPattern, fromPointer, isWithin, toPointer } from '../../src/model/pointer.ts'

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json)

describe('JSON values', () => {
  it('have one canonical text, whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json, { noNullPrototype: true }), (value) => {
        const turned: JsonObject = {}
        for (const key of Object.keys(value).toReversed()) put(turned, key, value[key] ?? null)
        expect(canonical(turned)).toBe(canonical(value))
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
    expect(canonical(undefined)).toBe('null')
  })

  it('have a leaf for each scalar and each empty container', () => {
    expect([undefined, null, 0, 'a', [], {}, [1, [2, {}]], { a: { b: [] }, c: null }].map((value) => countLeaves(value))).toEqual([
      0, 0, 1, 1, 1, 1, 3, 1,
    ])
  })

  it('are nothing when they hold nothing', () => {
    expect([undefined, null, '', [], {}, [null, ['']], { a: { b: '' } }].map(isEmpty)).toEqual(Array(7).fill(true))
    expect([0, false, ' ', [0], { a: false }].map(isEmpty)).toEqual(Array(5).fill(false))
  })

  it('have no keys but their own', () => {
    const value = JSON.parse('{"__proto__": 1, "a": 2}') as JsonObject
    expect([own(value, '__proto__'), own(value, 'a'), own(value, 'constructor'), own(null, 'a'), own(['a'], '0')]).toEqual([
      1,
      2,
      undefined,
      undefined,
      undefined,
    ])
    const made: JsonObject = {}
    put(made, '__proto__', { evil: true })
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
    expect(JSON.stringify(made)).toBe('{"__proto__":{"evil":true}}')
    expect([isObject({}), isObject([]), isObject(null), isObject('a')]).toEqual([true, false, false, false])
  })

  it('sort by code unit', () => {
    expect(['b', 'a', 'B', 'ä', 'a'].toSorted(byText)).toEqual(['B', 'a', 'a', 'b', 'ä'])
  })
})

describe('pointers', () => {
  it('give back the names that they were made of', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (segments) => {
        expect(fromPointer(toPointer(segments))).toEqual(segments)
      }),
    )
    expect(toPointer(['a/b', 'c~d', 0])).toBe('/a~1b/c~0d/0')
    expect(escapeSegment(3)).toBe('3')
  })

  it.each([
    ['/a/b', '/a', true],
    ['/a', '/a', true],
    ['/ab', '/a', false],
    ['/a', '/a/b', false],
    ['/a', '', true],
  ])('%s within %s is %s', (pointer, prefix, within) => {
    expect(isWithin(pointer, prefix)).toBe(within)
  })

  it.each([
    ['/a/3', '/a/*', true],
    ['/a/3/b', '/a/*', false],
    ['/a', '/a/*', false],
    ['/a', '/a/**', true],
    ['/a/3/b', '/a/**', true],
    ['/b/3', '/a/**', false],
    ['/a/3/b', '/a/*/b', true],
  ])('%s fits %s is %s', (pointer, pattern, fits) => {
    expect(fitsPattern(pointer, pattern)).toBe(fits)
  })
})

describe('errors', () => {
  it('carry a code, advice and a place', () => {
    const error = new InputError('broken', { message: 'It is broken.', hint: 'Mend it.', at: { file: 'a.json', line: 2, column: 3 } })
    expect(error).toBeInstanceOf(DriftgateError)
    expect([error.name, error.code, error.message, error.hint, placeText(error.at)]).toEqual([
      'InputError',
      'broken',
      'It is broken.',
      'Mend it.',
      'a.json:2:3',
    ])
    expect([placeText(undefined), placeText({ file: 'a' })]).toEqual(['', 'a'])
  })
})
