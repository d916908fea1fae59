import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import { maskedName } from '../../src/compare/shapes.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { declares, shows } from '../helpers/resources.ts'

function found(declared: JsonObject, live: JsonObject, kind = 'AWS::Lambda::Function'): Json[] {
  const { differences } = compare({
    outcome: 'managed',
    shape: 'neutral',
    declared: declares(kind, declared),
    live: shows(kind, 'a', live),
    declaredProperties: declared,
    liveProperties: live,
  })
  return differences.map(({ change, path }) => `${change} ${path}`)
}

const variables = (all: JsonObject): JsonObject => ({ Environment: { Variables: all } })
const tags = (all: Record<string, string>): JsonObject => ({ Tags: Object.entries(all).map(([Key, Value]) => ({ Key, Value })) })

describe('names that CloudFormation gave back with question marks', () => {
  it('are the ones of live in maps', () => {
    expect(found(variables({ 'caf?': 'x' }), variables({ café: 'x' }))).toEqual([])
    expect(found(variables({ 'caf?': 'x' }), variables({ café: 'y' }))).toEqual(['changed /Environment/Variables/caf?'])
    expect(found(variables({ 'caf?': 'x' }), variables({}))).toHaveLength(1)
    expect(found(variables({ 'caf?': 'x' }), variables({ café: 'x', cafè: 'x' }))).toHaveLength(3)
    expect(found(variables({ 'caf?': 'x' }), variables({ cafe: 'x' }))).toHaveLength(2)
  })

  it('are the ones of live in rows', () => {
    expect(found(tags({ '??': 'x', team: 'a' }), tags({ 名前: 'x', team: 'a' }))).toEqual([])
    expect(found(tags({ '??': 'x', team: 'a' }), tags({ 名前: 'y', team: 'a' }))).toEqual(['changed /Tags/0/Value'])
    expect(found(tags({ '??': 'x' }), tags({ 名: 'x' }))).toHaveLength(2)
  })

  it('are themselves where live has them, and no guess among several', () => {
    const none = (): boolean => false
    expect(maskedName('caf?', ['café'], none)).toBe('café')
    expect(maskedName('caf?', ['café'], () => true)).toBeUndefined()
    expect(maskedName('caf?', ['café', 'cafè'], none)).toBeUndefined()
    expect(maskedName('cafe', ['café'], none)).toBeUndefined()
  })
})
