import type { JsonObject } from '../../../../src/model/json.ts'
import type { Case, Recorded } from './case.ts'

const bucket = { Buckets: [{ Name: 'assets' }] }
const replication = (Prefix: string): JsonObject => ({
  ReplicationConfiguration: {
    Role: 'arn:aws:iam::111122223333:role/r',
    Rules: [
      {
        ID: 'all',
        Priority: 1,
        Status: 'Enabled',
        Filter: { And: { Prefix, Tags: [{ Key: 'keep', Value: 'yes' }] } },
        Destination: { Bucket: 'arn:aws:s3:::copies' },
        DeleteMarkerReplication: { Status: 'Disabled' },
      },
    ],
  },
})
const metadata = (Days: number): JsonObject => ({
  GetBucketMetadataConfigurationResult: {
    MetadataConfigurationResult: {
      DestinationResult: {
        TableBucketType: 'aws',
        TableBucketArn: 'arn:aws:s3tables:eu-west-1:111122223333:bucket/aws-s3',
        TableNamespace: 'b_assets',
      },
      JournalTableConfigurationResult: { TableStatus: 'ACTIVE', TableName: 'journal', RecordExpiration: { Expiration: 'ENABLED', Days } },
    },
  },
})

const parameters = (value: string): JsonObject => ({
  Parameters: [{ ParameterName: 'log_statement', ParameterValue: value, Source: 'user', DataType: 'string', IsModifiable: true }],
})
const databaseGroup = (value: string): Recorded => ({
  'rds.DescribeDBParameterGroups': {
    DBParameterGroups: [{ DBParameterGroupName: 'pg', DBParameterGroupFamily: 'postgres16', Description: 'd' }],
  },
  'rds.DescribeDBParameters': parameters(value),
})
const clusterGroup = (value: string): Recorded => ({
  'rds.DescribeDBClusterParameterGroups': {
    DBClusterParameterGroups: [{ DBClusterParameterGroupName: 'cpg', DBParameterGroupFamily: 'aurora-postgresql16', Description: 'd' }],
  },
  'rds.DescribeDBClusterParameters': parameters(value),
})
const cacheGroup = (value: string): Recorded => ({
  'elasticache.DescribeCacheParameterGroups': {
    CacheParameterGroups: [{ CacheParameterGroupName: 'cache', CacheParameterGroupFamily: 'redis7', Description: 'd' }],
  },
  'elasticache.DescribeCacheParameters': { Parameters: [{ ParameterName: 'maxmemory-policy', ParameterValue: value, Source: 'user' }] },
})

const replicationGroup = (members: string[]): Recorded => ({
  'elasticache.DescribeReplicationGroups': {
    ReplicationGroups: [
      {
        ReplicationGroupId: 'sessions',
        Description: 'sessions',
        MemberClusters: members,
        NodeGroups: [
          {
            NodeGroupId: '0001',
            PrimaryEndpoint: { Address: 'a', Port: 6379 },
            NodeGroupMembers: members.map((CacheClusterId) => ({ CacheClusterId })),
          },
        ],
        AutomaticFailover: 'enabled',
        MultiAZ: 'disabled',
        TransitEncryptionEnabled: true,
        CacheNodeType: 'cache.t4g.small',
      },
    ],
  },
})

const warehouse = (nodes: number, logs: JsonObject, days: number): Recorded => ({
  'redshift.DescribeClusters': {
    Clusters: [
      {
        ClusterIdentifier: 'dw',
        NodeType: 'ra3.large',
        NumberOfNodes: nodes,
        AvailabilityZoneRelocationStatus: 'enabled',
        ClusterSnapshotCopyStatus: { DestinationRegion: 'eu-central-1', RetentionPeriod: days },
      },
    ],
  },
  'redshift.DescribeLoggingStatus': logs,
})
const auditLogs = { LoggingEnabled: true, BucketName: 'audit', S3KeyPrefix: 'dw/', LogDestinationType: 's3' }

