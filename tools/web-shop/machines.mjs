import { arnOf, base64, idOf, images, launchedAt, live, zoneIds } from './account.mjs'
import { network } from './network.mjs'

/** EC2 instances as DescribeInstances and its companions tell them, with their root volume and network interface. */
export const snapshots = {
  [images.web]: idOf('snap', 'web'),
  [images.webOld]: idOf('snap', 'web-old'),
  [images.bastion]: idOf('snap', 'bastion'),
}

/** A volume and, where it is attached, its attachment. */
export function volumeOf(id, { zone, size, encrypted = true, key, snapshot, tags = [], attachment, iops = 3000, throughput = 125 }) {
  return [
    live(
      'AWS::EC2::Volume',
      id,
      {
        MultiAttachEnabled: false,
        ...(key === undefined ? {} : { KmsKeyId: key }),
        Encrypted: encrypted,
        Size: size,
        AvailabilityZone: zone,
        AvailabilityZoneId: zoneIds[zone],
        Throughput: throughput,
        Iops: iops,
        SnapshotId: snapshot ?? '',
        VolumeType: 'gp3',
        VolumeId: id,
        ...(tags.length === 0 ? {} : { Tags: tags }),
      },
      [arnOf('ec2', `volume/${id}`)],
    ),
    ...(attachment === undefined
      ? []
      : [
          live('AWS::EC2::VolumeAttachment', `${id}|${attachment.instance}`, {
            VolumeId: id,
            InstanceId: attachment.instance,
            Device: attachment.device,
            EbsCardIndex: 0,
          }),
        ]),
  ]
}

/** A network interface. `checked`: whether it drops what is not addressed to it; a NAT gateway's does not. */
export function interfaceOf(id, { description, ip, subnet, groups, type = 'interface', checked = true }) {
  return live(
    'AWS::EC2::NetworkInterface',
    id,
    {
      Description: description,
      PrivateIpAddress: ip,
      PrivateIpAddresses: [{ PrivateIpAddress: ip, Primary: true }],
      Ipv6Addresses: [],
      SubnetId: subnet,
      SourceDestCheck: checked,
      InterfaceType: type,
      Id: id,
      GroupSet: groups,
      VpcId: network.vpc,
      Tags: [],
    },
    [arnOf('ec2', `network-interface/${id}`)],
  )
}

/** One instance with its root volume and its first interface. */
export function instanceOf(id, machine) {
  const {
    image,
    type,
    zone,
    subnet,
    ip,
    groups,
    profile,
    userData,
    tags,
    publicIp,
    rootKey,
    rootSize,
    volumes = [],
    launched = launchedAt,
    key,
    hops = 2,
    tokens = 'required',
    monitoring = false,
  } = machine
  const root = idOf('vol', `root/${id}`)
  const eni = idOf('eni', `first/${id}`)
  const dashes = ip.replaceAll('.', '-')
  const properties = {
    PrivateDnsName: `ip-${dashes}.eu-west-1.compute.internal`,
    ImageId: image,
    InstanceId: id,
    ...(publicIp === undefined ? {} : { PublicDnsName: `ec2-${publicIp.replaceAll('.', '-')}.eu-west-1.compute.amazonaws.com` }),
    VpcId: network.vpc,
    PrivateIpAddress: ip,
    SubnetId: subnet,
    EbsOptimized: false,
    InstanceType: type,
    ...(key === undefined ? {} : { KeyName: key }),
    SourceDestCheck: true,
    EnclaveOptions: { Enabled: false },
    HibernationOptions: { Configured: false },
    MetadataOptions: {
      HttpPutResponseHopLimit: hops,
      HttpProtocolIpv6: 'disabled',
      HttpTokens: tokens,
      InstanceMetadataTags: 'disabled',
      HttpEndpoint: 'enabled',
    },
    CpuOptions: { ThreadsPerCore: 2, CoreCount: 1 },
    PrivateDnsNameOptions: { EnableResourceNameDnsARecord: false, HostnameType: 'ip-name', EnableResourceNameDnsAAAARecord: false },
    SecurityGroupIds: groups,
    AvailabilityZone: zone,
    PlacementGroupName: '',
    Tenancy: 'default',
    ...(profile === undefined ? {} : { IamInstanceProfile: profile }),
    Monitoring: monitoring,
    CreditSpecification: { CPUCredits: 'unlimited' },
    DisableApiTermination: false,
    ...(userData === undefined ? {} : { UserData: base64(userData) }),
    InstanceInitiatedShutdownBehavior: 'stop',
    Volumes: [{ Device: '/dev/xvda', VolumeId: root }, ...volumes],
    NetworkInterfaces: [{ NetworkInterfaceId: eni, DeviceIndex: '0' }],
    Tags: tags,
    // Facts of the API that CloudFormation has no property for.
    BlockDeviceMappings: [{ Device: '/dev/xvda', VolumeId: root }, ...volumes].map(({ Device, VolumeId }) => ({
      DeviceName: Device,
      Ebs: { VolumeId, DeleteOnTermination: VolumeId === root },
    })),
    DisableApiStop: false,
    LaunchTime: launched,
    MaintenanceOptions: { AutoRecovery: 'default' },
    ...(publicIp === undefined ? {} : { PublicIpAddress: publicIp }),
    State: { Name: 'running' },
  }
  return [
    live('AWS::EC2::Instance', id, properties, [arnOf('ec2', `instance/${id}`)]),
    ...volumeOf(root, {
      zone,
      size: rootSize,
      key: rootKey,
      encrypted: rootKey !== undefined,
      snapshot: snapshots[image],
      attachment: { instance: id, device: '/dev/xvda' },
    }),
    interfaceOf(eni, { description: '', ip, subnet, groups }),
  ]
}
