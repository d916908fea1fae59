/** Queues, buckets with their slices, and volumes. */
import { account, region, kmsKey } from './service.mjs'

export function queue(service) {
  const name = `${service.name}-orders`
  const arn = `arn:aws:sqs:${region}:${account}:${name}`
  const url = `https://sqs.${region}.amazonaws.com/${account}/${name}`
  const deadLetter = `${arn}-dead-letter`
  const own = { Name: name }
  const live = service.show('AWS::SQS::Queue', url, {
    QueueUrl: url,
    Arn: arn,
    QueueName: name,
    DelaySeconds: 0,
    MaximumMessageSize: 262144,
    MessageRetentionPeriod: 345600,
    ReceiveMessageWaitTimeSeconds: 20,
    VisibilityTimeout: 120,
    SqsManagedSseEnabled: true,
    RedrivePolicy: { deadLetterTargetArn: deadLetter, maxReceiveCount: 5 },
    Tags: service.tagList(own),
  })
  const attributes = {
    arn,
    content_based_deduplication: false,
    deduplication_scope: '',
    delay_seconds: 0,
    fifo_queue: false,
    fifo_throughput_limit: '',
    id: url,
    kms_data_key_reuse_period_seconds: 300,
    kms_master_key_id: '',
    max_message_size: 262144,
    message_retention_seconds: 345600,
    name,
    name_prefix: '',
    policy: '',
    receive_wait_time_seconds: 20,
    redrive_allow_policy: '',
    redrive_policy: JSON.stringify({ deadLetterTargetArn: deadLetter, maxReceiveCount: 5 }),
    region,
    sqs_managed_sse_enabled: true,
    tags: own,
    tags_all: service.allTags(own),
    timeouts: null,
    url,
    visibility_timeout_seconds: 120,
  }
  service.declare('aws_sqs_queue', 'orders', 0, [], [{ attributes, change: 'queue', live }])
  return arn
}

export function bucket(service) {
  const name = `${service.name}-assets-${account}`
  const arn = `arn:aws:s3:::${name}`
  const own = { Name: name, Purpose: 'Pictures and styles' }
  const encryption = { kms_master_key_id: kmsKey, sse_algorithm: 'aws:kms' }
  const live = service.show('AWS::S3::Bucket', name, {
    BucketName: name,
    Arn: arn,
    DomainName: `${name}.s3.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
    WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
    VersioningConfiguration: { Status: 'Enabled' },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKey } },
      ],
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    Tags: service.tagList(own),
  })
  const attributes = {
    acceleration_status: '',
    acl: null,
    arn,
    bucket: name,
    bucket_domain_name: `${name}.s3.amazonaws.com`,
    bucket_prefix: '',
    bucket_region: region,
    bucket_regional_domain_name: `${name}.s3.${region}.amazonaws.com`,
    cors_rule: [],
    force_destroy: false,
    grant: [
      {
        id: '6c1f9a0e4b7d2835c1f9a0e4b7d28356c1f9a0e4b7d2835c1f9a0e4b7d283560',
        permissions: ['FULL_CONTROL'],
        type: 'CanonicalUser',
        uri: '',
      },
    ],
    hosted_zone_id: 'Z1BKCTXD74EZPE',
    id: name,
    lifecycle_rule: [],
    logging: [],
    object_lock_configuration: [],
    object_lock_enabled: false,
    policy: '',
    region,
    replication_configuration: [],
    request_payer: 'BucketOwner',
    server_side_encryption_configuration: [{ rule: [{ apply_server_side_encryption_by_default: [encryption], bucket_key_enabled: true }] }],
    tags: own,
    tags_all: service.allTags(own),
    timeouts: null,
    versioning: [{ enabled: true, mfa_delete: false }],
    website: [],
    website_domain: null,
    website_endpoint: null,
  }
  const after = [`${service.module}.aws_s3_bucket.assets`]
  service.declare('aws_s3_bucket', 'assets', 0, [], [{ attributes, change: 'bucket', live }])
  const versioning = {
    bucket: name,
    expected_bucket_owner: '',
    id: name,
    mfa: null,
    region,
    versioning_configuration: [{ mfa_delete: '', status: 'Enabled' }],
  }
  service.declare('aws_s3_bucket_versioning', 'assets', 0, after, [{ attributes: versioning, change: 'versioning', live }])
  const block = {
    block_public_acls: true,
    block_public_policy: true,
    bucket: name,
    id: name,
    ignore_public_acls: true,
    region,
    restrict_public_buckets: true,
    skip_destroy: null,
  }
  service.declare('aws_s3_bucket_public_access_block', 'assets', 0, after, [{ attributes: block, change: 'publicAccess', live }])
  const rule = { apply_server_side_encryption_by_default: [encryption], blocked_encryption_types: [], bucket_key_enabled: true }
  const encrypted = { bucket: name, expected_bucket_owner: '', id: name, region, rule: [rule] }
  service.declare('aws_s3_bucket_server_side_encryption_configuration', 'assets', 0, after, [
    { attributes: encrypted, change: 'encryption', live },
  ])
  return arn
}

export function volumes(service, ids) {
  const made = ids.map((id, at) => {
    const own = { Name: `${service.name}-data-${at}` }
    const live = service.show('AWS::EC2::Volume', id, {
      MultiAttachEnabled: false,
      KmsKeyId: kmsKey,
      Encrypted: true,
      Size: 50,
      AvailabilityZone: 'eu-west-1a',
      Throughput: 125,
      Iops: 3000,
      VolumeType: 'gp3',
      VolumeId: id,
      Tags: service.tagList(own),
    })
    const attributes = {
      arn: `arn:aws:ec2:${region}:${account}:volume/${id}`,
      availability_zone: 'eu-west-1a',
      create_time: '2026-03-02T08:58:03Z',
      encrypted: true,
      final_snapshot: false,
      id,
      iops: 3000,
      kms_key_id: kmsKey,
      multi_attach_enabled: false,
      outpost_arn: '',
      region,
      size: 50,
      snapshot_id: '',
      tags: own,
      tags_all: service.allTags(own),
      throughput: 125,
      timeouts: null,
      type: 'gp3',
      volume_initialization_rate: 0,
    }
    return { attributes, change: 'volume', live }
  })
  service.declare('aws_ebs_volume', 'data', 0, [], made)
}
