import { account, arnOf, idOf, live, liveTags, managed, name, region, tagged } from './account.mjs'
import { network } from './network.mjs'

/** Elastic addresses, the internet gateway and the NAT gateway (network.tf). */
const { vpc } = network

const dns = (prefix, ip) => `${prefix}-${ip.replaceAll('.', '-')}.${region}.compute`

/** An elastic address with the association that DescribeAddresses shows beside it. */
export function addressResource(resource, own, { publicIp, allocation, associationId, eni, instance = '', privateIp }, dependsOn) {
  const { tags, tags_all } = tagged(own)
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

export function gatewayResources() {
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
    addressResource(
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
