import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { InputFile } from '../../src/documents/input-file.ts'
import { readListElements, splitList, type Remainder } from '../../src/documents/list-elements.ts'
import type { Json } from '../../src/model/json.ts'

const folder = mkdtempSync(join(tmpdir(), 'driftgate-list-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(text: string): InputFile {
  const path = join(folder, 'state.json')
  writeFileSync(path, text)
  return { path, size: statSync(path).size, named: true }
}

async function split(text: string, chunkBytes?: number): Promise<{ elements: Json[]; rest: Json }> {
  const remainder: Remainder = { value: {} }
  const elements: Json[] = []
  for await (const batch of splitList(file(text), 'resources', remainder, 3, chunkBytes)) elements.push(...batch)
  return { elements, rest: remainder.value }
}

const element = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value)) as Json)

describe('splitting a big list', () => {
  it('gives the elements that parsing the whole gives, however it is printed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(element), fc.constantFrom(undefined, 1, 2, '\t'), async (resources, indent) => {
        const text = JSON.stringify({ version: 4, resources, check_results: null }, null, indent)
        expect(await split(text)).toEqual({ elements: resources, rest: { version: 4, check_results: null } })
      }),
    )
  })

  it('is not misled by a brace below the opening one that closes something else', async () => {
    const text = '{"resources": [\n  {"a": {\n  },\n  "b": 1\n  },\n  {\n"c": [{\n  }]}\n]}'
    expect((await split(text)).elements).toEqual([{ a: {}, b: 1 }, { c: [{}] }])
  })

  it('reads elements that lie across the pieces in which a file is read', async () => {
    const resources = Array.from({ length: 40 }, (_, at) => ({ at, text: `"}\\${'ä'.repeat(40_000 + at)}` }))
    for (const indent of [undefined, 2]) expect((await split(JSON.stringify({ resources }, null, indent))).elements).toEqual(resources)
  })

  it('gives the same in whatever pieces the file is read', async () => {
    const hostile = fc.constantFrom('"', '\\', '[{', '}]', 'resources', '\u2028', '😀', '\\"]')
    const odd = fc.dictionary(hostile, fc.oneof(hostile, fc.array(hostile), fc.dictionary(hostile, hostile)))
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            element,
            odd.map((value) => JSON.parse(JSON.stringify(value)) as Json),
          ),
        ),
        fc.constantFrom(undefined, 2),
        fc.integer({ min: 1, max: 40 }),
        async (resources, indent, bytes) => {
          const text = JSON.stringify(
            { lineage: 'resources', nested: { resources: [{ not: 'these' }] }, resources, outputs: [{ a: ['}'] }] },
            null,
            indent,
          )
          expect(await split(text, bytes)).toEqual({
            elements: resources,
            rest: { lineage: 'resources', nested: { resources: [{ not: 'these' }] }, outputs: [{ a: ['}'] }] },
          })
        },
      ),
      { numRuns: 50 },
    )
  })

  it('says where a document ends too early', async () => {
    const text = JSON.stringify({ version: 4, resources: [{ a: 1 }, { b: '[' }], serial: 1 }, null, 1)
    for (let end = 1; end < text.length; end += 1) {
      await expect(split(text.slice(0, end), 16)).rejects.toMatchObject({ code: 'json-broken', at: { line: expect.any(Number) as number } })
    }
  })

  it('takes a document without the list, or with another value in its place, for one without elements', async () => {
    expect(await split('{"version":4}')).toEqual({ elements: [], rest: { version: 4 } })
    expect(await split('{"resources":null,"other":[{"a":1}]}')).toEqual({ elements: [], rest: { other: [{ a: 1 }] } })
    expect(await split('{"resources":{"a":[{}]},"resource":[{}]}')).toEqual({ elements: [], rest: { resource: [{}] } })
  })

  it('is only for a document that is one object', async () => {
    await expect(split('[1, 2]')).rejects.toMatchObject({ code: 'document-kind' })
    await expect(split('12')).rejects.toMatchObject({ code: 'document-kind' })
  })

  it('parses a small document whole, with the same answer', async () => {
    const remainder: Remainder = { value: {} }
    const batches: Json[][] = []
    for await (const batch of readListElements(file('{"version":4,"resources":[{"a":1},{"b":2},{"c":3}]}'), 'resources', remainder, 2))
      batches.push(batch)
    expect(batches).toEqual([[{ a: 1 }, { b: 2 }], [{ c: 3 }]])
    expect(remainder.value).toEqual({ version: 4 })
    await expect(readListElements(file('[]'), 'resources', remainder).next()).rejects.toMatchObject({ code: 'document-kind' })
  })

  it('says on which line the element stands that is broken', async () => {
    const text = '{\n  "resources": [\n    {\n      "a": 1\n    },\n    {\n      "b" 1\n    }\n  ]\n}'
    await expect(split(text)).rejects.toMatchObject({ code: 'json-broken', at: { line: 7 } })
  })
})
