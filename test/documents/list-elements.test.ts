import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { InputFile } from '../../src/documents/input-file.ts'
import { splitList, type Remainder } from '../../src/documents/list-elements.ts'
import type { Json } from '../../src/model/json.ts'

const folder = mkdtempSync(join(tmpdir(), 'driftgate-list-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(text: string): InputFile {
  const path = join(folder, 'state.json')
  writeFileSync(path, text)
  return { path, size: statSync(path).size, named: true }
}

async function split(text: string): Promise<{ elements: Json[]; rest: Json }> {
  const remainder: Remainder = { value: {} }
  const elements: Json[] = []
  for await (const batch of splitList(file(text), 'resources', remainder, 3)) elements.push(...batch)
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

  it('says on which line the element stands that is broken', async () => {
    const text = '{\n  "resources": [\n    {\n      "a": 1\n    },\n    {\n      "b" 1\n    }\n  ]\n}'
    await expect(split(text)).rejects.toMatchObject({ code: 'json-broken', at: { line: 7 } })
  })
})
