import { account, arnOf, base64, idOf, images, launchedAt, live, zoneIds } from './account.mjs'
import { network } from './network.mjs'

/** EC2 instances as DescribeInstances and its companions tell them, with their root volume and network interface. */
export const snapshots = { [images.web]: idOf('snap', 'web'), [images.webOld]: idOf('snap', 'web-old'), [images.bastion]: idOf('snap', 'bastion') }

/** Facts of the API on a volume that CloudFormation has no property for: State, CreateTime, Attachments. */
export function volumeOf(id, { zone, size, encrypted = true, key, snapshot, tags = [], createdAt = launchedAt, attachment, iops = 3000, throughput = 125 }) {
  const attached = attachment === undefined ? [] : [{ AttachTime: createdAt, DeleteOnTermination: attachment.root, Device: attachment.device, InstanceId: attachment.instance, State: 'attached', VolumeId: id }]
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
        State: attachment === undefined ? 'available' : 'in-use',
        CreateTime: createdAt,
        Attachments: attached,
      },
      [arnOf('ec2', `volume/${id}`)],
    ),
    ...(attachment === undefined
      ? []
      : [live('AWS::EC2::VolumeAttachment', `${id}|${attachment.instance}`, { VolumeId: id, InstanceId: attachment.instance, Device: attachment.device, EbsCardIndex: 0 })]),
  ]
}

/** A network interface; `RequesterManaged`, `RequesterId`, `Attachment` and `Status` are facts of the API. */
export function interfaceOf(id, { description, ip, subnet, groups, type = 'interface', requester, attachment, tags = [], vpc = network.vpc }) {
  return live(
    'AWS::EC2::NetworkInterface',
    id,
    {
      Description: description,
      PrivateIpAddress: ip,
      PrivateIpAddresses: [{ PrivateIpAddress: ip, Primary: true }],
      Ipv6Addresses: [],
      SubnetId: subnet,
      SourceDestCheck: type === 'interface' && requester !== 'amazon-aws',
      InterfaceType: type,
      Id: id,
      GroupSet: groups,
      VpcId: vpc,
      Tags: tags,
      RequesterManaged: requester !== undefined,
      ...(requester === undefined ? {} : { RequesterId: requester }),
      ...(attachment === undefined ? {} : { Attachment: attachment }),
      Status: 'in-use',
    },
    [arnOf('ec2', `network-interface/${id}`)],
  )
}

/** One instance with its root volume and its first interface. */
export function instanceOf(id, machine) {
  const { image, type, zone, subnet, ip, groups, profile, userData, tags, publicIp, rootKey, rootSize, volumes = [], launched = launchedAt, key, extra = {}, hops = 2, tokens = 'required', monitoring = false } = machine
  const root = idOf('vol', `root/${id}`)
  const eni = idOf('eni', `first/${id}`)
  const dashes = ip.replaceAll('.', '-')
  const properties = {
    PrivateDnsName: `ip-${dashes}.eu-west-1.compute.internal`,
    ImageId: image,
    InstanceId: id,
    ...(publicIp === undefined ? {} : { PublicDnsName: `ec2-${publicIp.replaceAll('.', '-')}.eu-west-1.compute.amazonaws.com`, PublicIp: publicIp }),
    VpcId: network.vpc,
    PrivateIpAddress: ip,
    SubnetId: subnet,
    EbsOptimized: false,
    InstanceType: type,
    ...(key === undefined ? {} : { KeyName: key }),
    SourceDestCheck: true,
    EnclaveOptions: { Enabled: false },
    HibernationOptions: { Configured: false },
    MetadataOptions: { HttpPutResponseHopLimit: hops, HttpProtocolIpv6: 'disabled', HttpTokens: tokens, InstanceMetadataTags: 'disabled', HttpEndpoint: 'enabled' },
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
    Tags: tags,
    LaunchTime: launched,
    State: { Code: 16, Name: 'running' },
    RootDeviceName: '/dev/xvda',
    ...extra,
  }
  return [
    live('AWS::EC2::Instance', id, properties, [arnOf('ec2', `instance/${id}`)]),
    ...volumeOf(root, { zone, size: rootSize, key: rootKey, encrypted: rootKey !== undefined, snapshot: snapshots[image], createdAt: launched, attachment: { instance: id, device: '/dev/xvda', root: true } }),
    interfaceOf(eni, { description: '', ip, subnet, groups, attachment: { AttachTime: launched, DeleteOnTermination: true, DeviceIndex: 0, InstanceId: id, InstanceOwnerId: account, Status: 'attached' } }),
  ]
}

