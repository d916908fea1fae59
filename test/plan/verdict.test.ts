import { describe, expect, it } from 'vitest'
import { applyVerdicts, verdictOf } from '../../src/plan/verdict.ts'
import { unitOf } from '../../src/plan/unit.ts'
import { asg, declared, groupOf, instance, judged, mapOf } from './builders.ts'

const action = (...args: Parameters<typeof verdictOf>) => verdictOf(...args).action
const web = declared(instance, 'aws_instance.web', { physicalId: 'i-1' })

describe('verdicts on settings', () => {
  it.each([
    ['AWS::EC2::SecurityGroup', '/SecurityGroupIngress/0'],
    ['AWS::IAM::Role', '/AssumeRolePolicyDocument/Statement/0'],
    ['AWS::S3::BucketPolicy', '/PolicyDocument'],
    ['AWS::RDS::DBParameterGroup', '/Parameters/max_connections'],
    ['AWS::Route53::RecordSet', '/TTL'],
    ['AWS::ElasticLoadBalancingV2::Listener', '/DefaultActions/0'],
    [asg, '/MinSize'],
    ['Custom::Thing', '/Setting'],
  ])('reverts %s %s in place', (kind, path) => {
    expect(action(judged({ kind, path }))).toBe('revert')
  })

  it('reverts a tag of an instance and replaces the instance for what it runs', () => {
    expect(action(judged({ kind: instance, path: '/Tags/0', declared: web }))).toBe('revert')
    for (const path of ['/UserData', '/InstanceType', '/IamInstanceProfile', '/ImageId']) {
      expect(action(judged({ kind: instance, path, declared: web }))).toBe('replace')
    }
  })

  it('makes a missing resource again, and holds one that held data', () => {
    expect(action(judged({ kind: 'AWS::CloudWatch::Alarm', outcome: 'missing' }))).toBe('revert')
    expect(verdictOf(judged({ kind: 'AWS::EC2::EIP', outcome: 'missing' }))).toMatchObject({
      action: 'revert',
      reason: expect.stringContaining('new one'),
    })
    expect(action(judged({ kind: 'AWS::RDS::DBInstance', outcome: 'missing' }))).toBe('hold')
    expect(action(judged({ kind: 'Custom::Db', outcome: 'missing' }), { classes: new Map([['Custom::Db', 'stateful']]) })).toBe('hold')
  })
})

describe('verdicts on stateful and identity-bearing resources', () => {
  it('changes a stateful setting back in place even when the policy asks for a replacement or a migration', () => {
    for (const strategy of ['reapply', 'replace', 'migrate', 'refresh']) {
      expect(action(judged({ kind: 'AWS::RDS::DBInstance', path: '/BackupRetentionPeriod', strategy }))).toBe('revert')
    }
  })

  it('migrates data when a create-only property changed, whatever the policy says', () => {
    for (const strategy of ['reapply', 'replace', 'migrate']) {
      expect(action(judged({ kind: 'AWS::RDS::DBInstance', path: '/StorageEncrypted', strategy }))).toBe('migrate')
    }
  })

  it('holds an identity whose create-only property changed', () => {
    expect(action(judged({ kind: 'AWS::IAM::Role', path: '/Path' }))).toBe('hold')
    expect(action(judged({ kind: 'AWS::KMS::Key', path: '/Invented', strategy: 'replace' }))).toBe('hold')
  })

  it('never replaces a kind that nobody has classed', () => {
    expect(action(judged({ kind: 'Custom::Thing', path: '/Setting', strategy: 'replace' }))).toBe('migrate')
    expect(
      action(judged({ kind: 'Custom::Thing', path: '/Setting', strategy: 'replace' }), { classes: new Map([['Custom::Thing', 'cattle']]) }),
    ).toBe('replace')
  })

  it('holds what is in doubt and cannot be taken aside', () => {
    expect(action(judged({ kind: 'AWS::RDS::DBInstance', path: '/BackupRetentionPeriod', strategy: 'quarantine' }))).toBe('hold')
    expect(action(judged({ kind: 'AWS::EC2::Route', path: '/GatewayId', strategy: 'quarantine' }))).toBe('hold')
  })
})

