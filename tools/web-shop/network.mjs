import { account, arnOf, idOf, jsonencode, live, liveTags, managed, name, region, tagged, zoneIds, zones } from './account.mjs'

/** VPC, subnets, gateways, routes and the S3 endpoint (network.tf). */
const vpc = idOf('vpc', name)
export const network = {
  vpc,
  cidr: '10.20.0.0/16',
  igw: idOf('igw', name),
  nat: idOf('nat', name),
  natIp: '52.208.114.37',
  natEni: idOf('eni', 'nat'),
  natPrivateIp: '10.20.0.219',
  mainTable: idOf('rtb', 'main'),
  mainAssociation: idOf('rtbassoc', 'main'),
  defaultAcl: idOf('acl', 'main'),
  defaultGroup: idOf('sg', 'vpc-default'),
  dhcp: 'dopt-0a3c59d7e1b842f60',
  public: zones.map((zone) => idOf('subnet', `public/${zone}`)),
  private: zones.map((zone) => idOf('subnet', `private/${zone}`)),
  publicCidrs: ['10.20.0.0/24', '10.20.1.0/24'],
  privateCidrs: ['10.20.10.0/24', '10.20.11.0/24'],
  publicTable: idOf('rtb', 'public'),
  privateTable: idOf('rtb', 'private'),
  endpoint: idOf('vpce', 's3'),
  s3Prefixes: 'pl-6da54004',
}

export const subnetOf = (id, cidr, zone, isPublic, tags, facts = {}) =>
  live(
    'AWS::EC2::Subnet',
    id,
    {
      AssignIpv6AddressOnCreation: false,
      VpcId: vpc,
      MapPublicIpOnLaunch: isPublic,
      AvailabilityZone: zone,
      AvailabilityZoneId: zoneIds[zone],
      CidrBlock: cidr,
      SubnetId: id,
      Ipv6Native: false,
      EnableDns64: false,
      PrivateDnsNameOptionsOnLaunch: {
        HostnameType: 'ip-name',
        EnableResourceNameDnsARecord: false,
        EnableResourceNameDnsAAAARecord: false,
      },
      BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
      Tags: tags,
      DefaultForAz: false,
      ...facts,
    },
    [arnOf('ec2', `subnet/${id}`)],
  )

function subnets(kind, ids, cidrs) {
  return zones.map((zone, at) => {
    const { tags, tags_all } = tagged({ Name: `${name}-${kind}-${zone}`, Tier: kind })
    return managed(
      `aws_subnet.${kind}["${zone}"]`,
      {
        arn: arnOf('ec2', `subnet/${ids[at]}`),
        assign_ipv6_address_on_creation: false,
        availability_zone: zone,
        availability_zone_id: zoneIds[zone],
        cidr_block: cidrs[at],
        customer_owned_ipv4_pool: '',
        enable_dns64: false,
        enable_lni_at_device_index: 0,
        enable_resource_name_dns_a_record_on_launch: false,
        enable_resource_name_dns_aaaa_record_on_launch: false,
        id: ids[at],
        ipv6_cidr_block: '',
        ipv6_cidr_block_association_id: '',
        ipv6_native: false,
        map_customer_owned_ip_on_launch: false,
        map_public_ip_on_launch: kind === 'public',
        outpost_arn: '',
        owner_id: account,
        private_dns_hostname_type_on_launch: 'ip-name',
        tags,
        tags_all,
        vpc_id: vpc,
      },
      { dependsOn: ['aws_vpc.main'], live: subnetOf(ids[at], cidrs[at], zone, kind === 'public', liveTags(tags_all)) },
    )
  })
}

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

