import { describe, expect, it } from 'vitest'
import type { LiveItem } from '../../src/model/resource.ts'
import { declares, partly, refreshed, shows, terraform, whole } from '../helpers/resources.ts'
import { matching, onlyPair, outcomes } from './matching.ts'

const instance = 'AWS::EC2::Instance'
const queue = 'AWS::SQS::Queue'

describe('a declared and a live resource are one', () => {
  it.each([
    ['by physical id', { physicalId: 'i-1' }, shows(instance, 'i-1')],
    [
      'by ARN',
      { physicalId: 'arn:aws:ec2:eu-west-1:1:instance/i-1' },
      shows(instance, 'i-1', {}, { identities: ['arn:aws:ec2:eu-west-1:1:instance/i-1'] }),
    ],
    ['by another name that they share', { identities: ['the-name'] }, shows(instance, 'i-1', {}, { identities: ['the-name'] })],
    ['by a part of the primary identifier', { physicalId: 'stage' }, shows(instance, 'api|stage')],
    ['by a property that is unique', { physicalId: 'web' }, shows(instance, 'i-1', { Name: 'web' })],
    ['by the tail of an ARN', { physicalId: 'arn:aws:x:::thing/web' }, shows(instance, 'i-1', { Name: 'web' })],
  ])('%s', async (_, names, live) => {
    expect(await outcomes([declares(instance, {}, names)], whole([live]))).toEqual(['managed Thing'])
  })

  it('only within one account and region, as far as both say', async () => {
    const here = declares(instance, {}, { physicalId: 'i-1', account: '111111111111', region: 'eu-west-1' })
    const live = (account?: string, region?: string): LiveItem[] =>
      whole([shows(instance, 'i-1', {}, { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) })])
    expect(await outcomes([here], live('111111111111', 'eu-west-1'))).toEqual(['managed Thing'])
    expect(await outcomes([here], live())).toEqual(['managed Thing'])
    expect(await outcomes([here], live(undefined, 'global'))).toEqual(['managed Thing'])
    expect(await outcomes([here], live(undefined, 'us-east-1'), { unmanaged: 'none' })).toEqual(['missing Thing'])
    expect(await outcomes([here], live('222222222222', 'eu-west-1'), { unmanaged: 'none' })).toEqual(['missing Thing'])
  })

  it('is missing where it was asked for by itself, though the list may be cut off', async () => {
    const declared = declares(queue, {}, { physicalId: 'q-1', region: 'eu-west-1' })
    const cut: LiveItem = { is: 'gap', kind: queue, reason: 'truncated', region: 'eu-west-1' }
    const gone = (region: string): LiveItem => ({ is: 'gone', kind: queue, names: ['q-1'], region })
    expect(await outcomes([declared], [cut])).toEqual(['not-checked Thing (truncated)'])
    expect(await outcomes([declared], [cut, gone('eu-west-1')])).toEqual(['missing Thing'])
    expect(await outcomes([declared], [cut, gone('us-east-1')])).toEqual(['not-checked Thing (truncated)'])
    expect(await outcomes([declares(queue, {}, { physicalId: 'q-2' })], [cut, gone('eu-west-1')])).toEqual([
      'not-checked Thing (truncated)',
    ])
  })

  it('that may be in any region is not missing while one of them is unread', async () => {
    const declared = declares(queue, {}, { physicalId: 'q-1' })
    const gone: LiveItem = { is: 'gone', kind: queue, names: ['q-1'], region: 'eu-west-1' }
    expect(await outcomes([declared], [gone])).toEqual(['missing Thing'])
    expect(await outcomes([declared], [gone, { is: 'gap', kind: queue, reason: 'throttled', region: 'us-east-1' }])).toEqual([
      'not-checked Thing (throttled)',
    ])
  })

  it('only within one kind', async () => {
    expect(await outcomes([declares(queue, {}, { physicalId: 'i-1' })], partly([shows(instance, 'i-1')]), { unmanaged: 'none' })).toEqual([
      'not-checked Thing (not-in-live-source)',
    ])
  })

  it('or it is ambiguous, when several places hold that name', async () => {
    const live = [shows(queue, 'web', {}, { region: 'eu-west-1' }), shows(queue, 'web', {}, { region: 'us-east-1' })]
    expect(await outcomes([declares(queue, {}, { physicalId: 'web' })], whole(live), { unmanaged: 'none' })).toEqual([
      'not-checked Thing (ambiguous-identity)',
    ])
    expect(await outcomes([declares(queue, {}, { physicalId: 'web', region: 'us-east-1' })], whole(live), { unmanaged: 'none' })).toEqual([
      'managed Thing',
    ])
  })

  it('when a Terraform document names the same address, or else the same id', async () => {
    const declared = terraform('aws_instance', { id: 'i-1', instance_type: 't3.micro' })
    expect(await onlyPair([declared], partly([refreshed('aws_instance', { id: 'i-1' })]))).toMatchObject({
      outcome: 'managed',
      shape: 'terraform',
    })
    expect(
      await onlyPair([declared], partly([refreshed('aws_instance', { id: 'i-1' }, { address: 'aws_instance.renamed' })])),
    ).toMatchObject({ outcome: 'managed', shape: 'terraform' })
    const others = partly([
      refreshed('aws_instance', { id: 'i-9' }),
      refreshed('aws_instance', { id: 'i-1' }, { address: 'aws_instance.renamed' }),
    ])
    expect((await matching([declared], others)).all[0]?.live?.physicalId).toBe('i-1')
  })
})

