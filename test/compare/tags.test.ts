import { describe, expect, it } from 'vitest'
import { areSameTags } from '../../src/compare/tags.ts'

const team = { Key: 'team', Value: 'web' }
const stage = { Key: 'stage', Value: 'live' }
const ofStack = { Key: 'aws:cloudformation:stack-name', Value: 'shop' }

describe('areSameTags', () => {
  it('takes no notice of order and of what AWS writes', () => {
    expect(areSameTags([team, stage], [stage, ofStack, team])).toBe(true)
  })

  it.each([
    ['another value', [team], [{ ...team, Value: 'Web' }]],
    ['a tag more', [team], [team, stage]],
    ['a tag less', [team, stage], [team]],
    ['another tag instead', [team, stage], [team, { ...stage, Key: 'Stage' }]],
    ['a member more', [team], [{ ...team, PropagateAtLaunch: true }]],
    ['a key twice', [team, team], [team, stage]],
    ['what is no tag', ['team'], ['team']],
  ])('leaves %s to the full comparison', (_, declared, live) => {
    expect(areSameTags(declared, live)).toBe(false)
  })
})
