import { describe, expect, it } from 'vitest'
import { bundledServices } from '../../../../src/live/aws/calls/clients.ts'
import { rateOf } from '../../../../src/live/aws/calls/rates.ts'
import { apiKinds, apiRow } from '../../../../src/mapping/api.ts'
import { keysOf, row } from '../../../../src/mapping/data.ts'

const keys = keysOf('rates.json')
const services = new Set([...bundledServices, ...apiKinds().flatMap((kind) => apiRow(kind)?.l.o.split('.')[0] ?? [])])

describe('the rates', () => {
  it.each(keys)('of %s are of a service that is asked, and within what they say themselves', (key) => {
    const [service = '', actionClass = 'list', ...rest] = key.split(' ')
    expect(rest).toEqual([])
    expect(['list', 'detail']).toContain(actionClass)
    expect(service === '*' || services.has(service)).toBe(true)
    const { perSecond, burst, most, patience, source } = {
      ...row<object>('rates.json', '*'),
      ...row<ReturnType<typeof rateOf>>('rates.json', key),
    }
    expect(perSecond).toBeGreaterThan(0)
    expect(perSecond).toBeLessThanOrEqual(most ?? 0)
    expect(burst).toBeGreaterThanOrEqual(1)
    expect(patience).toBeGreaterThanOrEqual(60)
    expect(source ?? 'https://docs.aws.amazon.com/').toMatch(/^https:\/\/docs\.aws\.amazon\.com\//)
  })

  it('are modest for services that they do not name, and tell lists from details where that matters', () => {
    expect(rateOf('kms', 'list')).toEqual(rateOf('sns', 'detail'))
    expect(rateOf('iam', 'list').perSecond).toBeGreaterThan(rateOf('kms', 'list').perSecond)
    expect(rateOf('s3', 'detail').perSecond).toBeGreaterThan(rateOf('s3', 'list').perSecond)
    expect(rateOf('route53', 'list').most).toBe(5)
    expect(rateOf('route53', 'list').patience).toBe(rateOf('kms', 'list').patience)
  })

  it('are counted by action where EC2 does', () => {
    expect([rateOf('ec2', 'list').each, rateOf('iam', 'list').each]).toEqual([true, false])
  })
})
