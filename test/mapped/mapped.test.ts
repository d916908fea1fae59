import { describe, expect, it } from 'vitest'
import { attributesWithoutType, coverageInFull, measureCoverage, withoutType } from './measure.ts'

const coverage = measureCoverage()

describe('the much used Terraform types', () => {
  it('are those of the reviewed list', () => {
    expect(coverage.types + withoutType.length).toBe(164)
  })

  it('have at least 95 % of what an API shows of them compared', () => {
    expect(coverage.compared / coverage.comparable).toBeGreaterThanOrEqual(0.95)
    expect(coverage.compared / (coverage.comparable + attributesWithoutType)).toBeGreaterThanOrEqual(0.95)
  })

  it('give the figures that are written down: `npm run coverage:map` writes them anew', async () => {
    await expect(coverageInFull(coverage)).toMatchFileSnapshot('../../bench/mapped/figures.txt')
  })
})
