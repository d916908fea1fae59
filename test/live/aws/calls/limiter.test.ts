import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Limiter, type Judge } from '../../../../src/live/aws/calls/limiter.ts'
import { rateOf, type Rate } from '../../../../src/live/aws/calls/rates.ts'
import { VirtualTime } from '../../../helpers/virtual-time.ts'

const rate = (parts: Partial<Rate>): Rate => ({ perSecond: 5, burst: 10, most: 50, patience: 120, each: false, ...parts })

const throttled = new Error('Rate exceeded')
const broken = new Error('Internal')
const judge: Judge = (error, failures) => (error === throttled ? 'throttled' : error === broken && failures < 4 ? 'passing' : 'final')

/** A service that grants so many calls a second, after so many at once; it answers half a latency after it was asked. */
class Service {
  readonly #time: VirtualTime
  readonly #granted: { perSecond: number; burst: number; latency: number }
  #tokens: number
  #at = 0
  refusals = 0

  constructor(time: VirtualTime, granted: { perSecond: number; burst: number; latency: number }) {
    this.#time = time
    this.#granted = granted
    this.#tokens = granted.burst
  }

  async call(): Promise<void> {
    const { perSecond, burst, latency } = this.#granted
    await this.#time.wait(latency / 2)
    this.#tokens = Math.min(burst, this.#tokens + ((this.#time.now() - this.#at) / 1000) * perSecond)
    this.#at = this.#time.now()
    const isGranted = this.#tokens >= 1
    if (isGranted) this.#tokens -= 1
    else this.refusals += 1
    await this.#time.wait(latency / 2)
    if (!isGranted) throw throttled
  }
}

/** Calls, so many at a time; how many were answered, and after how many seconds the last was. */
async function askAll(granted: { perSecond: number; burst: number; latency: number }, calls: number, wide: number, pace: Rate) {
  const time = new VirtualTime()
  const service = new Service(time, granted)
  const limiter = new Limiter(time)
  let [next, answered] = [0, 0]
  const worker = async (): Promise<void> => {
    while (next < calls) {
      next += 1
      await limiter
        .run('a', pace, () => service.call(), judge)
        .then(
          () => (answered += 1),
          () => undefined,
        )
    }
  }
  await time.until(Promise.all(Array.from({ length: wide }, worker)))
  return { lost: calls - answered, seconds: time.now() / 1000, refusals: service.refusals }
}

