import { arnOf, live, liveTags, managed, name, tagged } from './account.mjs'
import { keyArn } from './keys.mjs'

/** The session table (data.tf). */
export function sessions() {
  const { tags, tags_all } = tagged({ Name: `${name}-sessions`, Purpose: 'Carts and sign-ins' })
  const table = `${name}-sessions`
  const arn = arnOf('dynamodb', `table/${table}`)
  return managed(
    'aws_dynamodb_table.sessions',
    {
      arn,
      attribute: [
        { name: 'session', type: 'S' },
        { name: 'user', type: 'S' },
      ],
      billing_mode: 'PAY_PER_REQUEST',
      deletion_protection_enabled: true,
      global_secondary_index: [
        {
          hash_key: 'user',
          name: 'by-user',
          non_key_attributes: [],
          on_demand_throughput: [],
          projection_type: 'KEYS_ONLY',
          range_key: '',
          read_capacity: 0,
          warm_throughput: [{ read_units_per_second: 12000, write_units_per_second: 4000 }],
          write_capacity: 0,
        },
      ],
      global_table_witness: [],
      hash_key: 'session',
      id: table,
      name: table,
      point_in_time_recovery: [{ enabled: true, recovery_period_in_days: 35 }],
      range_key: null,
      read_capacity: 0,
      server_side_encryption: [{ enabled: true, kms_key_arn: keyArn }],
      stream_arn: '',
      stream_enabled: false,
      stream_label: '',
      stream_view_type: '',
      table_class: 'STANDARD',
      tags,
      tags_all,
      ttl: [{ attribute_name: 'expires', enabled: true }],
      warm_throughput: [{ read_units_per_second: 12000, write_units_per_second: 4000 }],
      write_capacity: 0,
    },
    {
      dependsOn: ['aws_kms_key.main'],
      live: live(
        'AWS::DynamoDB::Table',
        table,
        {
          TableName: table,
          Arn: arn,
          AttributeDefinitions: [
            { AttributeType: 'S', AttributeName: 'user' },
            { AttributeType: 'S', AttributeName: 'session' },
          ],
          KeySchema: [{ KeyType: 'HASH', AttributeName: 'session' }],
          BillingMode: 'PAY_PER_REQUEST',
          ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
          WarmThroughput: { ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4000 },
          GlobalSecondaryIndexes: [
            {
              IndexName: 'by-user',
              KeySchema: [{ KeyType: 'HASH', AttributeName: 'user' }],
              Projection: { ProjectionType: 'KEYS_ONLY' },
              ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
              WarmThroughput: { ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4000 },
            },
          ],
          SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn },
          DeletionProtectionEnabled: true,
          TableClass: 'STANDARD',
          TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
          ContributorInsightsSpecification: { Enabled: false },
          Tags: liveTags(tags_all),
        },
        [arn],
      ),
    },
  )
}
