import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { declares, shows, whole } from '../helpers/resources.ts'
import { onlyPair } from './matching.ts'

/** What a resource of a template differs in, when live shows this beside what is declared. */
async function found(kind: string, live: JsonObject, declared: JsonObject = {}): Promise<string[]> {
  const items = whole([shows(kind, 'x', { ...declared, ...live })])
  const pair = await onlyPair([declares(kind, declared, { physicalId: 'x' })], items, { unmanaged: 'none' })
  return compare(pair).differences.map(({ change, path }) => `${change} ${path}`)
}

describe('what a template does not say and people change', () => {
  it.each<[string, JsonObject, string, JsonObject]>([
    ['AWS::EC2::Instance', { State: { Name: 'stopped' } }, 'added /State/Name', { State: { Name: 'running' } }],
    ['AWS::EC2::Instance', { SourceDestCheck: false }, 'added /SourceDestCheck', { SourceDestCheck: true }],
    ['AWS::EC2::NetworkInterface', { SourceDestCheck: false }, 'added /SourceDestCheck', { SourceDestCheck: true }],
    ['AWS::AutoScaling::AutoScalingGroup', { SuspendedProcesses: ['Launch'] }, 'added /SuspendedProcesses/0', { SuspendedProcesses: [] }],
    [
      'AWS::AutoScaling::AutoScalingGroup',
      { Instances: [{ InstanceId: 'i-1', ProtectedFromScaleIn: true }] },
      'added /Instances/0/ProtectedFromScaleIn',
      { Instances: [{ InstanceId: 'i-1', ProtectedFromScaleIn: false, LifecycleState: 'InService' }] },
    ],
    [
      'AWS::AutoScaling::AutoScalingGroup',
      { Instances: [{ InstanceId: 'i-1', LifecycleState: 'Standby' }] },
      'added /Instances/0/LifecycleState',
      { Instances: [{ InstanceId: 'i-1', LifecycleState: 'Pending' }] },
    ],
    ['AWS::AutoScaling::ScalingPolicy', { Enabled: false }, 'added /Enabled', { Enabled: true }],
    ['AWS::KMS::Key', { Enabled: false }, 'added /Enabled', { Enabled: true }],
    ['AWS::KMS::Key', { KeyState: 'PendingDeletion' }, 'added /KeyState', {}],
    ['AWS::RDS::DBInstance', { DBInstanceStatus: 'stopped' }, 'added /DBInstanceStatus', { DBInstanceStatus: 'backing-up' }],
    ['AWS::RDS::DBCluster', { Status: 'stopped' }, 'added /Status', {}],
    ['AWS::Redshift::Cluster', { ClusterStatus: 'paused' }, 'added /ClusterStatus', {}],
    ['AWS::Transfer::Server', { State: 'OFFLINE' }, 'added /State', { State: 'ONLINE' }],
    ['AWS::AppRunner::Service', { Status: 'PAUSED' }, 'added /Status', { Status: 'RUNNING' }],
    ['AWS::Pipes::Pipe', { DesiredState: 'STOPPED' }, 'added /DesiredState', { DesiredState: 'RUNNING' }],
    ['AWS::Lambda::Function', { ReservedConcurrentExecutions: 0 }, 'added /ReservedConcurrentExecutions', {}],
    ['AWS::Lambda::EventSourceMapping', { Enabled: false }, 'added /Enabled', { Enabled: true }],
    ['AWS::Events::Rule', { State: 'DISABLED' }, 'added /State', { State: 'ENABLED' }],
    ['AWS::Scheduler::Schedule', { State: 'DISABLED' }, 'added /State', { State: 'ENABLED' }],
    ['AWS::CloudWatch::Alarm', { ActionsEnabled: false }, 'added /ActionsEnabled', { ActionsEnabled: true }],
    ['AWS::IAM::AccessKey', { Status: 'Inactive' }, 'added /Status', { Status: 'Active' }],
    ['AWS::ECS::Service', { DesiredCount: 0 }, 'added /DesiredCount', { DesiredCount: 3 }],
    ['AWS::Athena::WorkGroup', { State: 'DISABLED' }, 'added /State', { State: 'ENABLED' }],
  ])('%s: %j', async (kind, mutated, difference, usual) => {
    expect(await found(kind, mutated)).toEqual([difference])
    expect(await found(kind, usual)).toEqual([])
  })

  it('is no standing still of a service that something else counts', async () => {
    const none = { DesiredCount: 0 }
    // Of a daemon there is one on each machine, and a cluster may have none.
    expect(await found('AWS::ECS::Service', none, { SchedulingStrategy: 'DAEMON' })).toEqual([])
    expect(await found('AWS::ECS::Service', none, { DeploymentController: { Type: 'EXTERNAL' } })).toEqual([])
    const scaler = shows('AWS::ApplicationAutoScaling::ScalableTarget', 't', { ResourceId: 'service/main/x' })
    const items = [...whole([shows('AWS::ECS::Service', 'x', none)]), ...whole([scaler])]
    const pair = await onlyPair([declares('AWS::ECS::Service', {}, { physicalId: 'x' })], items, { unmanaged: 'none' })
    expect(compare(pair).differences).toEqual([])
  })

  it('is what it declares otherwise', async () => {
    expect(await found('AWS::ECS::Service', { DesiredCount: 0 }, { DesiredCount: 2 })).toEqual(['changed /DesiredCount'])
    const check = { HealthCheckConfig: { Type: 'HTTP' } }
    expect(await found('AWS::Route53::HealthCheck', { HealthCheckConfig: { Type: 'HTTP', Disabled: true } }, check)).toEqual([
      'added /HealthCheckConfig/Disabled',
    ])
    expect(await found('AWS::EC2::Instance', { DisableApiTermination: false }, { DisableApiTermination: true })).toEqual([
      'changed /DisableApiTermination',
    ])
  })
})
