/** Instances with their full attribute sets. */
import { account, region, kmsKey } from './service.mjs'

export function instances(service, group, volumes, id) {
  const made = volumes.map((volume, at) => {
    const instance = `i-${id()}`
    const root = `vol-${id()}`
    const address = `10.20.${at}.${12 + at}`
    const own = { Image: 'web', Name: `${service.name}-web-${at}` }
    const userData = `#!/bin/sh\nset -eu\nhostnamectl set-hostname ${service.name}-web-${at}\nsystemctl start web-shop\n`
    const live = service.show('AWS::EC2::Instance', instance, {
      PrivateDnsName: `ip-10-20-${at}-${12 + at}.${region}.compute.internal`,
      ImageId: 'ami-07f5d3b19e8c6a420',
      InstanceId: instance,
      VpcId: 'vpc-05e64ac7ccbac0c4a',
      PrivateIp: address,
      PrivateIpAddress: address,
      SubnetId: 'subnet-0156385f0a90c900a',
      EbsOptimized: false,
      InstanceType: 't3.small',
      SourceDestCheck: true,
      EnclaveOptions: { Enabled: false },
      HibernationOptions: { Configured: false },
      MetadataOptions: {
        HttpPutResponseHopLimit: 1,
        HttpProtocolIpv6: 'disabled',
        HttpTokens: 'required',
        InstanceMetadataTags: 'disabled',
        HttpEndpoint: 'enabled',
      },
      CpuOptions: { ThreadsPerCore: 2, CoreCount: 1 },
      PrivateDnsNameOptions: { EnableResourceNameDnsARecord: false, HostnameType: 'ip-name', EnableResourceNameDnsAAAARecord: false },
      SecurityGroupIds: [group.id],
      AvailabilityZone: 'eu-west-1a',
      Tenancy: 'default',
      IamInstanceProfile: `${service.name}-web`,
      Monitoring: false,
      CreditSpecification: { CPUCredits: 'unlimited' },
      DisableApiTermination: false,
      UserData: Buffer.from(userData).toString('base64'),
      InstanceInitiatedShutdownBehavior: 'stop',
      Volumes: [
        { Device: '/dev/xvda', VolumeId: root },
        { Device: '/dev/sdf', VolumeId: volume },
      ],
      NetworkInterfaces: [{ NetworkInterfaceId: `eni-${id()}`, DeviceIndex: '0' }],
      Tags: service.tagList(own),
    })
    return {
      attributes: instanceAttributes(service, { instance, root, volume, address, own, userData, group, live }),
      change: 'instance',
      live,
    }
  })
  service.declare('aws_instance', 'web', 2, [`${service.module}.aws_iam_role.web`, `${service.module}.aws_security_group.web`], made)
}

function instanceAttributes(service, { instance, root, volume, address, own, userData, group, live }) {
  const disk = {
    delete_on_termination: true,
    encrypted: true,
    iops: 3000,
    kms_key_id: kmsKey,
    tags: {},
    tags_all: {},
    throughput: 125,
    volume_type: 'gp3',
  }
  return {
    ami: 'ami-07f5d3b19e8c6a420',
    arn: `arn:aws:ec2:${region}:${account}:instance/${instance}`,
    associate_public_ip_address: false,
    availability_zone: 'eu-west-1a',
    capacity_reservation_specification: [{ capacity_reservation_preference: 'open', capacity_reservation_target: [] }],
    cpu_options: [{ amd_sev_snp: '', core_count: 1, threads_per_core: 2 }],
    credit_specification: [{ cpu_credits: 'unlimited' }],
    disable_api_stop: false,
    disable_api_termination: false,
    ebs_block_device: [
      { ...disk, delete_on_termination: false, device_name: '/dev/sdf', snapshot_id: '', volume_id: volume, volume_size: 50 },
    ],
    ebs_optimized: false,
    enable_primary_ipv6: null,
    enclave_options: [{ enabled: false }],
    ephemeral_block_device: [],
    force_destroy: false,
    get_password_data: false,
    hibernation: false,
    host_id: '',
    host_resource_group_arn: null,
    iam_instance_profile: `${service.name}-web`,
    id: instance,
    instance_initiated_shutdown_behavior: 'stop',
    instance_lifecycle: '',
    instance_market_options: [],
    instance_state: 'running',
    instance_type: 't3.small',
    ipv6_address_count: 0,
    ipv6_addresses: [],
    key_name: '',
    launch_template: [],
    maintenance_options: [{ auto_recovery: 'default' }],
    metadata_options: [
      {
        http_endpoint: 'enabled',
        http_protocol_ipv6: 'disabled',
        http_put_response_hop_limit: 1,
        http_tokens: 'required',
        instance_metadata_tags: 'disabled',
      },
    ],
    monitoring: false,
    network_interface: [],
    outpost_arn: '',
    password_data: '',
    placement_group: '',
    placement_group_id: '',
    placement_partition_number: 0,
    primary_network_interface: [{ delete_on_termination: true, network_interface_id: live.NetworkInterfaces[0].NetworkInterfaceId }],
    primary_network_interface_id: live.NetworkInterfaces[0].NetworkInterfaceId,
    private_dns: live.PrivateDnsName,
    private_dns_name_options: [
      { enable_resource_name_dns_a_record: false, enable_resource_name_dns_aaaa_record: false, hostname_type: 'ip-name' },
    ],
    private_ip: address,
    public_dns: '',
    public_ip: '',
    region,
    root_block_device: [{ ...disk, device_name: '/dev/xvda', volume_id: root, volume_size: 10 }],
    secondary_private_ips: [],
    security_groups: [],
    source_dest_check: true,
    spot_instance_request_id: '',
    subnet_id: 'subnet-0156385f0a90c900a',
    tags: own,
    tags_all: service.allTags(own),
    tenancy: 'default',
    timeouts: null,
    user_data: userData,
    user_data_base64: null,
    user_data_replace_on_change: true,
    volume_tags: null,
    vpc_security_group_ids: [group.id],
  }
}
