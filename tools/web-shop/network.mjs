import { account, arnOf, idOf, live, liveTags, managed, name, tagged, zoneIds, zones } from './account.mjs'

/** VPC, subnets, subnets (network.tf); gateways and routes are in files of their own. */
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
]
