import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Limiter, rateOf } from '../../../src/live/aws/limiter.ts'

/** A clock that moves only when somebody waits. */
function clock() {
  let now = 0
  const waits: number[] = []
  return {
    waits,
    now: () => now,
    wait: (milliseconds: number) => {
      waits.push(milliseconds)
      now += milliseconds
      return Promise.resolve()
    },
  }
}

describe('the limiter', () => {
  it('lets a burst through and then keeps the rate', async () => {
    const timer = clock()
    const limiter = new Limiter(timer)
    for (let at = 0; at < 5; at += 1) await limiter.take('a', { perSecond: 10, burst: 3 })
    expect(timer.waits).toEqual([100, 100])
  })

  it('never lets more through than burst and rate allow', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 60 }),
        async (perSecond, burst, calls) => {
          const timer = clock()
          const limiter = new Limiter(timer)
          for (let at = 0; at < calls; at += 1) await limiter.take('a', { perSecond, burst })
          expect(calls).toBeLessThanOrEqual(burst + (timer.now() / 1000) * perSecond + 1e-6)
        },
      ),
    )
  })

  it('keeps accounts, regions and services apart', async () => {
    const timer = clock()
    const limiter = new Limiter(timer)
    for (const key of ['a', 'b', 'c']) await limiter.take(key, { perSecond: 1, burst: 1 })
    expect(timer.waits).toEqual([])
  })

  it('has a modest rate for services that it does not know', () => {
    expect(rateOf('sqs', 'list')).toEqual(rateOf('kms', 'detail'))
    expect(rateOf('iam', 'list').perSecond).toBeGreaterThan(rateOf('sqs', 'list').perSecond)
    expect(rateOf('s3', 'detail').perSecond).toBeGreaterThan(rateOf('s3', 'list').perSecond)
  })
})
