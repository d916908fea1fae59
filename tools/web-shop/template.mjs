import { arnOf, base64, idOf, images, live, liveTags, managed, name, tagged } from './account.mjs'
import { groups } from './firewall.mjs'
import { keyArn } from './keys.mjs'

/** The launch template of module.web. */
export const templateId = idOf('lt', 'web')
export const groupName = `${name}-web`

export const userData = `#cloud-config
write_files:
  - path: /etc/web-shop/environment
    content: |
      QUEUE=web-shop-orders
      SESSIONS=web-shop-sessions
runcmd:
  - systemctl start web-shop
`

/** Tags that the template gives to instances and volumes. */
export const launchTags = tagged({ Name: groupName, Image: 'web' }).tags_all

/** What a version of the launch template says; version 1 has the old image. */
export const templateData = (image) => ({
  EbsOptimized: false,
  IamInstanceProfile: { Name: groupName },
  BlockDeviceMappings: [
    {
      DeviceName: '/dev/xvda',
      Ebs: { Encrypted: true, DeleteOnTermination: true, Iops: 3000, KmsKeyId: keyArn, VolumeSize: 20, VolumeType: 'gp3', Throughput: 125 },
    },
  ],
  ImageId: image,
  InstanceType: 't3.small',
  Monitoring: { Enabled: true },
  UserData: base64(userData),
  TagSpecifications: [
    { ResourceType: 'instance', Tags: liveTags(launchTags) },
    { ResourceType: 'volume', Tags: liveTags(launchTags) },
  ],
  SecurityGroupIds: [groups.web],
  MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1, HttpEndpoint: 'enabled' },
})

function template() {
  const { tags, tags_all } = tagged({ Name: groupName })
  const arn = arnOf('ec2', `launch-template/${templateId}`)
  return managed(
    'module.web.aws_launch_template.this',
    {
      arn,
      block_device_mappings: [
        {
          device_name: '/dev/xvda',
          no_device: '',
          virtual_name: '',
          ebs: [
            {
              delete_on_termination: 'true',
              encrypted: 'true',
              iops: 3000,
              kms_key_id: keyArn,
              snapshot_id: '',
              throughput: 125,
              volume_initialization_rate: 0,
              volume_size: 20,
              volume_type: 'gp3',
            },
          ],
        },
      ],
      default_version: 2,
      description: '',
      disable_api_stop: false,
      disable_api_termination: false,
      ebs_optimized: 'false',
      iam_instance_profile: [{ arn: '', name: groupName }],
      id: templateId,
      image_id: images.web,
      instance_initiated_shutdown_behavior: '',
      instance_type: 't3.small',
      kernel_id: '',
      key_name: '',
      latest_version: 2,
      metadata_options: [
        {
          http_endpoint: 'enabled',
          http_protocol_ipv6: '',
          http_put_response_hop_limit: 1,
          http_tokens: 'required',
          instance_metadata_tags: '',
        },
      ],
      monitoring: [{ enabled: true }],
      name: groupName,
      name_prefix: '',
      ram_disk_id: '',
      tag_specifications: [
        { resource_type: 'instance', tags: launchTags },
        { resource_type: 'volume', tags: launchTags },
      ],
      tags,
      tags_all,
      update_default_version: true,
      user_data: base64(userData),
      vpc_security_group_ids: [groups.web],
    },
    {
      createBeforeDestroy: true,
      dependsOn: [
        'aws_kms_key.main',
        'aws_security_group.web',
        'module.web.aws_iam_instance_profile.this',
        'module.web.data.aws_default_tags.current',
      ],
      live: live(
        'AWS::EC2::LaunchTemplate',
        templateId,
        {
          LaunchTemplateId: templateId,
          LaunchTemplateName: groupName,
          DefaultVersionNumber: 2,
          LatestVersionNumber: 2,
          LaunchTemplateData: templateData(images.web),
        },
        [arn, groupName],
      ),
    },
  )
}

/** The provider's default tags, which the fleet puts on what it launches: a data source, never compared. */
const defaultTags = () => ({
  address: 'module.web.data.aws_default_tags.current',
  dependsOn: [],
  live: [],
  attributes: { id: 'aws', tags: tagged({}).tags_all },
})

export const templateResources = () => [defaultTags(), template()]