const masked = (identifier: string): JsonObject => ({
  policyDocument: JSON.stringify({ Name: 'mask', Version: '2021-06-01', Statement: [{ DataIdentifier: [identifier] }] }),
})
const logGroup = (more: Recorded, status: JsonObject = { dataProtectionStatus: 'ACTIVATED' }): Recorded => ({
  'logs.DescribeLogGroups': {
    logGroups: [{ logGroupName: 'app', logGroupArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:app', ...status }],
  },
  'logs.DescribeIndexPolicies': {
    indexPolicies: [
      {
        logGroupIdentifier: 'arn:aws:logs:eu-west-1:111122223333:log-group:app',
        source: 'LOG_GROUP',
        policyDocument: '{"Fields":["requestId"]}',
      },
    ],
  },
  ...more,
})

const organization = (target: string): Recorded => ({
  'organizations.ListPolicies': {
    Policies: [{ Id: 'p-1', Arn: 'arn:aws:organizations::1:policy/p-1', Name: 'deny', Type: 'SERVICE_CONTROL_POLICY', AwsManaged: false }],
  },
  'organizations.DescribePolicy': {
    Policy: { PolicySummary: { Id: 'p-1' }, Content: '{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}' },
  },
  'organizations.ListTargetsForPolicy': { Targets: [{ TargetId: target, Name: 'x', Type: 'ORGANIZATIONAL_UNIT' }] },
})

const pool = (Subject: string, UserVerification: string): Recorded => ({
  'cognito-idp.ListUserPools': { UserPools: [{ Id: 'eu-west-1_a', Name: 'users' }] },
  'cognito-idp.DescribeUserPool': { UserPool: { Id: 'eu-west-1_a', Name: 'users', MfaConfiguration: 'OPTIONAL' } },
  'cognito-idp.GetUserPoolMfaConfig': {
    MfaConfiguration: 'OPTIONAL',
    EmailMfaConfiguration: { Message: 'Your code is {####}', Subject },
    WebAuthnConfiguration: { RelyingPartyId: 'example.com', UserVerification },
  },
})

/** The access control list of a bucket: its owner's grant, and those of others. */
const accessList = (...others: JsonObject[]): Recorded => ({
  's3.ListBuckets': bucket,
  's3.GetBucketAcl': {
    Owner: { ID: 'o1' },
    Grants: [{ Grantee: { Type: 'CanonicalUser', ID: 'o1' }, Permission: 'FULL_CONTROL' }, ...others],
  },
})
const toEveryone: JsonObject = {
  Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
  Permission: 'READ',
}
const toAnother: JsonObject = { Grantee: { Type: 'CanonicalUser', ID: 'o2' }, Permission: 'WRITE' }

export const storesAndPeople: readonly Case[] = [
  {
    kind: 'AWS::S3::Bucket',
    id: 'assets',
    declared: { BucketName: 'assets' },
    answers: accessList(),
    changed: accessList(toEveryone),
    differences: ['added /AccessControl'],
  },
  {
    kind: 'AWS::S3::Bucket',
    id: 'assets',
    declared: { BucketName: 'assets', AccessControl: 'PublicRead' },
    answers: accessList(toEveryone),
    changed: accessList(toEveryone, toAnother),
    differences: ['changed /AccessControl'],
  },
  {
    kind: 'AWS::S3::Bucket',
    id: 'assets',
    declared: { BucketName: 'assets', AccessControl: 'BucketOwnerFullControl' },
    answers: accessList(),
    changed: accessList(toAnother),
    differences: ['changed /AccessControl'],
  },
  {
    kind: 'AWS::S3::Bucket',
    id: 'assets',
    declared: {
      BucketName: 'assets',
      ReplicationConfiguration: {
        Role: 'arn:aws:iam::111122223333:role/r',
        Rules: [
          {
            Id: 'all',
            Priority: 1,
            Status: 'Enabled',
            Filter: { And: { Prefix: 'in/', TagFilters: [{ Key: 'keep', Value: 'yes' }] } },
            Destination: { Bucket: 'arn:aws:s3:::copies' },
            DeleteMarkerReplication: { Status: 'Disabled' },
          },
        ],
      },
      MetadataConfiguration: { JournalTableConfiguration: { RecordExpiration: { Expiration: 'ENABLED', Days: 10 } } },
      AbacStatus: 'Enabled',
    },
    answers: {
      's3.ListBuckets': bucket,
      's3.GetBucketReplication': replication('in/'),
      's3.GetBucketMetadataConfiguration': metadata(10),
      's3.GetBucketAbac': { AbacStatus: { Status: 'Enabled' } },
    },
    changed: {
      's3.ListBuckets': bucket,
      's3.GetBucketReplication': replication('out/'),
      's3.GetBucketMetadataConfiguration': metadata(365),
      's3.GetBucketAbac': { AbacStatus: { Status: 'Disabled' } },
    },
    differences: [
      'changed /AbacStatus',
      'changed /MetadataConfiguration/JournalTableConfiguration/RecordExpiration/Days',
      'changed /ReplicationConfiguration/Rules/0/Filter/And/Prefix',
    ],
  },
  {
    kind: 'AWS::RDS::DBParameterGroup',
    id: 'pg',
    declared: { DBParameterGroupName: 'pg', Family: 'postgres16', Description: 'd', Parameters: { log_statement: 'all' } },
    answers: databaseGroup('all'),
    changed: databaseGroup('none'),
    differences: ['changed /Parameters/log_statement'],
  },
  {
    kind: 'AWS::RDS::DBClusterParameterGroup',
    id: 'cpg',
    declared: { DBClusterParameterGroupName: 'cpg', Family: 'aurora-postgresql16', Description: 'd', Parameters: { log_statement: 'all' } },
    answers: clusterGroup('all'),
    changed: clusterGroup('none'),
    differences: ['changed /Parameters/log_statement'],
  },
  {
    kind: 'AWS::ElastiCache::ParameterGroup',
    id: 'cache',
    declared: { CacheParameterGroupFamily: 'redis7', Description: 'd', Properties: { 'maxmemory-policy': 'noeviction' } },
    answers: cacheGroup('noeviction'),
    changed: cacheGroup('allkeys-lru'),
    differences: ['changed /Properties/maxmemory-policy'],
  },
  {
    kind: 'AWS::ElastiCache::ReplicationGroup',
    id: 'sessions',
    declared: {
      ReplicationGroupId: 'sessions',
      ReplicationGroupDescription: 'sessions',
      NumCacheClusters: 2,
      AutomaticFailoverEnabled: true,
      Port: 6379,
    },
    answers: replicationGroup(['a', 'b']),
    changed: replicationGroup(['a']),
    differences: ['changed /NumCacheClusters'],
  },
  {
    kind: 'AWS::Redshift::Cluster',
    id: 'dw',
    declared: {
      ClusterIdentifier: 'dw',
      ClusterType: 'multi-node',
      NumberOfNodes: 2,
      NodeType: 'ra3.large',
      AvailabilityZoneRelocation: true,
      SnapshotCopyRetentionPeriod: 7,
      LoggingProperties: { BucketName: 'audit', S3KeyPrefix: 'dw/', LogDestinationType: 's3' },
    },
    answers: warehouse(2, auditLogs, 7),
    changed: warehouse(1, { LoggingEnabled: false, BucketName: 'audit' }, 1),
    differences: ['changed /ClusterType', 'changed /NumberOfNodes', 'changed /SnapshotCopyRetentionPeriod', 'removed /LoggingProperties'],
  },
  {
    kind: 'AWS::Logs::LogGroup',
    id: 'app',
    declared: {
      LogGroupName: 'app',
      DataProtectionPolicy: { Name: 'mask', Version: '2021-06-01', Statement: [{ DataIdentifier: ['EmailAddress'] }] },
      FieldIndexPolicies: [{ Fields: ['requestId'] }],
    },
    answers: logGroup({ 'logs.GetDataProtectionPolicy': masked('EmailAddress') }),
    changed: logGroup({ 'logs.DescribeIndexPolicies': { indexPolicies: [] } }, {}),
    differences: ['removed /DataProtectionPolicy', 'removed /FieldIndexPolicies'],
  },
  {
    kind: 'AWS::Organizations::Policy',
    id: 'p-1',
    declared: {
      Name: 'deny',
      Type: 'SERVICE_CONTROL_POLICY',
      TargetIds: ['ou-1'],
      Content: { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] },
    },
    answers: organization('ou-1'),
    changed: organization('ou-2'),
    differences: ['changed /TargetIds/0'],
  },
  {
    kind: 'AWS::Cognito::UserPool',
    id: 'eu-west-1_a',
    declared: {
      UserPoolName: 'users',
      MfaConfiguration: 'OPTIONAL',
      EmailAuthenticationMessage: 'Your code is {####}',
      EmailAuthenticationSubject: 'Your code',
      WebAuthnRelyingPartyID: 'example.com',
      WebAuthnUserVerification: 'required',
    },
    answers: pool('Your code', 'required'),
    changed: pool('Your code', 'preferred'),
    differences: ['changed /WebAuthnUserVerification'],
  },
]
