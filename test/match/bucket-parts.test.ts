import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { DeclaredResource } from '../../src/model/resource.ts'
import { declares, refreshed, shows, terraform, whole } from '../helpers/resources.ts'
import { matching } from './matching.ts'

const bucket = terraform('aws_s3_bucket', { id: 'b', bucket: 'b' }, { address: 'bucket' })
const part = (type: string, attributes: JsonObject): DeclaredResource =>
  terraform(type, { id: 'b:x', bucket: 'b', ...attributes }, { address: 'part' })

async function found(declared: readonly DeclaredResource[], live: JsonObject): Promise<string[]> {
  const { all } = await matching(declared, whole([shows('AWS::S3::Bucket', 'b', { BucketName: 'b', ...live })]))
  return all.flatMap((pair) => {
    const name = pair.declared?.address ?? ''
    return pair.outcome === 'managed'
      ? compare(pair).differences.map(({ change, path }) => `${name}: ${change} ${path}`)
      : [`${name}: ${pair.outcome}`]
  })
}

/** Part, what declares it, the live side of it, and that side changed with what is then reported. */
const parts: [type: string, attributes: JsonObject, live: JsonObject, changed: JsonObject, as: string][] = [
  [
    'aws_s3_bucket_accelerate_configuration',
    { status: 'Enabled' },
    { AccelerateConfiguration: { AccelerationStatus: 'Enabled' } },
    { AccelerateConfiguration: { AccelerationStatus: 'Suspended' } },
    'changed /AccelerateConfiguration/AccelerationStatus',
  ],
  [
    'aws_s3_bucket_acl',
    { acl: 'public-read' },
    { AccessControl: 'PublicRead' },
    { AccessControl: 'PublicReadWrite' },
    'changed /AccessControl',
  ],
  [
    'aws_s3_bucket_acl',
    {
      acl: '',
      access_control_policy: [
        {
          owner: [{ id: 'o1' }],
          grant: [
            { permission: 'FULL_CONTROL', grantee: [{ id: 'o1', type: 'CanonicalUser', uri: '' }] },
            { permission: 'READ', grantee: [{ id: 'o2', type: 'CanonicalUser', uri: '' }] },
          ],
        },
      ],
    },
    { AccessControl: 'o2:READ' },
    { AccessControl: 'o2:READ o3:WRITE' },
    'changed /AccessControl',
  ],
  [
    'aws_s3_bucket_abac',
    { abac_status: [{ status: 'Enabled' }] },
    { AbacStatus: 'Enabled' },
    { AbacStatus: 'Disabled' },
    'changed /AbacStatus',
  ],
  [
    'aws_s3_bucket_object_lock_configuration',
    { object_lock_enabled: 'Enabled', rule: [{ default_retention: [{ days: 5, mode: 'GOVERNANCE', years: 0 }] }] },
    { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Days: 5, Mode: 'GOVERNANCE' } } } },
    { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Days: 1, Mode: 'GOVERNANCE' } } } },
    'changed /ObjectLockConfiguration/Rule/DefaultRetention/Days',
  ],
  [
    'aws_s3_bucket_inventory',
    {
      name: 'x',
      enabled: true,
      included_object_versions: 'All',
      optional_fields: ['Size', 'ETag'],
      schedule: [{ frequency: 'Daily' }],
      filter: [{ prefix: 'in/' }],
      destination: [{ bucket: [{ account_id: '', bucket_arn: 'arn:aws:s3:::i', format: 'CSV', prefix: '', encryption: [] }] }],
    },
    {
      InventoryConfigurations: [
        {
          Id: 'x',
          Enabled: true,
          IncludedObjectVersions: 'All',
          OptionalFields: ['ETag', 'Size'],
          ScheduleFrequency: 'Daily',
          Prefix: 'in/',
          Destination: { BucketArn: 'arn:aws:s3:::i', Format: 'CSV' },
        },
      ],
    },
    {
      InventoryConfigurations: [
        {
          Id: 'x',
          Enabled: true,
          IncludedObjectVersions: 'All',
          OptionalFields: ['ETag', 'Size'],
          ScheduleFrequency: 'Daily',
          Prefix: 'in/',
          Destination: { BucketArn: 'arn:aws:s3:::evil', Format: 'CSV' },
        },
      ],
    },
    'changed /InventoryConfigurations/0/Destination/BucketArn',
  ],
  [
    'aws_s3_bucket_metric',
    { name: 'x', filter: [{ access_point: '', prefix: 'in/', tags: { a: '1' } }] },
    { MetricsConfigurations: [{ Id: 'x', Prefix: 'in/', TagFilters: [{ Key: 'a', Value: '1' }] }] },
    { MetricsConfigurations: [{ Id: 'x', Prefix: 'out/', TagFilters: [{ Key: 'a', Value: '1' }] }] },
    'changed /MetricsConfigurations/0/Prefix',
  ],
  [
    'aws_s3_bucket_intelligent_tiering_configuration',
    { name: 'x', status: 'Enabled', filter: [], tiering: [{ access_tier: 'ARCHIVE_ACCESS', days: 125 }] },
    { IntelligentTieringConfigurations: [{ Id: 'x', Status: 'Enabled', Tierings: [{ AccessTier: 'ARCHIVE_ACCESS', Days: 125 }] }] },
    { IntelligentTieringConfigurations: [{ Id: 'x', Status: 'Enabled', Tierings: [{ AccessTier: 'ARCHIVE_ACCESS', Days: 90 }] }] },
    'changed /IntelligentTieringConfigurations/0/Tierings/0/Days',
  ],
  [
    'aws_s3_bucket_analytics_configuration',
    { name: 'x', filter: [{ prefix: 'in/', tags: {} }], storage_class_analysis: [] },
    { AnalyticsConfigurations: [{ Id: 'x', Prefix: 'in/', StorageClassAnalysis: {} }] },
    { AnalyticsConfigurations: [{ Id: 'x', Prefix: 'out/', StorageClassAnalysis: {} }] },
    'changed /AnalyticsConfigurations/0/Prefix',
  ],
]

