import { account, images, name, region } from './account.mjs'
import { snapshots } from './machines.mjs'

/** The image as the data source found it: never compared, only counted. */
export function bastionImage() {
  const words = [{ name: 'name', values: [`${name}-bastion-*`] }]
  return {
    address: 'data.aws_ami.bastion',
    dependsOn: [],
    live: [],
    attributes: {
      architecture: 'x86_64',
      arn: `arn:aws:ec2:${region}::image/${images.bastion}`,
      block_device_mappings: [
        {
          device_name: '/dev/xvda',
          ebs: {
            delete_on_termination: 'true',
            encrypted: 'false',
            iops: '0',
            snapshot_id: snapshots[images.bastion],
            throughput: '0',
            volume_initialization_rate: '0',
            volume_size: '8',
            volume_type: 'gp3',
          },
          no_device: '',
          virtual_name: '',
        },
      ],
      boot_mode: 'uefi-preferred',
      creation_date: '2026-11-02T06:31:20.000Z',
      deprecation_time: '',
      description: 'Bastion host, hardened base',
      ena_support: true,
      filter: words,
      hypervisor: 'xen',
      id: images.bastion,
      image_id: images.bastion,
      image_location: `${account}/${name}-bastion-20261102`,
      image_type: 'machine',
      imds_support: 'v2.0',
      include_deprecated: false,
      most_recent: true,
      name: `${name}-bastion-20261102`,
      owner_id: account,
      owners: ['self'],
      platform_details: 'Linux/UNIX',
      product_codes: [],
      public: false,
      root_device_name: '/dev/xvda',
      root_device_type: 'ebs',
      root_snapshot_id: snapshots[images.bastion],
      sriov_net_support: 'simple',
      state: 'available',
      state_reason: { code: 'UNSET', message: 'UNSET' },
      tags: { Environment: 'production', Image: 'bastion' },
      usage_operation: 'RunInstances',
      virtualization_type: 'hvm',
    },
  }
}
