import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import { project } from '../../src/mapping/project.ts'
import { transformExamples } from '../../src/mapping/transform-examples.ts'
import { transforms } from '../../src/mapping/transforms.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { differences, pairOf } from '../helpers/comparing.ts'
import { terraform } from '../helpers/resources.ts'

function through(type: string, attributes: JsonObject, live: JsonObject): string[] {
  const { kind, properties, elements, excluded } = project(type, attributes) ?? { kind: '', properties: {}, elements: [], excluded: [] }
  const [element] = elements
  const declared = elements.length === 1 && element !== undefined ? element : properties
  return differences(compare({ ...pairOf(kind, declared, live), declared: terraform(type, attributes), excluded }))
}

const examples = Object.entries(transformExamples())

it('every transform has an example, and every example a transform', () => {
  expect(examples.map(([name]) => name).toSorted()).toEqual(Object.keys(transforms).toSorted())
})

describe.each(examples)('%s', (_, { because, type, declared, equal, different }) => {
  it('says why', () => {
    expect(because).toMatch(/^\S.{10,}\.$/)
  })

  it('holds its pair equal', () => {
    expect(through(type, declared, equal)).toEqual([])
  })

  it('sees that another value is another', () => {
    expect(through(type, declared, different)).not.toEqual([])
  })
})
