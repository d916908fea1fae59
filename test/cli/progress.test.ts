import { describe, expect, it } from 'vitest'
import { Interrupts } from '../../src/cli/process.ts'
import { progressOn } from '../../src/cli/progress.ts'
import { Values } from '../../src/cli/values.ts'

/** Progress with a clock of its own, and what it wrote. */
function watching(isTTY: boolean, env: Record<string, string> = {}, flags = new Map<string, unknown>()) {
  const clock = { now: 0 }
  let text = ''
  const stderr = { isTTY, columns: 200, write: (part: string) => ((text += part), true) }
  const progress = progressOn({ stdout: stderr, stderr, env }, new Values({ flags, env: {} }), () => clock.now)
  const take = (): string => {
    const taken = text
    text = ''
    return taken
  }
  return { progress, clock, take }
}

const clear = '\r\u001b[K'

describe('progress on a terminal', () => {
  it('says what is read, how much of it, what is waited for and for how long still', () => {
    const { progress, clock, take } = watching(true)
    const { watcher } = progress
    watcher?.planned?.(['AWS::EC2::VPC', 'AWS::EC2::Volume', 'AWS::SQS::Queue', 'AWS::S3::Bucket'])
    take()
    clock.now = 10_000
    watcher?.finished?.('AWS::SQS::Queue')
    expect(take()).toBe(`${clear}services 1/3  about 30 s left`)
    watcher?.called?.('ec2.DescribeVpcs')
    watcher?.throttled?.('ec2.DescribeVpcs')
    watcher?.found(1200)
    clock.now = 20_000
    watcher?.say('eu-west-1 AWS::EC2::VPC')
    expect(take()).toBe(
      `${clear}eu-west-1 AWS::EC2::VPC  services 1/3  resources 1200  calls 1  throttled 1  about 60 s left  waiting for ec2.DescribeVpcs`,
    )
    watcher?.answered?.('ec2.DescribeVpcs')
    clock.now = 20_100
    watcher?.say('eu-west-1 AWS::EC2::VPC')
    expect(take()).not.toContain('waiting')
    progress.done()
    expect(take()).toBe(clear)
  })

  it('is drawn ten times a second at most', () => {
    const { progress, clock, take } = watching(true)
    for (let at = 0; at < 1000; at += 1) {
      clock.now = at
      progress.watcher?.say('x')
    }
    progress.done()
    expect(take().split(clear).length).toBe(1 + 10 + 1)
  })

  it('lets what is told stay, and comes after it', () => {
    const { progress, take } = watching(true)
    progress.watcher?.say('reading')
    progress.tell('Interrupted.')
    expect(take()).toBe(`${clear}reading${clear}Interrupted.\n`)
    progress.done()
    expect(take()).toBe('')
  })
})

describe('progress in a log', () => {
  it.each([
    ['no terminal', false, {}],
    ['CI', true, { CI: 'true' }],
  ])('(%s) is a plain line twice a minute at most, and none of a short scan', (_name, isTTY, env) => {
    const { progress, clock, take } = watching(isTTY, env)
    for (clock.now = 0; clock.now < 29_000; clock.now += 1000) progress.watcher?.say('early')
    expect(take()).toBe('')
    for (; clock.now <= 95_000; clock.now += 1000) progress.watcher?.say('later\u001b')
    progress.done()
    expect(take()).toBe('later\\x1b\n'.repeat(3))
  })

  it('is not there with --quiet or --no-progress, nor on a terminal that cannot', () => {
    for (const { progress } of [
      watching(false, {}, new Map([['quiet', true]])),
      watching(false, {}, new Map([['progress', false]])),
      watching(true, { TERM: 'dumb' }),
    ])
      expect(progress.watcher).toBeUndefined()
  })
})

describe('Ctrl-C', () => {
  it('ends what wants to be ended, once; then it means the process', () => {
    const interrupts = new Interrupts()
    expect(interrupts.handle()).toBe(false)
    let ended = 0
    interrupts.take(() => (ended += 1))
    const release = interrupts.take(() => (ended += 100))
    release()
    expect([interrupts.handle(), ended]).toEqual([true, 1])
    expect([interrupts.handle(), ended]).toEqual([false, 1])
  })
})