describe('the limiter', () => {
  it.each([
    [1, 30],
    [5, 5],
    [25, 30],
    [25, 100],
    [25, 400],
    [100, 30],
  ])('loses none of 600 calls, 50 at a time, where 25 a second are granted after %i at once (latency %i ms)', async (burst, latency) => {
    const { lost, seconds, refusals } = await askAll({ perSecond: 25, burst, latency }, 600, 50, rateOf('sqs', 'detail'))
    const ideal = (600 - burst) / 25
    expect(lost).toBe(0)
    expect(seconds / ideal).toBeLessThanOrEqual(1.15)
    // A polite client is refused now and then, to learn; not all the time.
    expect(refusals).toBeLessThan(80)
  })

  it.each([2, 5, 10, 40])('finds out that %i calls a second are granted', async (perSecond) => {
    const { lost, seconds } = await askAll({ perSecond, burst: perSecond, latency: 50 }, 300, 50, rate({}))
    expect(lost).toBe(0)
    expect(seconds / ((300 - perSecond) / perSecond)).toBeLessThanOrEqual(1.15)
  })

  it('never asks faster than its most, however willing the service', async () => {
    const { seconds, refusals } = await askAll({ perSecond: 1000, burst: 1000, latency: 10 }, 500, 50, rate({ most: 20 }))
    expect(refusals).toBe(0)
    expect(500).toBeLessThanOrEqual(11 + 20.5 * seconds)
  })

  it('never lets more through than burst and the most allow', async () => {
    const numbers = fc.record({ perSecond: fc.integer({ min: 1, max: 20 }), burst: fc.integer({ min: 1, max: 20 }) })
    await fc.assert(
      fc.asyncProperty(numbers, fc.integer({ min: 1, max: 60 }), async ({ perSecond, burst }, calls) => {
        const pace = rate({ perSecond, burst, most: perSecond })
        const { seconds } = await askAll({ perSecond: 1000, burst: 1000, latency: 0 }, calls, 100, pace)
        expect(calls).toBeLessThanOrEqual(burst + seconds * perSecond + 1)
      }),
      { numRuns: 40 },
    )
  })

  it('keeps accounts, regions and services apart', async () => {
    const time = new VirtualTime()
    const limiter = new Limiter(time)
    const one = rate({ perSecond: 1, burst: 1, most: 1 })
    await time.until(Promise.all(['a', 'b', 'c'].map((key) => limiter.run(key, one, () => Promise.resolve(), judge))))
    expect(time.now()).toBe(0)
  })

  it('gives up when there was nothing but refusals for as long as its patience lasts, and those that wait with it', async () => {
    const time = new VirtualTime()
    const limiter = new Limiter(time)
    let calls = 0
    const refuse = async (): Promise<void> => {
      calls += 1
      await time.wait(10)
      throw throttled
    }
    const all = Array.from({ length: 30 }, () => limiter.run('a', rate({ patience: 60 }), refuse, judge))
    const ends = await time.until(Promise.allSettled(all))
    expect(ends).toEqual(all.map(() => ({ status: 'rejected', reason: throttled })))
    expect(time.now()).toBeGreaterThanOrEqual(60_000)
    expect(time.now()).toBeLessThan(70_000)
    expect(calls).toBeLessThan(120)
    // The next does not ask at all for a while, then it tries.
    const before = calls
    await expect(time.until(limiter.run('a', rate({ patience: 60 }), refuse, judge))).rejects.toBe(throttled)
    expect(calls).toBe(before)
    await time.until(time.wait(30_000))
    expect(await time.until(limiter.run('a', rate({ patience: 60 }), () => Promise.resolve('there'), judge))).toBe('there')
    expect(await time.until(limiter.run('a', rate({ patience: 60 }), () => Promise.resolve('again'), judge))).toBe('again')
  })

  it('gives up a call that is refused for ever while others are answered', async () => {
    const time = new VirtualTime()
    const limiter = new Limiter(time)
    const pace = rate({ patience: 10 })
    const refused = limiter.run('a', pace, () => Promise.reject(throttled), judge).catch(() => time.now())
    const others = async (): Promise<void> => {
      for (let at = 0; at < 200; at += 1) {
        await time.wait(500)
        await limiter.run('a', pace, () => Promise.resolve(), judge)
      }
    }
    const [gaveUpAt] = await time.until(Promise.all([refused, others()]))
    expect(gaveUpAt).toBeGreaterThan(29_000)
    expect(gaveUpAt).toBeLessThan(60_000)
    expect(time.now()).toBeGreaterThanOrEqual(100_000)
  })

  it('makes a call that broke in passing again, later each time, and no other', async () => {
    const time = new VirtualTime()
    const limiter = new Limiter(time)
    let left = 3
    const flaky = () => (left-- > 0 ? Promise.reject(broken) : Promise.resolve('there'))
    expect(await time.until(limiter.run('a', rate({}), flaky, judge))).toBe('there')
    expect([left, time.now()]).toEqual([-1, 1400])
    await expect(time.until(limiter.run('a', rate({}), () => Promise.reject(broken), judge))).rejects.toBe(broken)
    const denied = new Error('AccessDenied')
    let calls = 0
    const deny = () => {
      calls += 1
      return Promise.reject(denied)
    }
    await expect(time.until(limiter.run('a', rate({}), deny, judge))).rejects.toBe(denied)
    expect(calls).toBe(1)
  })

  it('stops repeating where everything breaks, and repeats again where answers come', async () => {
    const time = new VirtualTime()
    const limiter = new Limiter(time)
    let [calls, isDown] = [0, true]
    const call = async (): Promise<string> => {
      calls += 1
      await time.wait(10)
      if (isDown) throw broken
      return 'there'
    }
    const ask = (many: number) =>
      time.until(Promise.allSettled(Array.from({ length: many }, () => limiter.run('a', rate({ perSecond: 50, burst: 50 }), call, judge))))
    expect((await ask(300)).filter(({ status }) => status === 'fulfilled')).toEqual([])
    // Of 300 calls a hundred repeats, not 900.
    expect(calls).toBe(400)
    isDown = false
    expect((await ask(200)).filter(({ status }) => status === 'rejected')).toEqual([])
    isDown = true
    calls = 0
    await ask(1)
    expect(calls).toBe(4)
    // Another lane has repeats of its own.
    calls = 0
    await time.until(Promise.allSettled([limiter.run('b', rate({}), call, judge)]))
    expect(calls).toBe(4)
  })

  it('takes refusals of a kind for answers: a service that says no is there', async () => {
    const time = new VirtualTime()
    const limiter = new Limiter(time)
    const pace = rate({ perSecond: 50, burst: 50 })
    const absent = new Error('NotFound')
    for (let at = 0; at < 150; at += 1) {
      let isFirst = true
      const flaky = () => {
        const error = isFirst ? broken : absent
        isFirst = false
        return Promise.reject(error)
      }
      await expect(time.until(limiter.run('a', pace, flaky, judge))).rejects.toBe(absent)
      await expect(time.until(limiter.run('a', pace, () => Promise.reject(absent), judge))).rejects.toBe(absent)
    }
  })
})
