import { readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openProviderSchemas } from '../../src/documents/terraform/provider-schema.ts'
import { indexSchemas } from '../../src/documents/terraform/schema-index.ts'

const path = fileURLToPath(new URL('fixtures/provider-schema.json', import.meta.url))
const file = { path, size: statSync(path).size, named: true }

describe('the index of a schema', () => {
  it.each([1, 2, 3, 7, 64, 1000, 1_000_000])('finds each resource type at its place, read %i bytes at a time', async (bytes) => {
    const found = await indexSchemas(file, bytes)
    expect([...found.keys()]).toEqual(['acme_app', 'frame_site'])
    const text = readFileSync(path)
    for (const [place] of found.values()) {
      expect(JSON.parse(text.subarray(place?.from, place?.to).toString())).toMatchObject({
        block: { attributes: { id: { computed: true } } },
      })
    }
  })

  it('gives a type to its provider, whatever registry that is of, and no other', async () => {
    const schemas = await openProviderSchemas([file])
    const size = schemas.of('acme_app', 'module.x.provider["registry.opentofu.org/acme/acme"].west')?.get('size')
    expect(size).toMatchObject({ shape: 'scalar', isComputed: false, isGiven: false })
    expect(schemas.of('acme_app')).toBe(schemas.of('acme_app'))
    expect(schemas.of('acme_other')).toBeUndefined()
  })
})
