import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { comparing, differences, reasons } from '../helpers/comparing.ts'

const balancer = 'AWS::ElasticLoadBalancingV2::LoadBalancer'
const group = 'AWS::ElasticLoadBalancingV2::TargetGroup'
const rows = (values: Record<string, string>): JsonObject[] => Object.entries(values).map(([Key, Value]) => ({ Key, Value }))
const untouched = { 'access_logs.s3.enabled': 'false', 'access_logs.s3.bucket': '', 'idle_timeout.timeout_seconds': '60' }
const logging = { ...untouched, 'access_logs.s3.enabled': 'true', 'access_logs.s3.bucket': 'evil', 'access_logs.s3.prefix': 'p' }

describe('attributes that live alone has', () => {
  it.each([
    ['beside others', { LoadBalancerAttributes: rows({ 'routing.http2.enabled': 'true' }) }],
    ['where none was declared', {}],
  ])('are silent as AWS sets them, and found as somebody did, %s', (_, declared) => {
    const live = (values: Record<string, string>) => ({ LoadBalancerAttributes: rows({ 'routing.http2.enabled': 'true', ...values }) })
    expect(comparing(balancer, declared, live(untouched))).toMatchObject({ differences: [], notCompared: [] })
    expect(differences(comparing(balancer, declared, live(logging)))).toEqual([
      'added /LoadBalancerAttributes/1',
      'added /LoadBalancerAttributes/2',
      'added /LoadBalancerAttributes/4',
    ])
  })

  it('are named by their key', () => {
    const [found] = comparing(group, {}, { TargetGroupAttributes: rows({ 'deregistration_delay.timeout_seconds': '0' }) }).differences
    expect(found).toMatchObject({ element: 'deregistration_delay.timeout_seconds', live: { Value: '0' } })
  })

  it('that nobody knows are counted', () => {
    const live = { LoadBalancerAttributes: rows({ 'new.thing.enabled': 'true', 'routing.http2.enabled': 'true' }) }
    const declared = { LoadBalancerAttributes: rows({ 'routing.http2.enabled': 'true' }) }
    expect(reasons(comparing(balancer, declared, live))).toEqual({ '/LoadBalancerAttributes/0': 'default-unknown' })
  })
})
