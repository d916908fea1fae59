import { arnOf, hexOf, idOf, live, liveTags, managed, name, region, tagged, zones } from './account.mjs'
import { groups } from './firewall.mjs'
import { keyArn } from './keys.mjs'
import { interfaceOf } from './machines.mjs'
import { network } from './network.mjs'

/** Orders database and session table (data.tf). */
export const databaseId = `${name}-orders`
const groupName = `${name}-postgres16`
export const canaryPassword = 'canary-db-password-7f3a'

function subnetGroup() {
  const { tags, tags_all } = tagged({ Name: name })
  const arn = arnOf('rds', `subgrp:${name}`)
  return managed(
    'aws_db_subnet_group.main',
    {
      arn,
      description: 'Private subnets',
      id: name,
      name,
      name_prefix: '',
      subnet_ids: network.private,
      supported_network_types: ['IPV4'],
      tags,
      tags_all,
      vpc_id: network.vpc,
    },
    {
      dependsOn: ['aws_subnet.private'],
      live: live(
        'AWS::RDS::DBSubnetGroup',
        name,
        {
          DBSubnetGroupName: name,
          DBSubnetGroupDescription: 'Private subnets',
          DBSubnetGroupArn: arn,
          SubnetIds: network.private.toReversed(),
          Tags: liveTags(tags_all),
        },
        [arn],
      ),
    },
  )
}

function parameters() {
  const { tags, tags_all } = tagged({ Name: groupName })
  const arn = arnOf('rds', `pg:${groupName}`)
  const attributes = {
    arn,
    description: 'Orders database',
    family: 'postgres16',
    id: groupName,
    name: groupName,
    name_prefix: '',
    parameter: [
      { apply_method: 'immediate', name: 'log_min_duration_statement', value: '500' },
      { apply_method: 'pending-reboot', name: 'rds.force_ssl', value: '1' },
    ],
    skip_destroy: false,
    tags,
    tags_all,
  }
  return [
    managed('aws_db_parameter_group.postgres', attributes, {
      createBeforeDestroy: true,
      live: [
        live(
          'AWS::RDS::DBParameterGroup',
          groupName,
          {
            DBParameterGroupName: groupName,
            Family: 'postgres16',
            Description: 'Orders database',
            Parameters: { 'rds.force_ssl': '1', log_min_duration_statement: '500' },
            Tags: liveTags(tags_all),
          },
          [arn],
        ),
        live(
          'AWS::RDS::DBParameterGroup',
          'default.postgres16',
          {
            DBParameterGroupName: 'default.postgres16',
            Family: 'postgres16',
            Description: 'Default parameter group for postgres16',
            Tags: [],
          },
          [arnOf('rds', 'pg:default.postgres16')],
        ),
        live(
          'AWS::RDS::OptionGroup',
          'default:postgres-16',
          {
            OptionGroupName: 'default:postgres-16',
            OptionGroupDescription: 'Default option group for postgres 16',
            EngineName: 'postgres',
            MajorEngineVersion: '16',
            OptionConfigurations: [],
            Tags: [],
          },
          [arnOf('rds', 'og:default:postgres-16')],
        ),
      ],
    }),
    // The group of the last major version: its deletion failed while it was in use, and somebody has removed it since.
    managed(
      'aws_db_parameter_group.postgres',
      {
        ...attributes,
        arn: arnOf('rds', `pg:${name}-postgres15`),
        family: 'postgres15',
        id: `${name}-postgres15`,
        name: `${name}-postgres15`,
      },
      { deposed: '5c0f1e9d', createBeforeDestroy: true },
    ),
  ]
}