describe('verdicts on machines', () => {
  it('replaces for anything inside, since all of it comes from the image', () => {
    expect(action(judged({ kind: 'host', path: '/files/~1etc~1passwd' }))).toBe('replace')
    expect(action(judged({ kind: 'docker/container', path: '/packages/deb/curl' }))).toBe('replace')
  })

  it('replaces what a group has made, since no declaration of its own could be applied', () => {
    expect(action(judged({ kind: instance, path: '/Tags/0', group: groupOf(3) }))).toBe('replace')
  })

  it('bakes first when the image is too old, and replaces for any other finding on the image', () => {
    expect(verdictOf(judged({ kind: instance, outcome: 'image', strategy: 'rebake' })).reason).toContain('Bake')
    expect(action(judged({ kind: instance, outcome: 'image', strategy: 'reapply' }))).toBe('replace')
  })

  it('takes aside what breaks an integrity policy', () => {
    expect(action(judged({ kind: 'host', path: '/files/~1bin~1x', strategy: 'quarantine' }))).toBe('quarantine')
  })

  it('takes aside a machine by hand that breaks a critical policy, and lets its owner adopt any other', () => {
    expect(action(judged({ kind: instance, outcome: 'unmanaged', severity: 'critical' }))).toBe('quarantine')
    expect(action(judged({ kind: instance, outcome: 'unmanaged', strategy: 'adopt-or-delete' }))).toBe('adopt')
    expect(action(judged({ kind: 'AWS::S3::Bucket', outcome: 'unmanaged', severity: 'critical' }))).toBe('adopt')
  })

  it('holds a standalone instance with termination protection, not one whose group ends it', () => {
    const live = { DisableApiTermination: true }
    expect(action(judged({ kind: instance, path: '/UserData', declared: web, live }))).toBe('hold')
    expect(action(judged({ kind: instance, path: '/DisableApiTermination', declared: web, live }))).toBe('revert')
    expect(action(judged({ kind: instance, path: '/UserData', group: groupOf(3), live }))).toBe('replace')
  })

  it('lets a policy ask for an owner, a migration, or a new one', () => {
    expect(action(judged({ kind: instance, path: '/Tags/0', strategy: 'adopt-or-delete' }))).toBe('adopt')
    expect(action(judged({ kind: instance, path: '/Tags/0', strategy: 'migrate' }))).toBe('migrate')
    expect(action(judged({ kind: instance, path: '/Tags/0', strategy: 'rollout', declared: web }))).toBe('replace')
  })

  it('replaces cattle for a create-only property', () => {
    expect(verdictOf(judged({ kind: 'AWS::ECS::TaskDefinition', path: '/Cpu' }))).toMatchObject({
      action: 'replace',
      reason: expect.stringContaining('/Cpu'),
    })
  })
})

describe('verdicts on templates', () => {
  const template = declared('AWS::EC2::LaunchTemplate', 'aws_launch_template.web', { physicalId: 'lt-1' })
  const group = declared(asg, 'aws_autoscaling_group.web', { physicalId: 'web-asg', dependencies: [template.address] })
  const drifted = judged({ kind: template.kind, path: '/LaunchTemplateData/UserData', declared: template })

  it('replaces what was launched where a group runs from it, and reverts one that nothing runs from', () => {
    expect(action(drifted, { declared: mapOf([template, group]) })).toBe('replace')
    expect(action(drifted)).toBe('revert')
  })

  it('counts a service as its own group', () => {
    expect(action(judged({ kind: 'AWS::ECS::Service', path: '/TaskDefinition' }))).toBe('replace')
  })
})

describe('verdicts in general', () => {
  it('holds for a strategy that it does not know', () => {
    expect(action(judged({ kind: instance, path: '/Tags/0', strategy: 'escalate' }))).toBe('hold')
  })

  it('holds everything that acts while nothing may be rebuilt', () => {
    const freeze = 'change freeze until Monday.'
    expect(verdictOf(judged({ kind: instance, path: '/UserData', declared: web }), { freeze })).toEqual({
      action: 'hold',
      reason: 'Nothing is rebuilt now: change freeze until Monday.',
    })
    expect(action(judged({ kind: instance, outcome: 'unmanaged' }), { freeze })).toBe('adopt')
  })

  it('writes verdict and unit into the findings and leaves the rest as it was', () => {
    const items = [
      judged({ kind: instance, path: '/UserData', physicalId: 'i-9', group: groupOf(3, { address: 'aws_autoscaling_group.web' }) }),
    ]
    const [finding] = applyVerdicts(items)
    expect(finding).toMatchObject({ ...items[0]?.finding, unit: 'aws_autoscaling_group.web', verdict: { action: 'replace' } })
  })
})

describe('replacement units', () => {
  it('are the group of an instance, else the address, else the physical id', () => {
    expect(unitOf(judged({ kind: instance, physicalId: 'i-1', group: groupOf(2) }).mutation)).toBe('web-asg')
    expect(unitOf(judged({ kind: instance, physicalId: 'i-1', address: 'aws_instance.web' }).mutation)).toBe('aws_instance.web')
    expect(unitOf(judged({ kind: instance, physicalId: 'i-1' }).mutation)).toBe('i-1')
    expect(unitOf(judged({ kind: instance }).mutation)).toBe(instance)
    expect(unitOf(judged({ kind: asg, physicalId: 'web-asg' }).mutation)).toBe('web-asg')
  })
})
