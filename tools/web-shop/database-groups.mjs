import { arnOf, live, liveTags, managed, name, tagged } from './account.mjs'
import { network } from './network.mjs'

/** Subnet group and parameter group of the orders database (data.tf). */
const groupName = `${name}-postgres16`

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

export const databaseGroupResources = () => [subnetGroup(), ...parameters()]
