import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import { project } from '../../src/mapping/project.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Comparison } from '../../src/model/pair.ts'
import { differences, pairOf, reasons } from '../helpers/comparing.ts'
import { terraform } from '../helpers/resources.ts'

/** A state against what AWS shows. */
function against(type: string, attributes: JsonObject, live: JsonObject): Comparison {
  const projection = project(type, attributes)
  if (projection === undefined) throw new Error(type)
  const { kind, properties, excluded } = projection
  return compare({ ...pairOf(kind, properties, live), declared: terraform(type, attributes), excluded })
}

describe('what the provider of a state did not know', () => {
  const old = { id: 'vpce-1', vpc_id: 'vpc-1', service_name: 's3', policy: '', tags: null }

  it('may always have been so', () => {
    const comparison = against('aws_vpc_endpoint', old, { VpcId: 'vpc-1', ServiceName: 's3', IpAddressType: 'dualstack' })
    expect(differences(comparison)).toEqual([])
    expect(reasons(comparison)).toEqual({ '/IpAddressType': 'default-unknown' })
  })

  it('was set later where the state has it as not set', () => {
    const comparison = against(
      'aws_vpc_endpoint',
      { ...old, ip_address_type: '' },
      { VpcId: 'vpc-1', ServiceName: 's3', IpAddressType: 'dualstack' },
    )
    expect(differences(comparison)).toEqual(['added /IpAddressType'])
  })

  it('is asked inside blocks too', () => {
    const rule = (more: JsonObject): JsonObject => ({
      id: 'b',
      name: 'b',
      advanced_backup_setting: [],
      rule: [{ rule_name: 'r', target_vault_name: 'v', ...more }],
    })
    const live = {
      BackupPlan: {
        BackupPlanName: 'b',
        BackupPlanRule: [{ RuleName: 'r', TargetBackupVault: 'v', ScheduleExpressionTimezone: 'Asia/Tokyo' }],
      },
    }
    expect(differences(against('aws_backup_plan', rule({}), live))).toEqual([])
    expect(differences(against('aws_backup_plan', rule({ schedule_expression_timezone: null }), live))).toEqual([
      'added /BackupPlan/BackupPlanRule/0/ScheduleExpressionTimezone',
    ])
  })
})

describe('what a state has as not set', () => {
  it('was not set later where only a new resource has another value', () => {
    const comparison = against('aws_nat_gateway', { id: 'nat-1', vpc_id: '', subnet_id: 's' }, { SubnetId: 's', VpcId: 'vpc-1' })
    expect(differences(comparison)).toEqual([])
  })

  it('is not set by switches that are off, and is by one that is on', () => {
    const source = { id: 'p', name: 'p', description: '', source: [{ type: 'GITHUB', git_submodules_config: [] }] }
    const live = (on: boolean): JsonObject => ({ Name: 'p', Source: { Type: 'GITHUB', GitSubmodulesConfig: { FetchSubmodules: on } } })
    expect(differences(against('aws_codebuild_project', source, live(false)))).toEqual([])
    expect(differences(against('aws_codebuild_project', source, live(true)))).toEqual(['added /Source/GitSubmodulesConfig'])
  })
})

describe('what AWS itself sets', () => {
  it('is not gone where an answer does not show it, and is where it shows another', () => {
    const vpc = { id: 'vpc-1', cidr_block: '10.0.0.0/16', ipv6_cidr_block: '2001:db8::/56' }
    expect(reasons(against('aws_vpc', vpc, { CidrBlock: '10.0.0.0/16' }))).toMatchObject({ '/Ipv6CidrBlocks/0': 'read-gap' })
    expect(differences(against('aws_vpc', vpc, { CidrBlock: '10.0.0.0/16' }))).toEqual([])
    expect(differences(against('aws_vpc', vpc, { CidrBlock: '10.0.0.0/16', Ipv6CidrBlocks: [] }))).toEqual(['removed /Ipv6CidrBlocks/0'])
  })
})

describe('plain values', () => {
  it('may be shown one an object', () => {
    const pipeline = (artifacts: string[]): JsonObject => ({
      id: 'p',
      name: 'p',
      stage: [{ name: 's', action: [{ name: 'a', input_artifacts: artifacts }] }],
    })
    const live = { Name: 'p', Stages: [{ Name: 's', Actions: [{ Name: 'a', InputArtifacts: [{ Name: 'src' }] }] }] }
    expect(differences(against('aws_codepipeline', pipeline(['src']), live))).toEqual([])
    expect(differences(against('aws_codepipeline', pipeline(['other']), live))).toHaveLength(1)
    expect(differences(against('aws_codepipeline', pipeline(['src', 'lib']), live))).toHaveLength(1)
  })
})

describe('attributes that newer providers no longer have', () => {
  it.each([
    ['aws_db_instance', { name: 'shop' }, { DBName: 'shop' }, { DBName: 'other' }],
    ['aws_elasticache_replication_group', { number_cache_clusters: 2 }, { NumCacheClusters: 2 }, { NumCacheClusters: 3 }],
    ['aws_elasticache_replication_group', { cluster_mode: 'enabled' }, { ClusterMode: 'enabled' }, { ClusterMode: 'disabled' }],
    [
      'aws_elasticache_replication_group',
      { cluster_mode: [{ num_node_groups: 1, replicas_per_node_group: 1 }] },
      { ReplicasPerNodeGroup: 1 },
      { ReplicasPerNodeGroup: 2 },
    ],
    ['aws_instance', { cpu_core_count: 2 }, { CpuOptions: { CoreCount: 2 } }, { CpuOptions: { CoreCount: 4 } }],
    [
      'aws_msk_cluster',
      { broker_node_group_info: [{ ebs_volume_size: 100 }] },
      { BrokerNodeGroupInfo: { StorageInfo: { EBSStorageInfo: { VolumeSize: 100 } } } },
      { BrokerNodeGroupInfo: { StorageInfo: { EBSStorageInfo: { VolumeSize: 200 } } } },
    ],
  ])('%s %j are compared', (type, declared, equal, changed) => {
    expect(differences(against(type, { id: 'x', ...declared }, equal))).toEqual([])
    expect(differences(against(type, { id: 'x', ...declared }, changed))).toHaveLength(1)
  })
})
