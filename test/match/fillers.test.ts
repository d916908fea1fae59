import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { DeclaredResource } from '../../src/model/resource.ts'
import { refreshed, terraform, whole } from '../helpers/resources.ts'
import { matching } from './matching.ts'

/** What is reported of an owner, given what else is declared, when a refresh shows it with other attributes. */
async function found(type: string, declared: JsonObject, read: JsonObject, others: readonly DeclaredResource[] = []): Promise<string[]> {
  const live = [
    refreshed(type, { ...declared, ...read }),
    ...others.map((other) => refreshed(other.type, other.properties, { address: other.address })),
  ]
  const { all } = await matching([terraform(type, declared), ...others], whole(live))
  return all.flatMap((pair) => compare(pair).differences.map(({ change, path }) => `${change} ${path}`))
}

const other = (type: string, attributes: JsonObject): DeclaredResource =>
  terraform(type, { id: 'o', ...attributes }, { address: `${type}.o` })

const rule = { description: '', ipv6_cidr_blocks: [], prefix_list_ids: [], security_groups: [], self: false, protocol: 'tcp' }
const ssh = { ...rule, from_port: 22, to_port: 22, cidr_blocks: ['10.0.0.0/8'] }
const web = { ...rule, from_port: 443, to_port: 443, cidr_blocks: ['10.0.0.0/8', '192.0.2.0/24'] }
const ruleOf = (attributes: JsonObject): DeclaredResource =>
  other('aws_security_group_rule', { security_group_id: 'sg-1', type: 'ingress', ...attributes })

/** Owner, what it declares, what a refresh shows, who put it there, and what nobody put there. */
const filled: [type: string, declared: JsonObject, read: JsonObject, by: DeclaredResource, changed: JsonObject][] = [
  [
    'aws_iam_role',
    { id: 'r', name: 'r', managed_policy_arns: [], inline_policy: [] },
    { managed_policy_arns: ['arn:a'] },
    other('aws_iam_role_policy_attachment', { role: 'r', policy_arn: 'arn:a' }),
    { managed_policy_arns: ['arn:a', 'arn:b'] },
  ],
  [
    'aws_iam_role',
    { id: 'r', name: 'r', managed_policy_arns: [], inline_policy: [] },
    { inline_policy: [{ name: 'p', policy: '{}' }] },
    other('aws_iam_role_policy', { role: 'r', name: 'p', policy: '{}' }),
    { inline_policy: [{ name: 'q', policy: '{}' }] },
  ],
  ['aws_security_group', { id: 'sg-1', name: 'g', ingress: [] }, { ingress: [ssh] }, ruleOf(ssh), { ingress: [ssh, web] }],
  ['aws_security_group', { id: 'sg-1', name: 'g', ingress: [ssh] }, { ingress: [ssh, web] }, ruleOf(web), { ingress: [web] }],
  [
    'aws_instance',
    { id: 'i-1', ami: 'ami-1', ebs_block_device: [] },
    { ebs_block_device: [{ device_name: '/dev/sdf', volume_id: 'vol-1', volume_size: 8 }] },
    other('aws_volume_attachment', { instance_id: 'i-1', volume_id: 'vol-1', device_name: '/dev/sdf' }),
    { ebs_block_device: [{ device_name: '/dev/sdf', volume_id: 'vol-2', volume_size: 8 }] },
  ],
  [
    'azurerm_network_security_group',
    { id: '/n', name: 'n', security_rule: [] },
    { security_rule: [{ name: 'a', priority: 100 }] },
    other('azurerm_network_security_rule', { network_security_group_name: 'n', name: 'a', priority: 100 }),
    { security_rule: [{ name: 'b', priority: 100 }] },
  ],
]

describe('what a resource of its own puts into another', () => {
  it.each(filled)('is no difference of %s %j', async (type, declared, read, by, changed) => {
    expect(await found(type, declared, read, [by])).toEqual([])
    expect(await found(type, declared, changed, [by])).not.toEqual([])
    expect(await found(type, declared, read)).not.toEqual([])
  })

  it('is told by the whole attribute where elements cannot be told', async () => {
    const bucket = { id: 'b', bucket: 'b', versioning: [{ enabled: false, mfa_delete: false }] }
    const part = other('aws_s3_bucket_versioning', { bucket: 'b', versioning_configuration: [{ status: 'Enabled' }] })
    const read = { versioning: [{ enabled: true, mfa_delete: false }] }
    expect(await found('aws_s3_bucket', bucket, read, [part])).toEqual([])
    expect(await found('aws_s3_bucket', bucket, read)).toEqual(['changed /versioning/0/enabled'])
  })

  it('says nothing of the other attributes, nor of the same elements', async () => {
    const group = { id: 'sg-1', name: 'g', ingress: [ssh] }
    expect(await found('aws_security_group', group, { ingress: [{ ...ssh, description: 'x' }] }, [ruleOf(ssh)])).toEqual([
      'added /ingress/0/description',
    ])
  })
})
