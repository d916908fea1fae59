import { account, arnOf, idOf, jsonencode, live, liveTags, managed, name, region, tagged } from './account.mjs'
import { network } from './network.mjs'

/** Route tables, their routes and associations, and the S3 endpoint (network.tf). */
const { vpc } = network

/** A route table as DescribeRouteTables tells it; `Main`, of its associations, is a fact of the API. */
export const tableOf = (id, vpcId, tags, facts = {}) =>
  live('AWS::EC2::RouteTable', id, { RouteTableId: id, VpcId: vpcId, Tags: tags, ...facts }, [arnOf('ec2', `route-table/${id}`)])

const association = (kind, at) => idOf('rtbassoc', `${kind}/${at}`)

function table(kind, id, route) {
  const { tags, tags_all } = tagged({ Name: `${name}-${kind}` })
  const none = {
    carrier_gateway_id: '',
    core_network_arn: '',
    destination_prefix_list_id: '',
    egress_only_gateway_id: '',
    gateway_id: '',
    ipv6_cidr_block: '',
    local_gateway_id: '',
    nat_gateway_id: '',
    network_interface_id: '',
    transit_gateway_id: '',
    vpc_endpoint_id: '',
    vpc_peering_connection_id: '',
  }
  return managed(
    `aws_route_table.${kind}`,
    {
      arn: arnOf('ec2', `route-table/${id}`),
      id,
      owner_id: account,
      propagating_vgws: [],
      route: [{ ...none, cidr_block: '0.0.0.0/0', ...route }],
      tags,
      tags_all,
      vpc_id: vpc,
    },
    { dependsOn: ['aws_vpc.main'], live: [tableOf(id, vpc, liveTags(tags_all)), routeOf(id, network.cidr, { GatewayId: 'local' })] },
  )
}

/** A route; the identifier's second part is its destination, whatever kind of destination it is. */
export const routeOf = (tableId, destination, target) =>
  live('AWS::EC2::Route', `${tableId}|${destination}`, {
    RouteTableId: tableId,
    ...(destination.startsWith('pl-') ? { DestinationPrefixListId: destination } : { DestinationCidrBlock: destination }),
    ...target,
  })

function routeResource(address, tableId, target, liveTarget, dependsOn) {
  const empty = {
    carrier_gateway_id: '',
    core_network_arn: '',
    destination_ipv6_cidr_block: '',
    destination_prefix_list_id: '',
    egress_only_gateway_id: '',
    gateway_id: '',
    instance_id: '',
    instance_owner_id: '',
    local_gateway_id: '',
    nat_gateway_id: '',
    network_interface_id: '',
    transit_gateway_id: '',
    vpc_endpoint_id: '',
    vpc_peering_connection_id: '',
  }
  return managed(
    address,
    {
      ...empty,
      destination_cidr_block: '0.0.0.0/0',
      id: `r-${tableId}1080289494`,
      origin: 'CreateRoute',
      route_table_id: tableId,
      state: 'active',
      ...target,
    },
    { dependsOn, live: routeOf(tableId, '0.0.0.0/0', liveTarget) },
  )
}

const associations = (kind, tableId, subnetIds) =>
  subnetIds.map((subnet_id, at) =>
    managed(
      `aws_route_table_association.${kind}[${at}]`,
      { gateway_id: '', id: association(kind, at), route_table_id: tableId, subnet_id },
      {
        dependsOn: [`aws_route_table.${kind}`, `aws_subnet.${kind}`],
        live: live('AWS::EC2::SubnetRouteTableAssociation', association(kind, at), {
          Id: association(kind, at),
          RouteTableId: tableId,
          SubnetId: subnet_id,
        }),
      },
    ),
  )

const endpointStatement = { Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }

function endpoint() {
  const { tags, tags_all } = tagged({ Name: `${name}-s3` })
  const service = `com.amazonaws.${region}.s3`
  return managed(
    'aws_vpc_endpoint.s3',
    {
      arn: arnOf('ec2', `vpc-endpoint/${network.endpoint}`),
      cidr_blocks: ['3.5.64.0/21', '3.5.72.0/23', '52.218.0.0/17', '52.92.0.0/17'],
      dns_entry: [],
      dns_options: [],
      id: network.endpoint,
      ip_address_type: '',
      network_interface_ids: [],
      owner_id: account,
      policy: jsonencode({ Statement: [endpointStatement], Version: '2008-10-17' }),
      prefix_list_id: network.s3Prefixes,
      private_dns_enabled: false,
      requester_managed: false,
      resource_configuration_arn: '',
      route_table_ids: [network.privateTable],
      security_group_ids: [],
      service_name: service,
      service_network_arn: '',
      service_region: region,
      state: 'available',
      subnet_configuration: [],
      subnet_ids: [],
      tags,
      tags_all,
      vpc_endpoint_type: 'Gateway',
      vpc_id: vpc,
    },
    {
      dependsOn: ['aws_route_table.private', 'aws_vpc.main'],
      live: [
        live(
          'AWS::EC2::VPCEndpoint',
          network.endpoint,
          {
            Id: network.endpoint,
            VpcEndpointType: 'Gateway',
            VpcId: vpc,
            ServiceName: service,
            ServiceRegion: region,
            PolicyDocument: { Version: '2008-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] },
            RouteTableIds: [network.privateTable],
            SubnetIds: [],
            SecurityGroupIds: [],
            PrivateDnsEnabled: false,
            NetworkInterfaceIds: [],
            DnsEntries: [],
            CreationTimestamp: '2026-03-02T08:41:55Z',
            Tags: liveTags(tags_all),
          },
          [arnOf('ec2', `vpc-endpoint/${network.endpoint}`)],
        ),
        // The endpoint itself keeps this route in every table that it serves.
        routeOf(network.privateTable, network.s3Prefixes, { GatewayId: network.endpoint }),
      ],
    },
  )
}

export const routeResources = () => [
  table('public', network.publicTable, { gateway_id: network.igw }),
  table('private', network.privateTable, { nat_gateway_id: network.nat }),
  routeResource('aws_route.public_internet', network.publicTable, { gateway_id: network.igw }, { GatewayId: network.igw }, [
    'aws_internet_gateway.main',
    'aws_route_table.public',
  ]),
  routeResource('aws_route.private_nat', network.privateTable, { nat_gateway_id: network.nat }, { NatGatewayId: network.nat }, [
    'aws_nat_gateway.main',
    'aws_route_table.private',
  ]),
  ...associations('public', network.publicTable, network.public),
  ...associations('private', network.privateTable, network.private),
  endpoint(),
]
