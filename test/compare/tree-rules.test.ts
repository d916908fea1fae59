import { describe, expect, it } from 'vitest'
import { treeRules, type TreePair } from '../../src/compare/rules/tree-rules.ts'
import { comparing, differences } from '../helpers/comparing.ts'

const through = ([kind, declared, live]: TreePair): string[] => differences(comparing(kind, declared, live))

describe.each(treeRules.map((rule) => [rule.name, rule] as const))('%s', (name, { because, where, equal, different }) => {
  it('is named and reasoned', () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(because).toMatch(/^\S.{10,}\.$/)
    expect(where).not.toBe('')
  })

  it.each(equal.map((pair) => [JSON.stringify(pair.slice(1)), pair] as const))('holds equal %s', (_, pair) => {
    expect(through(pair)).toEqual([])
    expect(through([pair[0], pair[1], pair[1]])).toEqual([])
    expect(through([pair[0], pair[2], pair[2]])).toEqual([])
  })

  it.each(different.map((pair) => [JSON.stringify(pair.slice(1)), pair] as const))('keeps apart %s', (_, pair) => {
    expect(through(pair)).not.toEqual([])
  })
})
