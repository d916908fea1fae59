import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { DeclaredResource, LiveItem } from '../../src/model/resource.ts'
import { refreshed, shows, terraform, whole } from '../helpers/resources.ts'
import { matching, outcomes } from './matching.ts'

const bucket = { id: 'b', bucket: 'b' }
const access = { id: 'b', bucket: 'b', block_public_acls: true, ignore_public_acls: true }
const declared = [
  terraform('aws_s3_bucket', bucket),
  terraform('aws_s3_bucket_public_access_block', access),
  terraform('aws_s3_bucket_versioning', { id: 'b', bucket: 'b', versioning_configuration: [{ status: 'Enabled' }] }),
]
const live = (changed: JsonObject = {}): LiveItem[] =>
  whole([
    refreshed('aws_s3_bucket', bucket),
    refreshed('aws_s3_bucket_public_access_block', { ...access, ...changed }),
    refreshed('aws_s3_bucket_versioning', { id: 'b', bucket: 'b', versioning_configuration: [{ status: 'Enabled' }] }),
  ])

async function differences(items: LiveItem[], of: readonly DeclaredResource[] = declared): Promise<string[]> {
  const { all } = await matching(of, items)
  return all.flatMap((pair) =>
    pair.outcome === 'managed' ? compare(pair).differences.map(({ path }) => `${pair.declared?.type} ${path}`) : [pair.outcome],
  )
}

describe('types that are parts of one thing, shown by a refreshed state', () => {
  it('are each compared with their own attributes', async () => {
    expect(await differences(live())).toEqual([])
    expect(await differences(live({ block_public_acls: false }))).toEqual(['aws_s3_bucket_public_access_block /block_public_acls'])
    expect(await differences(live().toReversed())).toEqual([])
  })

  it('are found where their addresses have moved', async () => {
    const moved = declared.map((resource) => ({ ...resource, address: `module.m.${resource.address}` }))
    expect(await differences(live(), moved)).toEqual([])
    expect(await differences(live({ ignore_public_acls: false }), moved)).toEqual(['aws_s3_bucket_public_access_block /ignore_public_acls'])
  })

  it('leave the whole thing to a template that declares it', async () => {
    const template = terraform(
      'AWS::S3::Bucket',
      { BucketName: 'b' },
      { kind: 'AWS::S3::Bucket', shape: 'neutral', physicalId: 'b', address: 'Bucket' },
    )
    expect(await outcomes([template], live())).toEqual(['managed Bucket'])
  })
})

describe('Terraform and AWS as live sources of one scan', () => {
  it('show one thing, not one that nobody declared', async () => {
    const both = [...live(), ...whole([shows('AWS::S3::Bucket', 'b', { BucketName: 'b' })])]
    for (const items of [both, both.toReversed()]) expect(new Set(await outcomes(declared, items))).not.toContain('unmanaged b')
  })

  it('still show what nobody declared', async () => {
    const both = [
      ...live(),
      ...whole([shows('AWS::S3::Bucket', 'b', { BucketName: 'b' }), shows('AWS::S3::Bucket', 'c', { BucketName: 'c' })]),
    ]
    expect(await outcomes(declared, both)).toContain('unmanaged c')
  })
})