describe('what has no live counterpart', () => {
  const declared = declares(instance, {}, { physicalId: 'i-1', account: '111111111111', region: 'eu-west-1' })
  const listed = (more: object = {}): LiveItem => ({ is: 'listed', kind: instance, ...more })

  it('is missing when the whole list of its kind was read where it would be', async () => {
    expect(await outcomes([declared], [listed()])).toEqual(['missing Thing'])
    expect(await outcomes([declared], [listed({ account: '111111111111', region: 'eu-west-1' })])).toEqual(['missing Thing'])
    expect(await outcomes([declared], [listed({ kind: '*' })])).toEqual(['missing Thing'])
  })

  it('is not checked when nothing proves that', async () => {
    expect(await outcomes([declared], [])).toEqual(['not-checked Thing (not-in-live-source)'])
    expect(await outcomes([declared], [listed({ region: 'us-east-1' })])).toEqual(['not-checked Thing (other-region)'])
    expect(await outcomes([declared], [listed({ kind: queue })])).toEqual(['not-checked Thing (not-in-live-source)'])
    expect(await outcomes([declared], [listed()], { livePartial: true })).toEqual(['not-checked Thing (not-in-live-source)'])
  })

  it('is not checked when it has no id to be found by', async () => {
    expect(await outcomes([declares(instance, {})], [listed()])).toEqual(['not-checked Thing (no-physical-id)'])
  })

  it('is not checked when it belongs to an account that was not read', async () => {
    expect(await outcomes([declared], partly([shows(queue, 'q', {}, { account: '222222222222' })]), { unmanaged: 'none' })).toEqual([
      'not-checked Thing (other-account)',
    ])
  })

  it('is not checked where a gap may hide it, with the reason of the gap', async () => {
    const gap = (more: object): LiveItem[] => [{ is: 'gap', reason: 'throttled', ...more }, listed()]
    expect(await outcomes([declared], gap({ kind: instance }))).toEqual(['not-checked Thing (throttled)'])
    expect(await outcomes([declared], gap({}))).toEqual(['not-checked Thing (throttled)'])
    expect(await outcomes([declared], gap({ kind: instance, physicalId: 'i-1' }))).toEqual(['not-checked Thing (throttled)'])
    expect(await outcomes([declared], gap({ kind: instance, physicalId: 'i-2' }))).toEqual(['missing Thing'])
    expect(await outcomes([declared], gap({ kind: queue }))).toEqual(['missing Thing'])
    expect(await outcomes([declared], gap({ kind: instance, region: 'us-east-1' }))).toEqual(['missing Thing'])
    expect(await outcomes([declared], gap({ kind: instance, paths: ['/UserData'] }))).toEqual(['missing Thing'])
  })

  it('has none by its nature, when its provider makes values only', async () => {
    expect(await outcomes([terraform('random_password', { id: 'none', result: 'x' })], [{ is: 'listed', kind: '*' }])).toEqual([
      'not-checked random_password.web (no-live-counterpart)',
    ])
  })

  it('is not checked without a map, unless a Terraform document shows all there is', async () => {
    const foreign = terraform('acme_server', { id: 's-1' })
    expect(await outcomes([foreign], whole([shows(instance, 'i-1')]))).toEqual(['not-checked acme_server.web (no-mapping)'])
    expect(await outcomes([foreign], [{ is: 'listed', kind: '*' }])).toEqual(['missing acme_server.web'])
    expect(await outcomes([foreign], [{ is: 'listed', kind: '*' }], { livePartial: true })).toEqual([
      'not-checked acme_server.web (no-mapping)',
    ])
  })
})

describe('two sources that show one resource', () => {
  it('are one resource with what both of them know', async () => {
    const first = shows(queue, 'q-1', { QueueName: 'web' }, { unread: ['/DelaySeconds', '/Tags'] })
    const second = shows(queue, 'q-1', { QueueName: 'other', DelaySeconds: 5 }, { unread: ['/Tags'], source: 'cloudcontrol' })
    const pair = await onlyPair([declares(queue, {}, { physicalId: 'q-1' })], partly([first, second]))
    expect(pair.live).toMatchObject({ properties: { QueueName: 'web', DelaySeconds: 5 }, unread: ['/Tags'] })
  })

  it('are two where they stand in two regions', async () => {
    const live = [shows(queue, 'web', {}, { region: 'eu-west-1' }), shows(queue, 'web', {}, { region: 'us-east-1' })]
    expect((await matching([], partly(live), { unmanaged: 'all' })).all).toHaveLength(2)
  })
})

describe('what matching says beside the pairs', () => {
  it('is what was skipped, the aliases of keys, and the places that were read', async () => {
    const alias = shows(
      'AWS::KMS::Alias',
      'alias/web',
      { AliasName: 'alias/web', TargetKeyId: 'key-1' },
      { account: '1', region: 'eu-west-1' },
    )
    const foreignImage = shows('AWS::EC2::Image', 'ami-1', { ImageId: 'ami-1' }, { account: '9', region: 'eu-west-1' })
    const { aliases, accounts, regions, gaps } = await matching(
      [],
      [...partly([alias, foreignImage]), { is: 'gap', reason: 'throttled' }, { is: 'listed', kind: queue, account: '0' }],
    )
    expect([...aliases]).toEqual([['alias/web', 'key-1']])
    expect([accounts, regions, gaps.length]).toEqual([['0', '1'], ['eu-west-1'], 1])
  })
})
