import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { inOrder } from '../../src/report/json-order.ts'
import { json } from '../../src/report/json.ts'
import { finding, plain, report, reversed } from './builders.ts'
import { webShop } from './web-shop.ts'

const schema: SchemaNode = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/report.schema.json'), 'utf8'))

interface SchemaNode {
  $ref?: string
  properties?: Record<string, SchemaNode>
  items?: SchemaNode
  allOf?: SchemaNode[]
  $defs?: Record<string, SchemaNode>
}

/** The keys that a value of the schema may have, in the schema's order, by path; references are followed once. */
function keysOf(node: SchemaNode): SchemaNode {
  if (node.$ref !== undefined) return keysOf(schema.$defs?.[node.$ref.replace('#/$defs/', '')] ?? {})
  const parts = (node.allOf ?? []).map(keysOf)
  const properties = Object.fromEntries([...parts, node].flatMap((part) => Object.entries(part.properties ?? {})))
  return { ...node, properties }
}

/** The paths of the objects whose keys are in another order than the schema's, unknown ones sorted at the end. */
function misordered(value: unknown, node: SchemaNode, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => misordered(item, keysOf(node.items ?? {}), path))
  if (typeof value !== 'object' || value === null) return []
  const known = Object.keys(node.properties ?? {})
  const keys = Object.keys(value)
  const expected = [...known.filter((key) => keys.includes(key)), ...keys.filter((key) => !known.includes(key)).toSorted()]
  const here = keys.every((key, at) => key === expected[at]) ? [] : [path]
  return [
    ...here,
    ...Object.entries(value).flatMap(([key, item]) => misordered(item, keysOf(node.properties?.[key] ?? {}), `${path}/${key}`)),
  ]
}

describe('the JSON report', () => {
  it('is the report, valid by its schema', () => {
    const parsed = JSON.parse(json(webShop(), plain)) as unknown
    expect(parsed).toEqual(webShop())
    const validate = new Ajv2020({ strict: false }).compile(schema)
    expect([validate(parsed), validate.errors]).toEqual([true, null])
  })

  it('has the keys of every object in the order of the schema', () => {
    const all = webShop()
    all.calls = { 's3.ListBuckets': 1, 'ec2.DescribeInstances': 2 }
    all.resources = [{ resource: { kind: 'K' }, outcome: 'managed', equal: 1, different: 0, notCompared: 0, added: 0 }]
    expect(misordered(JSON.parse(json(reversed(all), plain)), keysOf(schema), '')).toEqual([])
    // The check sees disorder where there is some.
    expect(misordered(reversed(all), keysOf(schema), '')).toContain('/findings/resource')
  })

  it('keeps keys that it does not know, sorted, __proto__ among them', () => {
    const live: unknown = JSON.parse('{"z": 1, "__proto__": {"b": 1, "a": 2}, "constructor": 3}')
    const one = report({ findings: [finding({ difference: { path: '/x', change: 'added', live } })] })
    expect(json(one, plain)).toContain('"__proto__": {\n            "a": 2,\n            "b": 1\n          },\n          "constructor": 3')
    expect(Object.prototype).not.toHaveProperty('a')
  })

  it('ends with one newline and is indented by two spaces', () => {
    expect(json(report(), plain)).toMatch(/^\{\n {2}"schemaVersion": "1",\n[^]*\n\}\n$/)
  })

  it('writes 10,000 findings, each in its order', () => {
    const findings = Array.from({ length: 10_000 }, () => finding())
    const big = report({ findings })
    expect(json(big, plain).length).toBeGreaterThan(2_000_000)
    expect(inOrder(big)).toEqual(big)
  })
})
