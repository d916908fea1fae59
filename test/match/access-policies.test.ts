import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { shows, terraform, whole } from '../helpers/resources.ts'
import { matching } from './matching.ts'

const principal_arn = 'arn:aws:iam::111122223333:role/ops'
const association = (name: string, type = 'cluster'): JsonObject => ({
  PolicyArn: `arn:aws:eks::aws:cluster-access-policy/${name}`,
  AccessScope: { Type: type, ...(type === 'namespace' ? { Namespaces: ['shop'] } : {}) },
})

const entry = terraform(
  'aws_eks_access_entry',
  { id: `main:${principal_arn}`, cluster_name: 'main', principal_arn, type: 'STANDARD' },
  { address: 'entry' },
)
const associated = terraform(
  'aws_eks_access_policy_association',
  {
    id: 'x',
    cluster_name: 'main',
    principal_arn,
    policy_arn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy',
    access_scope: [{ type: 'namespace', namespaces: ['shop'] }],
  },
  { address: 'view' },
)

/** What is found when live shows these associations. */
async function found(...AccessPolicies: JsonObject[]): Promise<string[]> {
  const properties = { ClusterName: 'main', PrincipalArn: principal_arn, Type: 'STANDARD', AccessPolicies }
  const { all } = await matching([entry, associated], whole([shows('AWS::EKS::AccessEntry', `${principal_arn}|main`, properties)]))
  return all.flatMap((pair) => {
    const name = pair.declared?.address ?? ''
    if (pair.outcome !== 'managed') return [`${name}: ${pair.outcome}`]
    return compare(pair).differences.map(({ change, path }) => `${name}: ${change} ${path}`)
  })
}

describe('access policies of an entry, declared by resources of their own', () => {
  const view = association('AmazonEKSViewPolicy', 'namespace')

  it('are silent as declared, and found where somebody associated another one', async () => {
    expect(await found(view)).toEqual([])
    expect(await found(view, association('AmazonEKSClusterAdminPolicy'))).toEqual(['entry: added /AccessPolicies/1'])
  })

  it('are found changed', async () => {
    expect(await found({ ...view, AccessScope: { Type: 'cluster' } })).not.toEqual([])
  })
})
