import { describe, expect, it } from 'vitest'
import { factsOf, row } from '../../src/mapping/data.ts'
import { classOf, forcesReplacement, holdsData, isRebuilt, isTemplate, migrationOf, updatesInPlace } from '../../src/plan/lifecycle.ts'

const at = (path: string) => ({ path, change: 'changed' as const, leaves: 1 })
const kinds = (list: string): string[] => row<string[]>('lifecycle.json', list) ?? []

describe('the lifecycle of kinds', () => {
  it('names only AWS kinds that the registry knows', () => {
    const named = ['stateful', 'identity', 'cattle', 'machines'].flatMap(kinds).filter((kind) => kind.startsWith('AWS::'))
    expect(named.length).toBeGreaterThan(150)
    expect(named.filter((kind) => factsOf(kind) === undefined)).toEqual([])
  })

  it('lists nothing twice, and nothing precious as cattle', () => {
    const precious = new Set([...kinds('stateful'), ...kinds('identity')])
    expect(kinds('cattle').filter((kind) => precious.has(kind))).toEqual([])
    for (const list of ['stateful', 'identity', 'cattle', 'machines']) expect(kinds(list)).toEqual([...new Set(kinds(list))].toSorted())
  })

  it('holds the data of every type that the CDK calls stateful, and of those that it forgets', () => {
    const cdk =
      'Backup::BackupVault CloudFormation::Stack Cognito::UserPool DocDB::DBCluster DocDB::DBInstance DynamoDB::GlobalTable DynamoDB::Table EC2::Volume EFS::FileSystem EMR::Cluster ElastiCache::CacheCluster ElastiCache::ReplicationGroup Elasticsearch::Domain FSx::FileSystem KMS::Key Kinesis::Stream Logs::LogGroup Neptune::DBCluster Neptune::DBInstance OpenSearchService::Domain Organizations::Account QLDB::Ledger RDS::DBCluster RDS::DBInstance Redshift::Cluster S3::Bucket SDB::Domain SQS::Queue SecretsManager::Secret'
    const forgotten =
      'MSK::Cluster AmazonMQ::Broker MemoryDB::Cluster RDS::GlobalCluster DAX::Cluster DSQL::Cluster DocDBElastic::Cluster Cassandra::Table Timestream::Table RedshiftServerless::Namespace ElastiCache::ServerlessCache OpenSearchServerless::Collection S3Express::DirectoryBucket S3Tables::TableBucket ECR::Repository SSM::Parameter'
    expect(cdk.split(' ')).toHaveLength(29)
    expect([...cdk.split(' '), ...forgotten.split(' ')].filter((name) => !holdsData(`AWS::${name}`))).toEqual([])
    const identity = ['EKS::Cluster', 'EC2::EIP', 'Route53::HostedZone', 'CertificateManager::Certificate', 'IAM::Role', 'KMS::Key']
    expect(identity.map((name) => classOf(`AWS::${name}`))).toEqual(identity.map(() => 'identity'))
  })

  it('treats what nobody has classed as stateful, unless its user says otherwise', () => {
    expect(classOf('Custom::Thing')).toBe('stateful')
    expect(classOf('google_compute_instance')).toBe('stateful')
    expect(classOf('Custom::Thing', new Map([['Custom::Thing', 'cattle']]))).toBe('cattle')
  })

  it('knows workloads in any API group', () => {
    expect([classOf('apps/Deployment'), classOf('Pod'), classOf('apps/StatefulSet'), classOf('core/Service')]).toEqual([
      'cattle',
      'cattle',
      'stateful',
      'identity',
    ])
  })

  it('finds create-only properties, whatever their index, and blocks around them', () => {
    expect(forcesReplacement('AWS::RDS::DBInstance', at('/StorageEncrypted'))).toBe(true)
    expect(forcesReplacement('AWS::RDS::DBInstance', at('/BackupRetentionPeriod'))).toBe(false)
    expect(forcesReplacement(instanceKind, at('/NetworkInterfaces/0/SubnetId'))).toBe(true)
    expect(forcesReplacement(instanceKind, { ...at('/subnet_id'), neutralPath: '/SubnetId' })).toBe(true)
    expect(forcesReplacement('Custom::Thing', at('/Name'))).toBe(false)
  })

  it('calls a property updatable only when the registry knows it', () => {
    expect(updatesInPlace('AWS::RDS::DBInstance', at('/BackupRetentionPeriod'))).toBe(true)
    expect(updatesInPlace('AWS::RDS::DBInstance', at('/StorageEncrypted'))).toBe(false)
    expect(updatesInPlace('AWS::RDS::DBInstance', at('/Invented'))).toBe(false)
    expect(updatesInPlace('AWS::RDS::DBInstance', at('/constructor'))).toBe(false)
    expect(updatesInPlace('Custom::Thing', at('/Name'))).toBe(false)
  })

  it('knows what an instance runs and what it is launched from', () => {
    expect(isRebuilt(instanceKind, at('/UserData'))).toBe(true)
    expect(isRebuilt(instanceKind, at('/Tags/0'))).toBe(false)
    expect(isTemplate('AWS::EC2::LaunchTemplate', at('/LaunchTemplateData/ImageId'))).toBe(true)
    expect(isTemplate('AWS::EC2::LaunchTemplate', undefined)).toBe(false)
  })

  it('says how data moves: for the kind, for its service, or in general', () => {
    expect(migrationOf('AWS::EC2::Volume')).toContain('Snapshot the volume')
    expect(migrationOf('AWS::RDS::DBInstance')).toContain('blue/green')
    expect(migrationOf('apps/StatefulSet')).toContain('ordinal')
    expect(migrationOf('Custom::Thing')).toContain('backup')
  })
})

const instanceKind = 'AWS::EC2::Instance'
