import { account, region } from './account.mjs'
import { bucketName } from './bucket-policies.mjs'
import { accessMutations } from './mutations-access.mjs'
import { dataMutations } from './mutations-data.mjs'
import { machineMutations } from './mutations-machines.mjs'
import { World } from './world.mjs'

/**
 * Each mutation is what somebody did by hand: `apply` changes the world and returns the pointer and the change that follow.
 * `policy` is the policy that the mutation breaks, by the table of policies.
 */
const mutations = [...accessMutations, ...machineMutations, ...dataMutations]

/** A read that the scanner's role was refused. */
const denied = {
  kind: 'AWS::S3::BucketPolicy',
  physicalId: bucketName('assets'),
  account,
  region,
  reason: 'access-denied',
  service: 's3',
  action: 's3:GetBucketPolicy',
  detail: `User is not authorized to perform: s3:GetBucketPolicy on resource: "arn:aws:s3:::${bucketName('assets')}"`,
}

export function mutated(clean) {
  const world = new World(clean)
  const applied = mutations.map(({ apply, ...mutation }) => ({ ...mutation, ...apply(world) }))
  world.deny(denied)
  return {
    resources: world.resources(),
    gaps: world.gaps,
    mutations: applied,
    notChecked: [{ address: 'aws_s3_bucket_policy.assets', reason: 'access-denied' }],
  }
}