describe('a setting of a bucket that has a resource of its own', () => {
  it.each(parts)('%s is compared there, and is no extra of the bucket', async (type, attributes, live, changed, as) => {
    expect(await found([bucket, part(type, attributes)], live)).toEqual([])
    expect(await found([bucket, part(type, attributes)], changed)).toEqual([`part: ${as}`])
  })
})

const enforced = { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } }
const blocks = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true }
const encrypted = (algorithm: string): JsonObject => ({
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: false, ServerSideEncryptionByDefault: { SSEAlgorithm: algorithm } }],
  },
})

describe('a setting of a bucket that nobody declared', () => {
  it('is silent as AWS sets it', async () => {
    expect(await found([bucket], { ...enforced, PublicAccessBlockConfiguration: blocks, ...encrypted('AES256') })).toEqual([])
    expect(await found([bucket], { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' }, AbacStatus: 'Disabled' })).toEqual([])
  })

  it.each([
    [{ OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } }, '/OwnershipControls'],
    [{ PublicAccessBlockConfiguration: { ...blocks, BlockPublicPolicy: false } }, '/PublicAccessBlockConfiguration/BlockPublicPolicy'],
    [{ CorsConfiguration: { CorsRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] } }, '/CorsConfiguration'],
    [{ WebsiteConfiguration: { IndexDocument: 'i.html' } }, '/WebsiteConfiguration'],
    [{ LoggingConfiguration: { DestinationBucketName: 'l' } }, '/LoggingConfiguration'],
    [{ LifecycleConfiguration: { Rules: [{ Id: 'r', Status: 'Enabled', ExpirationInDays: 1 }] } }, '/LifecycleConfiguration'],
    [{ InventoryConfigurations: [{ Id: 'i', Enabled: true }] }, '/InventoryConfigurations/0'],
    [{ ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Days: 1 } } } }, '/ObjectLockConfiguration'],
    [encrypted('aws:kms'), '/BucketEncryption/ServerSideEncryptionConfiguration/0'],
  ])('is a mutation where it is another: %j', async (live, path) => {
    expect(await found([bucket], live)).toEqual([`bucket: added ${path}`])
  })
})

describe('a bucket and its parts in two Terraform documents', () => {
  it('are each compared with their own', async () => {
    const versioning = { id: 'b', bucket: 'b', versioning_configuration: [{ status: 'Enabled' }] }
    const access = { id: 'b', bucket: 'b', block_public_acls: true }
    const at = (address: string): { address: string } => ({ address })
    const declared = [
      bucket,
      terraform('aws_s3_bucket_versioning', versioning, at('versioning')),
      terraform('aws_s3_bucket_public_access_block', access, at('access')),
    ]
    const live = [
      refreshed('aws_s3_bucket', { id: 'b', bucket: 'b' }, at('bucket')),
      refreshed('aws_s3_bucket_versioning', { ...versioning, versioning_configuration: [{ status: 'Suspended' }] }, at('versioning')),
      refreshed('aws_s3_bucket_public_access_block', { ...access, block_public_acls: false }, at('access')),
    ]
    const { all } = await matching(declared, whole(live))
    expect(all.flatMap((pair) => compare(pair).differences.map(({ path }) => `${pair.declared?.address}: ${path}`))).toEqual([
      'versioning: /versioning_configuration/0/status',
      'access: /block_public_acls',
    ])
  })

  it('leave a template with the bucket itself', async () => {
    const live = [
      refreshed('aws_s3_bucket', { id: 'b', bucket: 'b' }, { address: 'bucket' }),
      refreshed('aws_s3_bucket_versioning', { id: 'b', bucket: 'b' }, { address: 'versioning' }),
    ]
    const { all } = await matching([declares('AWS::S3::Bucket', { BucketName: 'b' }, { physicalId: 'b' })], whole(live))
    expect(all.map((pair) => [pair.outcome, pair.live?.type])).toEqual([['managed', 'aws_s3_bucket']])
  })
})
