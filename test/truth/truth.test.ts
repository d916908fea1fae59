import { describe, expect, it } from 'vitest'
import { measureTruth, truthInFull } from './measure.ts'

const truth = measureTruth()

describe('the repository’s own pairs', () => {
  it('are many', () => {
    expect(truth.cases).toBeGreaterThan(120)
    expect(truth.kinds).toBeGreaterThan(90)
    for (const [kind, { of }] of Object.entries(truth.byMutation)) expect([kind, of > 0]).toEqual([kind, true])
  })

  it('have no finding while nobody touched them', () => {
    expect(truth.false).toEqual([])
  })

  it('have one for each mutation, and none that no mutation explains', () => {
    expect(truth.missed).toEqual([])
    expect(truth.stray).toEqual([])
  })

  it('give the figures that are written down: `npm run bench:truth` writes them anew', async () => {
    await expect(truthInFull(truth)).toMatchFileSnapshot('../../bench/truth/figures.txt')
  })
})
