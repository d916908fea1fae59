import type { Case } from './case.ts'

const profile = { arn: 'arn:p', id: 'p', name: 'p', name_prefix: '', path: '/', role: 'web' }
const live = { InstanceProfileName: 'p', Path: '/', Roles: ['web'] }
const web = { Key: 'Name', Value: 'web' }
const evil = { Key: 'owner', Value: 'evil' }

/** Tags of types whose row names no tag property, and of types that only write a part of what has tags. */
export const tagCases: readonly Case[] = [
  {
    does: 'tags that the resource records, though its row is silent of them',
    type: 'aws_iam_instance_profile',
    declared: { ...profile, tags: {}, tags_all: { Name: 'web' } },
    live: { ...live, Tags: [{ Key: 'aws:cloudformation:stack-id', Value: 's' }, web] },
    changed: { ...live, Roles: ['admin'], Tags: [{ ...web, Value: 'db' }, evil] },
    as: ['added /Tags/1', 'changed /Roles/0', 'changed /Tags/0/Value'],
  },
  {
    does: 'no tags at all',
    type: 'aws_ec2_capacity_reservation',
    declared: { id: 'cr-1', instance_type: 't3.micro', tags: null, tags_all: {} },
    live: { InstanceType: 't3.micro' },
    changed: { InstanceType: 't3.micro', Tags: [evil] },
    as: ['added /Tags/0'],
  },
  {
    does: 'a type that cannot set tags leaves them to the one that can',
    type: 'aws_cloudwatch_dashboard',
    declared: { dashboard_name: 'd', dashboard_body: '{"start":"-PT3H"}' },
    live: { DashboardName: 'd', DashboardBody: '{"start":"-PT3H"}', Tags: [web] },
    changed: { DashboardName: 'd', DashboardBody: '{"start":"-PT1H"}', Tags: [web] },
    as: ['changed /DashboardBody/start'],
  },
]
