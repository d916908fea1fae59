import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findFiles } from '../../src/documents/input-file.ts'
import { remedyOf, sniff, type Sniff } from '../../src/documents/sniff.ts'
import { folderOf } from '../live/builders.ts'

function sniffed(content: string | Buffer, name = 'doc'): Sniff {
  const [file] = findFiles(`${folderOf({ [name]: content })}/${name}`)
  if (file === undefined) throw new Error('no file')
  return sniff(file)
}

describe('the head of a document', () => {
  it.each([
    ['', 'doc', 'empty'],
    [' \n\t', 'doc', 'empty'],
    ['resource "a" "b" {}', 'main.tf', 'terraform'],
    ['resource "a" "b" {}', 'main.tofu', 'terraform'],
    ['\uFEFF{"a":1}', 'doc', 'json'],
    ['Resources:\n  A: 1\n', 'doc', 'yaml'],
    ['just words', 'doc', 'text'],
  ])('%j named %s is %s', (content, name, format) => {
    expect(sniffed(content, name)).toMatchObject({ format, name })
  })

  it('of a binary file is binary, packed or not', () => {
    expect(sniffed(Buffer.from([1, 0, 2])).format).toBe('binary')
    expect(sniffed(gzipSync(Buffer.from([1, 0, 2]))).format).toBe('binary')
    expect(sniffed(Buffer.from([0x1f, 0x8b, 1, 2, 0, 4])).format).toBe('binary')
  })

  it('of what Windows PowerShell or a saved plan writes says what to do', () => {
    for (const bytes of [Buffer.from('\uFEFF{"version":4}', 'utf16le'), Buffer.from([0xfe, 0xff, 0, 0x7b])]) {
      const seen = sniffed(bytes)
      expect([seen.format, remedyOf(seen, 'a.tfstate')]).toEqual(['utf-16', expect.stringContaining('Out-File -Encoding utf8 a.tfstate')])
    }
    const plan = sniffed(Buffer.from('PK\u0003\u0004\u0000\u0000tfplan'))
    expect([plan.format, remedyOf(plan, 'p')]).toEqual(['zip', expect.stringContaining('terraform show -json p')])
    expect(remedyOf(sniffed('{}'), 'x')).toBeUndefined()
  })

  it('shows the keys and scalars at the top, not those below', () => {
    const { keys, scalars, list } = sniffed(
      '{"version": 4, "inner": {"lineage": "x", "l": [1]}, "serial": null, "ok": true, "name": "a\\"b"}',
    )
    expect([...keys]).toEqual(['version', 'inner', 'serial', 'ok', 'name'])
    expect([...scalars]).toEqual([
      ['version', 4],
      ['serial', null],
      ['ok', true],
      ['name', 'a"b'],
    ])
    expect(list).toBe(false)
  })

  it('of a list shows the keys of its first element', () => {
    expect(sniffed('[{"a": 1, "b": {"c": 2}}, {"d": 1}]')).toMatchObject({ list: true, keys: new Set(['a', 'b']) })
  })

  it('is enough of a document that is cut off, packed, or larger than any head', () => {
    const text = `{"format_version":"1.0","values":{"x":"${'y'.repeat(200_000)}`
    for (const content of [text, gzipSync(text)]) expect([...sniffed(content).keys]).toEqual(['format_version', 'values'])
    expect([...sniffed(text.slice(0, 30)).keys]).toEqual(
      ['format_version', 'values'].filter((key) => text.slice(0, 30).includes(`"${key}"`)),
    )
  })

  it('tells one document over lines from one a line', () => {
    expect(sniffed('{"a":1}\n{"a":2}\n').ndjson).toBe(true)
    expect(sniffed('{"a":1}\r\n{"a":2}').ndjson).toBe(true)
    expect(sniffed('{\n"a":1\n}\n').ndjson).toBe(false)
    expect(sniffed('{"a":1} {"b":2}').ndjson).toBe(false)
    expect(sniffed('[{"a":1}]\n[{"b":1}]').ndjson).toBe(false)
  })

  it('shows the keys of YAML that stand at the left', () => {
    expect([...sniffed('AWSTemplateFormatVersion: "2010-09-09"\n"Resources":\n  Inner:\n    Type: x\n\'Outputs\':\n').keys]).toEqual([
      'AWSTemplateFormatVersion',
      'Resources',
      'Outputs',
    ])
  })

  it('of any JSON object names its keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value)
        expect(sniffed(text).keys).toEqual(new Set(Object.keys(JSON.parse(text) as object)))
      }),
      { numRuns: 40 },
    )
  })

  it('never fails, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
          fc
            .string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', '1', 'n', ' ', '\n') })
            .map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          expect(sniffed(bytes).name).toBe('doc')
        },
      ),
      { numRuns: 60 },
    )
  })
})
