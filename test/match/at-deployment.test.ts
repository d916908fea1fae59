import { describe, expect, it } from 'vitest'
import { atDeployment, comparable } from '../../src/match/at-deployment.ts'
import type { LiveResource, Recorded } from '../../src/model/resource.ts'
import { shows } from '../helpers/resources.ts'

const deployedAt = '2026-03-01T12:00:00Z'

/** A state that was recorded so many minutes after the deployment. */
function item(minutes: number, mode: string, more: Partial<Recorded> = {}): LiveResource {
  const at = new Date(Date.parse(deployedAt) + minutes * 60_000).toISOString()
  return shows('AWS::X::Thing', 'a', { Mode: mode }, { recorded: { at, ...more } })
}

function chosen(...history: LiveResource[]): [unknown, boolean] | undefined {
  const found = atDeployment(history, deployedAt)
  return found === undefined ? undefined : [found.deployed.properties['Mode'], found.sure]
}

describe('what a resource was right after a deployment', () => {
  it('is what was recorded within minutes after it, whatever came later, in any order', () => {
    expect(chosen(item(5000, 'later'), item(2, 'deployed'), item(-90, 'before'))).toEqual(['deployed', true])
    expect(chosen(item(1, 'half'), item(9, 'settled'), item(50, 'later'))).toEqual(['settled', true])
  })

  it('is what was in force where nothing was recorded then', () => {
    expect(chosen(item(-90, 'first'), item(-30, 'in force'), item(5000, 'later'))).toEqual(['in force', true])
    expect(chosen(item(-30, 'in force'))).toEqual(['in force', true])
  })

  it('is not sure where the record of the deployment may have come late, once a day, or lies elsewhere', () => {
    expect(chosen(item(-30, 'in force'), item(40, 'whose?'))).toEqual(['in force', false])
    expect(chosen(item(-30, 'in force', { daily: true }), item(5000, 'later'))).toEqual(['in force', false])
    expect(chosen(item(-30, 'in force', { partial: true }), item(5000, 'later'))).toEqual(['in force', false])
    expect(chosen(item(1, 'deployed', { form: '1.2' }), item(5000, 'later', { form: '1.3' }))).toEqual(['deployed', false])
  })

  it('is the first item of a resource that is new in the record, and nothing where that came too late', () => {
    expect(chosen(item(120, 'first'), item(5000, 'later'))).toEqual(['first', true])
    expect(chosen(item(5000, 'much later'))).toBeUndefined()
    expect(chosen()).toBeUndefined()
  })

  it('is dated where the latest item came a quarter of a year later', () => {
    const isDated = (...history: LiveResource[]): boolean | undefined => atDeployment(history, deployedAt)?.isDated
    expect([isDated(item(1, 'a'), item(100_000, 'b')), isDated(item(1, 'a'), item(140_000, 'b'))]).toEqual([false, true])
  })

  it('is nothing of a resource that was gone', () => {
    expect(chosen(item(-5, 'old', { gone: true }), item(5000, 'made anew'))).toBeUndefined()
    expect(chosen(item(1, 'deployed'), item(5000, '', { gone: true }))).toBeUndefined()
  })
})

describe('properties that both sources show alike', () => {
  const states = (deployed: object, latest: object) => ({
    deployed: shows('AWS::X::Thing', 'a', { ...deployed }),
    latest: shows('AWS::X::Thing', 'a', { ...latest }),
    sure: true,
    isDated: false,
  })

  it('are those that the latest item shows as live does, and those that neither has', () => {
    const live = shows('AWS::X::Thing', 'a', { Same: [1, 2], Other: 'b', Only: 'c' })
    const names = comparable(live, states({ Same: [1], Gone: 'x' }, { Same: [2, 1], Other: 'B' }))
    expect([...names].toSorted()).toEqual(['Gone', 'Same'])
  })

  it('are none that an item does not show', () => {
    const live = shows('AWS::X::Thing', 'a', { Mode: 'a' })
    const { deployed, ...rest } = states({}, { Mode: 'a' })
    expect([...comparable(live, { deployed: { ...deployed, unread: ['/Mode'] }, ...rest })]).toEqual([])
  })
})
