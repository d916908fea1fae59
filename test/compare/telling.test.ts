import { describe, expect, it } from 'vitest'
import { comparing, differences, reasons, unknownKind } from '../helpers/comparing.ts'
import type { JsonObject } from '../../src/model/json.ts'

const found = (kind: string, live: JsonObject, declared: JsonObject = {}): string[] => differences(comparing(kind, declared, live))
const unknown = (kind: string, live: JsonObject, declared: JsonObject = {}): string[] =>
  Object.keys(reasons(comparing(kind, declared, live)))

const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*', Principal: '*' }] }

describe('what AWS never sets by itself, in any kind', () => {
  it.each<[string, JsonObject, string]>([
    ['a grant', { PermissionsBoundary: 'arn:aws:iam::1:policy/b' }, '/PermissionsBoundary'],
    ['a policy, as an object', { SomePolicy: policy }, '/SomePolicy'],
    ['a policy, as text', { SomePolicy: JSON.stringify(policy) }, '/SomePolicy'],
    ['variables', { EnvironmentVariables: { PROXY: 'http://evil.example' } }, '/EnvironmentVariables'],
    ['rows of variables', { Environment: [{ Name: 'PROXY', Value: 'x' }] }, '/Environment/0'],
    ['an origin', { CorsConfiguration: { AllowOrigins: ['*'] } }, '/CorsConfiguration'],
    ['code', { Layers: ['arn:aws:lambda:us-east-1:2:layer:x:1'] }, '/Layers/0'],
    ['a destination', { DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:2:q' } }, '/DeadLetterConfig'],
    ['a network', { VpcConfig: { SubnetIds: ['subnet-1'] } }, '/VpcConfig'],
  ])('is a mutation: %s', (_what, live, path) => {
    expect(found(unknownKind, live)).toEqual([`added ${path}`])
  })

  it('is silent while it says that nothing is set', () => {
    expect(found(unknownKind, { CorsConfiguration: {}, DeadLetterConfig: { OnFailure: {} }, VpcConfig: { SubnetIds: [] } })).toEqual([])
    expect(found(unknownKind, { EnvironmentVariables: {}, Cors: { AllowCredentials: false } })).toEqual([])
  })

  it('is the policy that AWS gives where it gives one', () => {
    const whole = { Statement: [{ Action: '*', Resource: '*', Effect: 'Allow', Principal: '*' }] }
    expect(found('AWS::EC2::VPCEndpoint', { PolicyDocument: whole })).toEqual([])
    expect(found('AWS::EC2::VPCEndpoint', { PolicyDocument: policy })).toEqual(['added /PolicyDocument'])
  })

  it('is a policy by which the own account alone may do anything', () => {
    const key = (...principals: string[]): string[] =>
      found('AWS::KMS::Key', {
        Arn: 'arn:aws:kms:eu-west-1:123456789012:key/1',
        KeyPolicy: { Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: principals } }] },
      })
    expect(key('arn:aws:iam::123456789012:root')).toEqual([])
    expect(key('123456789012')).toEqual([])
    expect(key('arn:aws:iam::123456789012:root', 'arn:aws:iam::210987654321:root')).toEqual(['added /KeyPolicy'])
    expect(key('arn:aws:iam::123456789012:role/intern')).toEqual(['added /KeyPolicy'])
    expect(key('*')).toEqual(['added /KeyPolicy'])
  })
})

describe('another value than the documented default', () => {
  it('is a mutation', () => {
    expect(found('AWS::Lambda::Function', { Timeout: 30, MemorySize: 128 })).toEqual(['added /Timeout'])
    expect(found('AWS::DynamoDB::Table', { TableClass: 'STANDARD_INFREQUENT_ACCESS' })).toEqual(['added /TableClass'])
    expect(found('AWS::ECR::Repository', { ImageScanningConfiguration: { ScanOnPush: true } })).toEqual([])
    expect(found('AWS::Cognito::UserPoolClient', { RefreshTokenValidity: 3650 })).toEqual(['added /RefreshTokenValidity'])
  })

  it('is a mutation when it turns off what is on', () => {
    expect(found('AWS::Events::Rule', { State: 'DISABLED' })).toEqual(['added /State'])
    expect(found('AWS::Events::Rule', { State: 'ENABLED' })).toEqual([])
  })

  it('is a mutation where the schema itself states the default', () => {
    expect(found('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' } })).toEqual(['added /VersioningConfiguration/Status'])
    expect(found('AWS::VpcLattice::Service', { AuthType: 'AWS_IAM' })).toEqual(['added /AuthType'])
    expect(found('AWS::GlobalAccelerator::EndpointGroup', { HealthCheckIntervalSeconds: 10 })).toEqual([
      'added /HealthCheckIntervalSeconds',
    ])
  })

  it('is nobody’s where it is a stage on the way, an amount or moves with the years', () => {
    expect(unknown('AWS::IoTFleetWise::DecoderManifest', { Status: 'VALIDATING' })).toEqual(['/Status'])
    expect(unknown('AWS::GlobalAccelerator::EndpointGroup', { HealthCheckPort: 80 })).toEqual(['/HealthCheckPort'])
    expect(unknown('AWS::DirectoryService::MicrosoftAD', { Edition: 'Standard' })).toEqual(['/Edition'])
  })

  it('is nobody’s where it is the default in another spelling', () => {
    const service = (Cpu: string): string[] => found('AWS::AppRunner::Service', { InstanceConfiguration: { Cpu } })
    expect(service('1024')).toEqual([])
    expect(service('4096')).toEqual(['added /InstanceConfiguration/Cpu'])
  })

  it('is nobody’s where the account encrypts, and where one page alone tells the default', () => {
    expect(unknown('AWS::DocDB::DBCluster', { StorageEncrypted: true })).toEqual(['/StorageEncrypted'])
    expect(found('AWS::DocDB::DBCluster', { DeletionProtection: true })).toEqual(['added /DeletionProtection'])
    expect(unknown('AWS::EC2::TransitGatewayAttachment', { Options: { DnsSupport: 'enable' } })).toEqual(['/Options/DnsSupport'])
  })

  it('is nobody’s where AWS counts by itself, or where it repeats what is declared', () => {
    expect(found('AWS::ElastiCache::ReplicationGroup', { NumCacheClusters: 2 })).toEqual([])
    const kind = 'AWS::KinesisFirehose::DeliveryStream'
    const gzip = { CompressionFormat: 'GZIP' }
    expect(
      found(kind, { S3DestinationConfiguration: gzip, ExtendedS3DestinationConfiguration: gzip }, { S3DestinationConfiguration: gzip }),
    ).toEqual([])
    expect(found(kind, { ExtendedS3DestinationConfiguration: gzip })).toEqual([
      'added /ExtendedS3DestinationConfiguration/CompressionFormat',
    ])
  })
})

