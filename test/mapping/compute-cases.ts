import type { Case } from './case.ts'

export const rule = {
  description: '',
  from_port: 443,
  to_port: 443,
  protocol: 'tcp',
  cidr_blocks: [],
  ipv6_cidr_blocks: [],
  prefix_list_ids: [],
  security_groups: [],
  self: false,
}
const web = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }

/** What runs and what stands before it: instances, groups, tasks, firewalls, load balancers. */
export const computeCases: readonly Case[] = [
  {
    does: 'explode and self-ref: one rule for each peer',
    type: 'aws_security_group',
    declared: { id: 'sg-1', ingress: [{ ...rule, cidr_blocks: ['10.0.0.0/8', '192.168.0.0/16'], security_groups: ['sg-2'], self: true }] },
    live: {
      SecurityGroupIngress: [
        { ...web, SourceSecurityGroupId: 'sg-1' },
        { ...web, CidrIp: '192.168.0.0/16' },
        { ...web, SourceSecurityGroupId: 'sg-2' },
        { ...web, CidrIp: '10.0.0.0/8' },
      ],
    },
    changed: {
      SecurityGroupIngress: [
        { ...web, SourceSecurityGroupId: 'sg-1' },
        { ...web, CidrIp: '192.168.0.0/16' },
        { ...web, SourceSecurityGroupId: 'sg-2' },
      ],
    },
    as: ['removed /SecurityGroupIngress/0'],
  },
  {
    does: 'ipproto: all protocols without ports',
    type: 'aws_security_group',
    declared: { id: 'sg-1', egress: [{ ...rule, protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }] },
    live: { SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] },
    changed: { SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }] },
    as: ['removed /SecurityGroupEgress/0', 'added /SecurityGroupEgress/0'],
  },
  {
    does: 'kv and enum: attributes of a load balancer',
    type: 'aws_lb',
    declared: {
      arn: 'a',
      internal: false,
      idle_timeout: 60,
      enable_http2: true,
      access_logs: [{ bucket: 'logs', enabled: true, prefix: '' }],
    },
    live: {
      Scheme: 'internet-facing',
      LoadBalancerAttributes: [
        { Key: 'access_logs.s3.bucket', Value: 'logs' },
        { Key: 'access_logs.s3.enabled', Value: 'true' },
        { Key: 'idle_timeout.timeout_seconds', Value: '60' },
        { Key: 'routing.http2.enabled', Value: 'true' },
        { Key: 'waf.fail_open.enabled', Value: 'false' },
      ],
    },
    changed: {
      Scheme: 'internal',
      LoadBalancerAttributes: [
        { Key: 'access_logs.s3.bucket', Value: 'logs' },
        { Key: 'access_logs.s3.enabled', Value: 'false' },
        { Key: 'idle_timeout.timeout_seconds', Value: '60' },
        { Key: 'routing.http2.enabled', Value: 'true' },
      ],
    },
    as: ['changed /LoadBalancerAttributes/3/Value', 'changed /Scheme'],
  },
  {
    does: 'alt: the matcher of a gRPC target group',
    type: 'aws_lb_target_group',
    declared: { arn: 'a', protocol_version: 'GRPC', health_check: [{ matcher: '0-99' }] },
    live: { ProtocolVersion: 'GRPC', Matcher: { GrpcCode: '0-99' } },
    changed: { ProtocolVersion: 'GRPC', Matcher: { GrpcCode: '12' } },
    as: ['changed /Matcher/GrpcCode'],
  },
  {
    does: 'alt: the matcher of any other',
    type: 'aws_lb_target_group',
    declared: { arn: 'a', protocol_version: 'HTTP1', health_check: [{ matcher: '200' }] },
    live: { ProtocolVersion: 'HTTP1', Matcher: { HttpCode: '200' } },
    changed: { ProtocolVersion: 'HTTP1', Matcher: { HttpCode: '200-499' } },
    as: ['changed /Matcher/HttpCode'],
  },
  {
    does: 'asg-tags and num: an Auto Scaling group',
    type: 'aws_autoscaling_group',
    declared: { name: 'g', default_cooldown: 300, tag: [{ key: 'Name', value: 'web', propagate_at_launch: true }] },
    live: { AutoScalingGroupName: 'g', Cooldown: '300', Tags: [{ Key: 'Name', Value: 'web', PropagateAtLaunch: true }] },
    changed: { AutoScalingGroupName: 'g', Cooldown: '60', Tags: [{ Key: 'Name', Value: 'web', PropagateAtLaunch: false }] },
    as: ['changed /Cooldown', 'changed /Tags/0/PropagateAtLaunch'],
  },
  {
    does: 'json-camel: containers, with the user’s own keys as they are',
    type: 'aws_ecs_task_definition',
    declared: {
      arn: 'a',
      container_definitions: JSON.stringify([
        {
          name: 'web',
          image: 'nginx:1',
          environment: [{ name: 'a', value: '1' }],
          dockerLabels: { team: 'x' },
          logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/x' } },
        },
      ]),
    },
    live: {
      ContainerDefinitions: [
        {
          Name: 'web',
          Image: 'nginx:1',
          Environment: [{ Name: 'a', Value: '1' }],
          DockerLabels: { team: 'x' },
          LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': '/x' } },
        },
      ],
    },
    changed: {
      ContainerDefinitions: [
        {
          Name: 'web',
          Image: 'nginx:2',
          Environment: [
            { Name: 'a', Value: '1' },
            { Name: 'b', Value: '2' },
          ],
          DockerLabels: { team: 'x' },
          LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': '/x' } },
        },
      ],
    },
    as: ['changed /ContainerDefinitions/0/Image', 'added /ContainerDefinitions/0/Environment/1'],
  },
  {
    does: 'by: one of several ids says the type',
    type: 'aws_flow_log',
    declared: { id: 'fl-1', vpc_id: 'vpc-1', subnet_id: '', traffic_type: 'ALL' },
    live: { ResourceId: 'vpc-1', ResourceType: 'VPC', TrafficType: 'ALL' },
    changed: { ResourceId: 'vpc-1', ResourceType: 'VPC', TrafficType: 'REJECT' },
    as: ['changed /TrafficType'],
  },
  {
    does: 'first: one of a list',
    type: 'aws_lb_listener',
    declared: { arn: 'a', port: 443, certificate_arn: 'arn:c' },
    live: { Port: 443, Certificates: [{ CertificateArn: 'arn:c' }] },
    changed: { Port: 443, Certificates: [{ CertificateArn: 'arn:other' }] },
    as: ['removed /Certificates/0', 'added /Certificates/0'],
  },
  {
    does: 'userdata: a script',
    type: 'aws_instance',
    declared: { id: 'i-1', user_data: '#!/bin/sh\n' },
    live: { UserData: Buffer.from('#!/bin/sh\n').toString('base64') },
    changed: { UserData: Buffer.from('#!/bin/bash\n').toString('base64') },
    as: ['changed /UserData'],
  },
]
