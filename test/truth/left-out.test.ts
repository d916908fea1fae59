import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { Truth } from './measure.ts'

// Tables of their own, from which others never see what was taken; nor do tests that come after see ours.
vi.resetModules()
const { leaveOutDefaults, leaveOutRows } = await import('./left-out.ts')
const { truthCases } = await import('./cases.ts')
const { measureTruth } = await import('./measure.ts')
const { leftOutInFull } = await import('./left-out-figures.ts')
const { hasRecordings, recordedPairs } = await import('./recorded.ts')
const rows = leaveOutRows()
const cases = truthCases()
const taken = { ...rows, defaults: leaveOutDefaults(cases.map(({ kind }) => kind)) }
const truth: Truth = measureTruth(cases)
afterAll(() => {
  vi.resetModules()
})

describe('kinds of which nothing is known by hand', () => {
  it('have few findings while nobody touched them', () => {
    expect(Object.keys(taken).length).toBeGreaterThan(4)
    expect(truth.false.length).toBeLessThan(0.1 * truth.cases)
  })

  it('have a finding for each mutation', () => {
    expect(truth.missed).toEqual([])
  })

  it('give the figures that are written down: `npm run bench:truth` writes them anew', async () => {
    await expect(leftOutInFull(truth, taken)).toMatchFileSnapshot('../../bench/truth/left-out.txt')
  })
})

const file = process.env['RECORDED_FIGURES']

describe.runIf(hasRecordings && file !== undefined)('recorded kinds of which nothing is known by hand', () => {
  it('have few findings too', async () => {
    const recorded = await recordedPairs()
    const more = { ...taken, defaults: leaveOutDefaults(recorded.map(({ kind }) => kind)) }
    const measured = measureTruth(recorded)
    writeFileSync(file ?? '', leftOutInFull(measured, more))
    expect(measured.false.length).toBeLessThan(0.01 * measured.cases)
  })
})