describe('where AWS sets nothing', () => {
  const athena = (live: JsonObject): string[] => found('AWS::Athena::WorkGroup', { WorkGroupConfiguration: live })

  it('a limit was set by somebody', () => {
    expect(athena({ BytesScannedCutoffPerQuery: 10_000_000 })).toEqual(['added /WorkGroupConfiguration/BytesScannedCutoffPerQuery'])
    expect(found('AWS::Logs::LogGroup', { RetentionInDays: 1 })).toEqual(['added /RetentionInDays'])
  })

  it('a text was written by somebody, an empty one by nobody', () => {
    expect(found('AWS::Lambda::Function', { Description: 'by hand' })).toEqual(['added /Description'])
    expect(found('AWS::ElastiCache::ServerlessCache', { Description: ' ' })).toEqual([])
  })

  it('a list of words is how the service works, a list of texts is somebody’s', () => {
    const selectors = (rows: JsonObject): JsonObject => ({ AdvancedEventSelectors: [rows] })
    expect(unknown('AWS::CloudTrail::Trail', selectors({ Name: 'All' }))).toEqual(['/AdvancedEventSelectors'])
    expect(found('AWS::CloudTrail::Trail', selectors({ Name: 'only s3://mine' }))).toEqual(['added /AdvancedEventSelectors/0'])
  })

  it('a list of bare words is not known, one that names somebody is', () => {
    const factors = (...AllowedFirstAuthFactors: string[]): string[] =>
      found('AWS::Cognito::UserPool', { Policies: { SignInPolicy: { AllowedFirstAuthFactors } } })
    expect(factors('PASSWORD')).toEqual([])
    expect(factors('arn:aws:iam::210987654321:role/x')).toEqual(['added /Policies/SignInPolicy/AllowedFirstAuthFactors/0'])
  })

  it('what AWS names, places and counts is not known', () => {
    expect(unknown('AWS::Kinesis::Stream', { ShardCount: 4 })).toEqual(['/ShardCount'])
    expect(unknown('AWS::AmazonMQ::Broker', { SecurityGroups: ['sg-1'] })).toEqual(['/SecurityGroups'])
  })

  it('what lies in places of AWS’s own is not known, in any kind', () => {
    const cache = (...PreferredAvailabilityZones: string[]): string[] =>
      found('AWS::ElastiCache::CacheCluster', { PreferredAvailabilityZones })
    expect(cache('us-east-1a', 'use1-az4')).toEqual([])
    expect(found('AWS::CloudTrail::Trail', { AdvancedEventSelectors: [{ Name: 'vpc-0a1b2c3d' }] })).toEqual([])
    expect(found('AWS::CloudTrail::Trail', { AdvancedEventSelectors: [{ Name: 'vpc of mine' }] })).toEqual([
      'added /AdvancedEventSelectors/0',
    ])
    expect(found('AWS::AmazonMQ::Broker', { SecurityGroups: ['sg-0a26e23e2310ee0c9'] })).toEqual([])
  })

  it('a key is the customer’s, unless there is encryption without one', () => {
    const key = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555'
    expect(found('AWS::Logs::LogGroup', { KmsKeyId: key })).toEqual(['added /KmsKeyId'])
    const encrypted = { EncryptionEnabled: true }
    expect(found('AWS::Logs::LogGroup', { ...encrypted, KmsKeyId: key }, encrypted)).toEqual([])
    expect(found('AWS::Logs::LogGroup', { EncryptionEnabled: false, KmsKeyId: key }, { EncryptionEnabled: false })).toEqual([
      'added /KmsKeyId',
    ])
  })

  it('a word or a number that may be a default nobody wrote down is not known', () => {
    expect(unknown('AWS::EC2::Instance', { CreditSpecification: { CPUCredits: 'unlimited' } })).toEqual(['/CreditSpecification/CPUCredits'])
    expect(unknown('AWS::EKS::Nodegroup', { UpdateConfig: { MaxUnavailable: 1 } })).toEqual(['/UpdateConfig/MaxUnavailable'])
    expect(found('AWS::EC2::Instance', { UserData: 'Y3VybCBldmlsIHwgc2g=' })).toEqual(['added /UserData'])
  })

  it('what resources of another kind put in is not known', () => {
    const hook = [{ LifecycleHookName: 'Hook-1', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' }]
    expect(unknown('AWS::AutoScaling::AutoScalingGroup', { LifecycleHookSpecificationList: hook })).toEqual([
      '/LifecycleHookSpecificationList',
    ])
  })
})
