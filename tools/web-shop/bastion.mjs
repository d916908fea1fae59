import { arnOf, idOf, images, liveTags, managed, name, region, tagged, zones } from './account.mjs'
import { bastionImage } from './bastion-image.mjs'
import { groups } from './firewall.mjs'
import { addressResource } from './gateways.mjs'
import { keyArn } from './keys.mjs'
import { instanceOf, volumeOf } from './machines.mjs'
import { network } from './network.mjs'

/** The bastion host: an instance of no group, its address, its data volume (bastion.tf). */
export const bastionId = idOf('i', 'bastion')
const dataVolume = idOf('vol', 'bastion-data')
const eni = idOf('eni', `first/${bastionId}`)
const root = idOf('vol', `root/${bastionId}`)
const ip = '10.20.0.12'
const publicIp = '34.249.86.170'
const profile = `${name}-bastion`

export const bastionUserData = `#!/bin/sh
set -eu
hostnamectl set-hostname web-shop-bastion
mkfs -t xfs -L data /dev/nvme1n1 || true
mount -L data /srv
`

function host() {
  const { tags, tags_all } = tagged({ Name: profile, Image: 'bastion' })
  const dns = `ec2-${publicIp.replaceAll('.', '-')}.${region}.compute.amazonaws.com`
  const volume = {
    delete_on_termination: true,
    device_name: '/dev/xvda',
    encrypted: true,
    iops: 3000,
    kms_key_id: keyArn,
    tags: {},
    tags_all: {},
    throughput: 125,
    volume_id: root,
    volume_size: 10,
    volume_type: 'gp3',
  }
  return managed(
    'aws_instance.bastion',
    {
      ami: images.bastion,
      arn: arnOf('ec2', `instance/${bastionId}`),
      associate_public_ip_address: true,
      availability_zone: zones[0],
      capacity_reservation_specification: [{ capacity_reservation_preference: 'open', capacity_reservation_target: [] }],
      cpu_options: [{ amd_sev_snp: '', core_count: 1, threads_per_core: 2 }],
      credit_specification: [{ cpu_credits: 'unlimited' }],
      disable_api_stop: false,
      disable_api_termination: false,
      ebs_block_device: [
        {
          delete_on_termination: false,
          device_name: '/dev/sdf',
          encrypted: true,
          iops: 3000,
          kms_key_id: keyArn,
          snapshot_id: '',
          tags: dataTags.tags,
          tags_all: dataTags.tags_all,
          throughput: 125,
          volume_id: dataVolume,
          volume_size: 50,
          volume_type: 'gp3',
        },
      ],
      ebs_optimized: false,
      enable_primary_ipv6: null,
      enclave_options: [{ enabled: false }],
      ephemeral_block_device: [],
      force_destroy: false,
      get_password_data: false,
      hibernation: false,
      host_id: '',
      iam_instance_profile: profile,
      id: bastionId,
      instance_initiated_shutdown_behavior: 'stop',
      instance_lifecycle: '',
      instance_state: 'running',
      instance_type: 't3.micro',
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
      outpost_arn: '',
      password_data: '',
      placement_group: '',
      placement_group_id: '',
      placement_partition_number: 0,
      primary_network_interface: [{ delete_on_termination: true, network_interface_id: eni }],
      primary_network_interface_id: eni,
      private_dns: `ip-${ip.replaceAll('.', '-')}.${region}.compute.internal`,
      private_dns_name_options: [
        { enable_resource_name_dns_a_record: false, enable_resource_name_dns_aaaa_record: false, hostname_type: 'ip-name' },
      ],
      private_ip: ip,
      public_dns: dns,
      public_ip: publicIp,
      root_block_device: [volume],
      secondary_private_ips: [],
      security_groups: [],
      source_dest_check: true,
      spot_instance_request_id: '',
      subnet_id: network.public[0],
      tags,
      tags_all,
      tenancy: 'default',
      user_data: bastionUserData,
      user_data_replace_on_change: true,
      vpc_security_group_ids: [groups.bastion],
    },
    {
      dependsOn: [
        'aws_iam_instance_profile.bastion',
        'aws_kms_key.main',
        'aws_security_group.bastion',
        'aws_subnet.public',
        'data.aws_ami.bastion',
      ],
      live: instanceOf(bastionId, {
        image: images.bastion,
        type: 't3.micro',
        zone: zones[0],
        subnet: network.public[0],
        ip,
        publicIp,
        groups: [groups.bastion],
        profile,
        userData: bastionUserData,
        tags: liveTags(tags_all),
        rootKey: keyArn,
        rootSize: 10,
        hops: 1,
        volumes: [{ Device: '/dev/sdf', VolumeId: dataVolume }],
      }),
    },
  )
}

const dataTags = tagged({ Name: `${profile}-data` })

function data() {
  const { tags, tags_all } = dataTags
  const attached = { device_name: '/dev/sdf', id: 'vai-2918340557', instance_id: bastionId, volume_id: dataVolume }
  return [
    managed(
      'aws_ebs_volume.bastion_data',
      {
        arn: arnOf('ec2', `volume/${dataVolume}`),
        availability_zone: zones[0],
        create_time: '2026-03-02T08:58:03Z',
        encrypted: true,
        final_snapshot: false,
        id: dataVolume,
        iops: 3000,
        kms_key_id: keyArn,
        multi_attach_enabled: false,
        outpost_arn: '',
        size: 50,
        snapshot_id: '',
        tags,
        tags_all,
        throughput: 125,
        type: 'gp3',
        volume_initialization_rate: 0,
      },
      {
        dependsOn: ['aws_kms_key.main'],
        live: volumeOf(dataVolume, {
          zone: zones[0],
          size: 50,
          key: keyArn,
          tags: liveTags(tags_all),
          attachment: { instance: bastionId, device: '/dev/sdf' },
        }),
      },
    ),
    managed('aws_volume_attachment.bastion_data', attached, { dependsOn: ['aws_ebs_volume.bastion_data', 'aws_instance.bastion'] }),
  ]
}

export const bastionResources = () => [
  host(),
  addressResource(
    'aws_eip.bastion',
    { Name: profile },
    {
      publicIp,
      allocation: idOf('eipalloc', 'bastion'),
      associationId: idOf('eipassoc', 'bastion'),
      eni,
      instance: bastionId,
      privateIp: ip,
    },
    ['aws_instance.bastion', 'aws_internet_gateway.main'],
  ),
  ...data(),
  bastionImage(),
]
