import { describe, expect, it } from 'vitest'
import { count, counted, differencePath, pathText, percent, sentence, valuePair, valueText } from '../../src/report/words.ts'

describe('numbers', () => {
  it('are grouped by thousands and never rounded up to all', () => {
    expect([0, 999, 1000, 1234567].map(count)).toEqual(['0', '999', '1,000', '1,234,567'])
    expect([counted(1, 'host'), counted(2, 'host'), counted(2, 'entry', 'entries')]).toEqual(['1 host', '2 hosts', '2 entries'])
    expect(percent(9999, 10_000)).toBe(99)
  })
})

describe('paths for people', () => {
  it.each([
    ['/Tags/0/Value', 'Tags[0].Value'],
    ['/files/~1etc~1passwd/mode', 'files /etc/passwd mode'],
    ['/a~0b', 'a~b'],
    ['', ''],
  ])('%j reads %j', (pointer, text) => {
    expect(pathText(pointer)).toBe(text)
  })

  it('leave out the index of an element that has a name', () => {
    expect(differencePath({ path: '/Rules/3', change: 'added', element: 'tcp 22' })).toBe('Rules')
    expect(differencePath({ path: '/Rules/3', change: 'added' })).toBe('Rules[3]')
  })
})

describe('values', () => {
  it('are quoted only where they could be mistaken', () => {
    expect(['t3.micro', '', 'true', '12', ' a', 'a -> b', 'null'].map((value) => valueText(value))).toEqual([
      't3.micro',
      '""',
      '"true"',
      '"12"',
      '" a"',
      '"a -> b"',
      '"null"',
    ])
    expect([true, 12, null, { a: [1] }, undefined].map((value) => valueText(value))).toEqual([
      'true',
      '12',
      'null',
      '{"a":[1]}',
      '(absent)',
    ])
  })

  it('that part late are shown from just before they do', () => {
    const start = 'x'.repeat(200)
    const [declared, live] = valuePair(`${start}one`, `${start}two`)
    expect([declared, live]).toEqual(['...xxxxxxxxxxone', '...xxxxxxxxxxtwo'])
    expect(valuePair('a', 'b')).toEqual(['a', 'b'])
  })
})

describe('sentences', () => {
  it('start large and end once', () => {
    expect(['a b', 'A.', 'why?', '', '  '].map(sentence)).toEqual(['A b.', 'A.', 'Why?', '', ''])
  })
})
