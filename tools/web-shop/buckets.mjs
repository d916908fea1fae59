import { jsonencode, live, liveTags, managed, region, tagged } from './account.mjs'
import { bucketArn, bucketName, policies } from './bucket-policies.mjs'
import { keyArn } from './keys.mjs'

/** module.bucket, once a bucket: the bucket and its slices (storage.tf). */
const kinds = {
  assets: { purpose: 'Pictures and styles', expireDays: 0 },
  logs: { purpose: 'Trail and access logs', expireDays: 400 },
  uploads: { purpose: 'Pictures from sellers', expireDays: 0 },
}

const rulesOf = (days) => [
  {
    Id: 'expire',
    Status: 'Enabled',
    Prefix: '',
    ExpirationInDays: days,
    NoncurrentVersionExpiration: { NoncurrentDays: 30 },
    Transitions: [{ StorageClass: 'STANDARD_IA', TransitionInDays: 90 }],
  },
  { Id: 'uploads', Status: 'Enabled', Prefix: '', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
]

function lifecycle(at, bucket, days) {
  const filter = [{ and: [], object_size_greater_than: null, object_size_less_than: null, prefix: '', tag: [] }]
  const none = {
    abort_incomplete_multipart_upload: [],
    expiration: [],
    noncurrent_version_expiration: [],
    noncurrent_version_transition: [],
    prefix: '',
    transition: [],
  }
  return managed(
    `${at}.aws_s3_bucket_lifecycle_configuration.this[0]`,
    {
      bucket,
      expected_bucket_owner: '',
      id: bucket,
      rule: [
        {
          ...none,
          id: 'expire',
          status: 'Enabled',
          filter,
          expiration: [{ date: null, days, expired_object_delete_marker: false }],
          noncurrent_version_expiration: [{ newer_noncurrent_versions: null, noncurrent_days: 30 }],
          transition: [{ date: null, days: 90, storage_class: 'STANDARD_IA' }],
        },
        { ...none, id: 'uploads', status: 'Enabled', filter, abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] },
      ],
      transition_default_minimum_object_size: 'all_storage_classes_128K',
    },
    { dependsOn: ['module.bucket.aws_s3_bucket_versioning.this'] },
  )
}

function bucketOf(key) {
  const { purpose, expireDays } = kinds[key]
  const { tags, tags_all } = tagged({ Name: bucketName(key), Purpose: purpose })
  const id = bucketName(key)
  const at = `module.bucket["${key}"]`
  const domain = { bucket_domain_name: `${id}.s3.amazonaws.com`, bucket_regional_domain_name: `${id}.s3.${region}.amazonaws.com` }
  const grant = [
    {
      id: '6c1f9a0e4b7d2835c1f9a0e4b7d28356c1f9a0e4b7d2835c1f9a0e4b7d283560',
      permissions: ['FULL_CONTROL'],
      type: 'CanonicalUser',
      uri: '',
    },
  ]
  const slice = { dependsOn: ['module.bucket.aws_s3_bucket.this'] }
  return [
    managed(
      `${at}.aws_s3_bucket.this`,
      {
        acceleration_status: '',
        arn: bucketArn(key),
        bucket: id,
        ...domain,
        bucket_prefix: '',
        bucket_region: region,
        cors_rule: [],
        force_destroy: false,
        grant,
        hosted_zone_id: 'Z1BKCTXD74EZPE',
        id,
        lifecycle_rule: expireDays > 0 ? refreshedRules(expireDays) : [],
        object_lock_enabled: false,
        policy: policies[key] === undefined ? '' : jsonencode(policies[key]),
        request_payer: 'BucketOwner',
        server_side_encryption_configuration: [
          {
            rule: [
              {
                apply_server_side_encryption_by_default: [{ kms_master_key_id: keyArn, sse_algorithm: 'aws:kms' }],
                bucket_key_enabled: true,
              },
            ],
          },
        ],
        tags,
        tags_all,
        versioning: [{ enabled: true, mfa_delete: false }],
      },
      {
        live: live(
          'AWS::S3::Bucket',
          id,
          {
            BucketName: id,
            Arn: bucketArn(key),
            DomainName: domain.bucket_domain_name,
            RegionalDomainName: domain.bucket_regional_domain_name,
            DualStackDomainName: `${id}.s3.dualstack.${region}.amazonaws.com`,
            WebsiteURL: `http://${id}.s3-website-${region}.amazonaws.com`,
            VersioningConfiguration: { Status: 'Enabled' },
            BucketEncryption: {
              ServerSideEncryptionConfiguration: [
                {
                  BucketKeyEnabled: true,
                  BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
                  ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn },
                },
              ],
            },
            PublicAccessBlockConfiguration: {
              BlockPublicAcls: true,
              IgnorePublicAcls: true,
              BlockPublicPolicy: true,
              RestrictPublicBuckets: true,
            },
            ...(expireDays > 0
              ? { LifecycleConfiguration: { TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K', Rules: rulesOf(expireDays) } }
              : {}),
            OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
            AbacStatus: 'Disabled',
            Tags: liveTags(tags_all),
          },
          [bucketArn(key)],
        ),
      },
    ),
    managed(
      `${at}.aws_s3_bucket_versioning.this`,
      { bucket: id, expected_bucket_owner: '', id, versioning_configuration: [{ mfa_delete: '', status: 'Enabled' }] },
      slice,
    ),
    managed(
      `${at}.aws_s3_bucket_server_side_encryption_configuration.this`,
      {
        bucket: id,
        expected_bucket_owner: '',
        id,
        rule: [
          {
            apply_server_side_encryption_by_default: [{ kms_master_key_id: keyArn, sse_algorithm: 'aws:kms' }],
            blocked_encryption_types: ['SSE-C'],
            bucket_key_enabled: true,
          },
        ],
      },
      { dependsOn: ['aws_kms_key.main', ...slice.dependsOn] },
    ),
    managed(
      `${at}.aws_s3_bucket_public_access_block.this`,
      { block_public_acls: true, block_public_policy: true, bucket: id, id, ignore_public_acls: true, restrict_public_buckets: true },
      slice,
    ),
    ...(expireDays > 0 ? [lifecycle(at, id, expireDays)] : []),
  ]
}

/** What a refresh writes into the bucket's own, deprecated block. */
const refreshedRules = (days) => {
  const none = {
    abort_incomplete_multipart_upload_days: 0,
    enabled: true,
    expiration: [],
    noncurrent_version_expiration: [],
    noncurrent_version_transition: [],
    prefix: '',
    tags: {},
    transition: [],
  }
  return [
    {
      ...none,
      id: 'expire',
      expiration: [{ date: '', days, expired_object_delete_marker: false }],
      noncurrent_version_expiration: [{ days: 30 }],
      transition: [{ date: '', days: 90, storage_class: 'STANDARD_IA' }],
    },
    { ...none, id: 'uploads', abort_incomplete_multipart_upload_days: 7 },
  ]
}

export const bucketResources = () => Object.keys(kinds).flatMap(bucketOf)