function route(address, tableId, target, liveTarget, dependsOn) {
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

/** An elastic address with the association that DescribeAddresses shows beside it. */
export function address(resource, own, { publicIp, allocation, associationId, eni, instance = '', privateIp }, dependsOn) {
  const { tags, tags_all } = tagged(own)
  const dns = (prefix, ip) => `${prefix}-${ip.replaceAll('.', '-')}.${region}.compute`
  return managed(
    resource,
    {
      allocation_id: allocation,
      arn: arnOf('ec2', `elastic-ip/${allocation}`),
      association_id: associationId,
      carrier_ip: '',
      customer_owned_ip: '',
      customer_owned_ipv4_pool: '',
      domain: 'vpc',
      id: allocation,
      instance,
      network_border_group: region,
      network_interface: eni,
      private_dns: `${dns('ip', privateIp)}.internal`,
      private_ip: privateIp,
      ptr_record: '',
      public_dns: `${dns('ec2', publicIp)}.amazonaws.com`,
      public_ip: publicIp,
      public_ipv4_pool: 'amazon',
      tags,
      tags_all,
    },
    {
      dependsOn,
      live: [
        live(
          'AWS::EC2::EIP',
          `${publicIp}|${allocation}`,
          {
            PublicIp: publicIp,
            AllocationId: allocation,
            Domain: 'vpc',
            NetworkBorderGroup: region,
            ...(instance === '' ? {} : { InstanceId: instance }),
            PublicIpv4Pool: 'amazon',
            Tags: liveTags(tags_all),
          },
          [allocation, publicIp, arnOf('ec2', `elastic-ip/${allocation}`)],
        ),
        live('AWS::EC2::EIPAssociation', associationId, {
          Id: associationId,
          AllocationId: allocation,
          PrivateIpAddress: privateIp,
          NetworkInterfaceId: eni,
          ...(instance === '' ? {} : { InstanceId: instance }),
        }),
      ],
    },
  )
}

function gateways() {
  const igw = tagged({ Name: name })
  const nat = tagged({ Name: name })
  const allocation = idOf('eipalloc', 'nat')
  const associationId = idOf('eipassoc', 'nat')
  return [
    managed(
      'aws_internet_gateway.main',
      { arn: arnOf('ec2', `internet-gateway/${network.igw}`), id: network.igw, owner_id: account, ...igw, vpc_id: vpc },
      {
        dependsOn: ['aws_vpc.main'],
        live: [
          live('AWS::EC2::InternetGateway', network.igw, { InternetGatewayId: network.igw, Tags: liveTags(igw.tags_all) }, [
            arnOf('ec2', `internet-gateway/${network.igw}`),
          ]),
          live('AWS::EC2::VPCGatewayAttachment', `IGW|${vpc}`, { InternetGatewayId: network.igw, VpcId: vpc }),
        ],
      },
    ),
    address(
      'aws_eip.nat',
      { Name: `${name}-nat` },
      { publicIp: network.natIp, allocation, associationId, eni: network.natEni, privateIp: network.natPrivateIp },
      [],
    ),
    managed(
      'aws_nat_gateway.main',
      {
        allocation_id: allocation,
        association_id: associationId,
        availability_mode: 'zonal',
        connectivity_type: 'public',
        id: network.nat,
        network_interface_id: network.natEni,
        private_ip: network.natPrivateIp,
        public_ip: network.natIp,
        secondary_allocation_ids: [],
        secondary_private_ip_address_count: 0,
        secondary_private_ip_addresses: [],
        subnet_id: network.public[0],
        ...nat,
        vpc_id: vpc,
      },
      {
        dependsOn: ['aws_eip.nat', 'aws_internet_gateway.main', 'aws_subnet.public'],
        live: live(
          'AWS::EC2::NatGateway',
          network.nat,
          {
            NatGatewayId: network.nat,
            SubnetId: network.public[0],
            VpcId: vpc,
            ConnectivityType: 'public',
            AvailabilityMode: 'zonal',
            AllocationId: allocation,
            PrivateIpAddress: network.natPrivateIp,
            Tags: liveTags(nat.tags_all),
          },
          [arnOf('ec2', `natgateway/${network.nat}`)],
        ),
      },
    ),
  ]
}

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

function theVpc() {
  const { tags, tags_all } = tagged({ Name: name })
  return managed(
    'aws_vpc.main',
    {
      arn: arnOf('ec2', `vpc/${vpc}`),
      assign_generated_ipv6_cidr_block: false,
      cidr_block: network.cidr,
      default_network_acl_id: network.defaultAcl,
      default_route_table_id: network.mainTable,
      default_security_group_id: network.defaultGroup,
      dhcp_options_id: network.dhcp,
      enable_dns_hostnames: true,
      enable_dns_support: true,
      enable_network_address_usage_metrics: false,
      id: vpc,
      instance_tenancy: 'default',
      ipv6_association_id: '',
      ipv6_cidr_block: '',
      ipv6_cidr_block_network_border_group: '',
      ipv6_ipam_pool_id: '',
      ipv6_netmask_length: 0,
      main_route_table_id: network.mainTable,
      owner_id: account,
      tags,
      tags_all,
    },
    { live: vpcOf(vpc, network.cidr, liveTags(tags_all), network, { EnableDnsHostnames: true, IsDefault: false }) },
  )
}

/** `IsDefault` is a fact of the API. */
export const vpcOf = (id, cidr, tags, { defaultAcl, defaultGroup }, facts) =>
  live(
    'AWS::EC2::VPC',
    id,
    {
      VpcId: id,
      InstanceTenancy: 'default',
      CidrBlockAssociations: [idOf('vpc-cidr-assoc', id)],
      CidrBlock: cidr,
      DefaultNetworkAcl: defaultAcl,
      EnableDnsSupport: true,
      Ipv6CidrBlocks: [],
      DefaultSecurityGroup: defaultGroup,
      Tags: tags,
      ...facts,
    },
    [arnOf('ec2', `vpc/${id}`)],
  )

export const networkResources = () => [
  theVpc(),
  ...subnets('public', network.public, network.publicCidrs),
  ...subnets('private', network.private, network.privateCidrs),
  ...gateways(),
  table('public', network.publicTable, { gateway_id: network.igw }),
  table('private', network.privateTable, { nat_gateway_id: network.nat }),
  route('aws_route.public_internet', network.publicTable, { gateway_id: network.igw }, { GatewayId: network.igw }, [
    'aws_internet_gateway.main',
    'aws_route_table.public',
  ]),
  route('aws_route.private_nat', network.privateTable, { nat_gateway_id: network.nat }, { NatGatewayId: network.nat }, [
    'aws_nat_gateway.main',
    'aws_route_table.private',
  ]),
  ...associations('public', network.publicTable, network.public),
  ...associations('private', network.privateTable, network.private),
  endpoint(),
]
