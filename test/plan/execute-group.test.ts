import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { asg, declared, groupOf, instance, itemOf, itemsOf, judged } from './builders.ts'

/** The JSON that a flag of the first command carries. */
function flag(argv: readonly string[][], name: string): JsonObject {
  const text = argv[0]?.find((argument) => argument.startsWith(`--${name}=`))
  return JSON.parse(text?.slice(name.length + 3) ?? 'null')
}

const template = declared('AWS::EC2::LaunchTemplate', 'aws_launch_template.web', { physicalId: 'lt-1' })
const group = declared(asg, 'aws_autoscaling_group.web', {
  physicalId: 'web-asg',
  dependencies: [template.address],
  properties: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '7' } },
})
const nodes = [template, group]
const hosts = (count: number, size = 30) =>
  Array.from({ length: count }, (_, at) =>
    judged({ kind: 'host', path: '/files/~1x', physicalId: `i-${at}`, address: `host-${at}`, group: groupOf(size) }),
  )

describe('groups', () => {
  it('make one item of ten drifted hosts: a refresh to a fixed version that does not skip them', () => {
    const item = itemOf(hosts(10), nodes)
    expect(item).toMatchObject({
      unit: group.address,
      kind: asg,
      verdict: 'replace',
      auto: true,
      executor: { kind: 'aws', operation: 'start-instance-refresh' },
    })
    expect(item.executor.argv[0]?.slice(0, 5)).toEqual([
      'aws',
      'autoscaling',
      'start-instance-refresh',
      '--auto-scaling-group-name=web-asg',
      '--strategy=Rolling',
    ])
    expect(flag(item.executor.argv, 'preferences')).toMatchObject({
      SkipMatching: false,
      AutoRollback: true,
      MinHealthyPercentage: 100,
      MaxHealthyPercentage: 110,
    })
    expect(flag(item.executor.argv, 'desired-configuration')).toEqual({ LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '7' } })
    expect(item.findings).toHaveLength(10)
    expect(item.physicalIds).toHaveLength(10)
    expect(item.rollback).toMatchObject({
      possible: true,
      argv: [['aws', 'autoscaling', 'rollback-instance-refresh', '--auto-scaling-group-name=web-asg']],
    })
    expect(item.rollout).toEqual([
      { name: 'canary', instances: 1 },
      { name: '10 %', instances: 2 },
      { name: '50 %', instances: 12 },
      { name: 'rest', instances: 15 },
    ])
  })

  it('end a single drifted host, and ask first when it is more than a fifth of the group', () => {
    const item = itemOf(hosts(1), nodes)
    expect(item.executor.argv).toEqual([
      ['aws', 'autoscaling', 'terminate-instance-in-auto-scaling-group', '--instance-id=i-0', '--no-should-decrement-desired-capacity'],
    ])
    expect(item.hazards.join()).toContain('terminates before it launches')
    expect(item).toMatchObject({ auto: true, rollback: { possible: false } })
    expect(itemOf(hosts(1, 4), nodes).auto).toBe(false)
  })

  it('are refreshed when the policy or the image asks for it, and when the only host is all there is', () => {
    const one = { kind: instance, physicalId: 'i-0', group: groupOf(30) }
    for (const item of [
      itemOf([judged({ ...one, path: '/UserData', strategy: 'refresh' })], nodes),
      itemOf([judged({ ...one, outcome: 'image', strategy: 'replace' })], nodes),
      itemOf(hosts(1, 1), nodes),
    ]) {
      expect(item.executor.operation).toBe('start-instance-refresh')
    }
  })

  it('reset a drifted template before anything launches from it, and then cannot roll back', () => {
    const drift = judged({ kind: template.kind, path: '/LaunchTemplateData/UserData', declared: template })
    const item = itemOf([...hosts(2), drift], nodes)
    expect(item).toMatchObject({ unit: group.address, verdict: 'replace', auto: false, cause: 'template aws_launch_template.web' })
    expect(item.resetTemplate?.address).toBe(template.address)
    expect(item.resetTemplate?.argv[0]).toEqual([
      'terraform',
      'plan',
      '-input=false',
      '-target=aws_autoscaling_group.web',
      '-target=aws_launch_template.web',
      '-out=driftgate.tfplan',
    ])
    expect(flag(item.executor.argv, 'preferences')['AutoRollback']).toBe(false)
    expect(item.executor.argv[0]?.join(' ')).not.toContain('--desired-configuration')
    expect(item.rollback.possible).toBe(false)
    expect(item.expectedMutations.map(({ path }) => path)).toContain('/LatestVersionNumber')
  })

  it('replace what a drifted template launched even when no host has a finding of its own', () => {
    const item = itemOf([judged({ kind: template.kind, path: '/LaunchTemplateData/ImageId', declared: template })], nodes)
    expect(item).toMatchObject({
      verdict: 'replace',
      executor: { operation: 'start-instance-refresh' },
      resetTemplate: { address: template.address },
    })
  })

  it('reset a stack template by its change set, and one that nobody declares by hand', () => {
    const stack = { file: 'web.yaml', reader: 'cloudformation', stack: 'web' }
    const cfn = [
      declared(template.kind, 'Template', { ...stack, physicalId: 'lt-1' }),
      declared(asg, 'Group', { ...stack, physicalId: 'web-asg', dependencies: ['Template'] }),
    ]
    const item = itemOf([judged({ kind: template.kind, path: '/LaunchTemplateData/ImageId', declared: cfn[0]! })], cfn)
    expect(item.resetTemplate?.argv[0]).toContain('--deployment-mode=REVERT_DRIFT')
    const loose = itemOf([judged({ kind: asg, path: '/LaunchTemplate/Version', physicalId: 'web-asg', group: groupOf(3) })])
    expect(loose.resetTemplate).toEqual({ address: 'web-asg', argv: [] })
    expect(loose.approvals).toContain('The drifted template is reset by hand first.')
  })

  it('come after a template that two of them share', () => {
    const other = { ...group, address: 'aws_autoscaling_group.other', physicalId: 'other' }
    const drift = judged({ kind: template.kind, path: '/LaunchTemplateData/UserData', declared: template })
    const items = itemsOf([...hosts(2), drift], [...nodes, other])
    expect(items.map(({ unit, verdict }) => [unit, verdict])).toEqual([
      [template.address, 'revert'],
      [group.address, 'replace'],
    ])
    expect(items[1]?.dependsOn).toEqual([items[0]?.id])
  })

  it.each([
    ['a mixed-instances policy', { MixedInstancesPolicy: { LaunchTemplate: {} } }, {}],
    ['an image from a parameter', group.properties, { LaunchTemplateData: { ImageId: 'resolve:ssm:/ami' } }],
    ['no template that is known', {}, {}],
  ])('have nothing to roll back to with %s', (_, properties, data) => {
    const item = itemOf(hosts(2), [
      { ...template, properties: data },
      { ...group, properties },
    ])
    expect(item).toMatchObject({ auto: false, rollback: { possible: false } })
    expect(flag(item.executor.argv, 'preferences')['AutoRollback']).toBe(false)
  })

  it('take the version that the group runs when the declaration follows the latest, in either shape', () => {
    const latest = { launch_template: [{ id: 'lt-1', version: '$Latest' }] }
    const item = itemOf(hosts(2), [template, { ...group, shape: 'terraform', properties: latest }])
    expect(flag(item.executor.argv, 'desired-configuration')).toEqual({ LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '7' } })
  })

  it('take the name of the template from an instance, never its version', () => {
    const live = { LaunchTemplate: { LaunchTemplateName: 'web', Version: '3' } }
    const found = ['i-1', 'i-2'].map((physicalId) => judged({ kind: instance, path: '/UserData', physicalId, live, group: groupOf(9) }))
    expect(flag(itemOf(found).executor.argv, 'desired-configuration')).toEqual({
      LaunchTemplate: { LaunchTemplateName: 'web', Version: '7' },
    })
  })

  it('let a machine in doubt go, with its disks as evidence', () => {
    const item = itemOf([judged({ kind: 'host', path: '/files/~1x', physicalId: 'i-1', strategy: 'quarantine', group: groupOf(9) })], nodes)
    expect(item).toMatchObject({ verdict: 'quarantine', auto: false })
    expect(item.executor.argv.map((argv) => argv[2])).toEqual(['detach-instances', 'create-snapshots'])
    expect(item.executor.argv[0]).toContain('--instance-ids=["i-1"]')
  })

  it('take aside only the machines in doubt, not the others that are to be replaced', () => {
    const doubted = judged({ kind: 'host', path: '/files/~1x', physicalId: 'i-bad', strategy: 'quarantine', group: groupOf(30) })
    const item = itemOf([...hosts(3), doubted], nodes)
    expect(item.verdict).toBe('quarantine')
    expect(item.executor.argv[0]).toContain('--instance-ids=["i-bad"]')
    expect(item.executor.argv).toHaveLength(2)
    expect(item.hazards.join()).toContain('others of the unit are to be replaced (3)')
  })

  it('set drifted settings of the group back in the same step, and keep their way back', () => {
    const item = itemOf([...hosts(1), judged({ kind: asg, path: '/MinSize', declared: group })], nodes)
    expect(item).toMatchObject({ verdict: 'replace', executor: { operation: 'terminate-instance-in-auto-scaling-group' } })
    expect(item.resetTemplate).toMatchObject({ address: group.address })
    expect(item.resetTemplate?.argv[0]).toContain('-target=aws_autoscaling_group.web')
    const refreshed = itemOf([...hosts(2), judged({ kind: asg, path: '/MinSize', declared: group })], nodes)
    expect(refreshed.rollback.possible).toBe(true)
  })

  it('are known by their address where the declaration has no physical id', () => {
    const unnamed = declared(asg, group.address, { dependencies: group.dependencies, properties: group.properties })
    const found = ['i-1', 'i-2'].map((physicalId) =>
      judged({ kind: 'host', path: '/files/~1x', physicalId, group: groupOf(9, { address: group.address }) }),
    )
    expect(itemOf(found, [template, unnamed]).executor.source).toBe('terraform.tfstate')
  })

  it('of one name in two regions stay two units', () => {
    const found = ['eu-west-1', 'us-east-1'].map((region) =>
      judged({ kind: 'host', path: '/files/~1x', physicalId: `i-${region}`, region, group: groupOf(9) }),
    )
    expect(itemsOf(found)).toHaveLength(2)
    const item = itemsOf(found).find(({ region }) => region === 'us-east-1')
    expect(item?.executor.argv[0]).toContain('--region=us-east-1')
  })
})