function database() {
  const { tags, tags_all } = tagged({ Name: databaseId })
  const arn = arnOf('rds', `db:${databaseId}`)
  const endpoint = `${databaseId}.c9akd1fzq3ru.${region}.rds.amazonaws.com`
  const resourceId = `db-${hexOf('dbi', 26).toUpperCase()}`
  const shared = {
    AllocatedStorage: 100,
    BackupRetentionPeriod: 7,
    DBInstanceClass: 'db.t4g.medium',
    Iops: 3000,
    MaxAllocatedStorage: 500,
    StorageThroughput: 125,
  }
  return managed(
    'aws_db_instance.orders',
    {
      address: endpoint,
      allocated_storage: shared.AllocatedStorage,
      allow_major_version_upgrade: null,
      apply_immediately: false,
      arn,
      auto_minor_version_upgrade: true,
      availability_zone: zones[1],
      backup_retention_period: shared.BackupRetentionPeriod,
      backup_target: 'region',
      backup_window: '02:10-02:40',
      blue_green_update: [],
      ca_cert_identifier: 'rds-ca-rsa2048-g1',
      character_set_name: '',
      copy_tags_to_snapshot: true,
      custom_iam_instance_profile: '',
      customer_owned_ip_enabled: false,
      database_insights_mode: 'standard',
      db_name: 'orders',
      db_subnet_group_name: name,
      dedicated_log_volume: false,
      delete_automated_backups: true,
      deletion_protection: true,
      domain: '',
      domain_auth_secret_arn: '',
      domain_dns_ips: [],
      domain_fqdn: '',
      domain_iam_role_name: '',
      domain_ou: '',
      enabled_cloudwatch_logs_exports: ['postgresql'],
      endpoint: `${endpoint}:5432`,
      engine: 'postgres',
      engine_lifecycle_support: 'open-source-rds-extended-support-disabled',
      engine_version: '16',
      engine_version_actual: '16.10',
      final_snapshot_identifier: `${databaseId}-final`,
      hosted_zone_id: 'Z29XKXDKYMONMX',
      iam_database_authentication_enabled: true,
      id: resourceId,
      identifier: databaseId,
      identifier_prefix: '',
      instance_class: shared.DBInstanceClass,
      iops: shared.Iops,
      kms_key_id: keyArn,
      latest_restorable_time: '2026-11-05T09:48:02Z',
      license_model: 'postgresql-license',
      listener_endpoint: [],
      maintenance_window: 'sun:03:10-sun:03:40',
      master_user_secret: [],
      max_allocated_storage: shared.MaxAllocatedStorage,
      monitoring_interval: 0,
      monitoring_role_arn: '',
      multi_az: true,
      nchar_character_set_name: '',
      network_type: 'IPV4',
      option_group_name: 'default:postgres-16',
      parameter_group_name: groupName,
      password: canaryPassword,
      performance_insights_enabled: true,
      performance_insights_kms_key_id: keyArn,
      performance_insights_retention_period: 7,
      port: 5432,
      publicly_accessible: false,
      replica_mode: '',
      replicas: [],
      replicate_source_db: '',
      resource_id: resourceId,
      restore_to_point_in_time: [],
      s3_import: [],
      skip_final_snapshot: false,
      status: 'available',
      storage_encrypted: true,
      storage_throughput: shared.StorageThroughput,
      storage_type: 'gp3',
      tags,
      tags_all,
      timezone: '',
      username: 'orders',
      vpc_security_group_ids: [groups.database],
    },
    {
      sensitive: ['password', 'password_wo'],
      dependsOn: ['aws_db_parameter_group.postgres', 'aws_db_subnet_group.main', 'aws_kms_key.main', 'aws_security_group.database'],
      live: [
        live(
          'AWS::RDS::DBInstance',
          databaseId,
          {
            ...shared,
            DBInstanceIdentifier: databaseId,
            DBInstanceArn: arn,
            DbiResourceId: resourceId,
            DBInstanceStatus: 'available',
            DBName: 'orders',
            Engine: 'postgres',
            EngineVersion: '16.10',
            EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
            LicenseModel: 'postgresql-license',
            MasterUsername: 'orders',
            Endpoint: { Address: endpoint, Port: 5432, HostedZoneId: 'Z29XKXDKYMONMX' },
            Port: 5432,
            InstanceCreateTime: '2026-03-02T09:03:40.115Z',
            LatestRestorableTime: '2026-11-20T09:55:11Z',
            AvailabilityZone: zones[1],
            SecondaryAvailabilityZone: zones[0],
            MultiAZ: true,
            NetworkType: 'IPV4',
            PubliclyAccessible: false,
            StorageEncrypted: true,
            StorageType: 'gp3',
            KmsKeyId: keyArn,
            DedicatedLogVolume: false,
            IsStorageConfigUpgradeAvailable: false,
            PreferredBackupWindow: '02:10-02:40',
            PreferredMaintenanceWindow: 'sun:03:10-sun:03:40',
            BackupTarget: 'region',
            CopyTagsToSnapshot: true,
            DeletionProtection: true,
            AutoMinorVersionUpgrade: true,
            CACertificateIdentifier: 'rds-ca-rsa2048-g1',
            CertificateDetails: { CAIdentifier: 'rds-ca-rsa2048-g1', ValidTill: '2027-03-02T09:02:30Z' },
            EnableIAMDatabaseAuthentication: true,
            EnableCloudwatchLogsExports: ['postgresql'],
            EnablePerformanceInsights: true,
            PerformanceInsightsKMSKeyId: keyArn,
            PerformanceInsightsRetentionPeriod: 7,
            DatabaseInsightsMode: 'standard',
            MonitoringInterval: 0,
            DBSubnetGroupName: name,
            DBParameterGroupName: groupName,
            OptionGroupName: 'default:postgres-16',
            VPCSecurityGroups: [groups.database],
            DBSecurityGroups: [],
            AssociatedRoles: [],
            ReadReplicaDBInstanceIdentifiers: [],
            Tags: liveTags(tags_all),
          },
          [arn, resourceId],
        ),
        interfaceOf(idOf('eni', 'rds'), {
          description: 'RDSNetworkInterface',
          ip: '10.20.11.61',
          subnet: network.private[1],
          groups: [groups.database],
        }),
      ],
    },
  )
}

function sessions() {
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

export const dataResources = () => [subnetGroup(), ...parameters(), database(), sessions()]
