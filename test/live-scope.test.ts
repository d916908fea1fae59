import { describe, expect, it } from 'vitest'
import { Declarations } from '../src/live-scope.ts'
import type { DeclaredResource } from '../src/model/resource.ts'

function resource(parts: Partial<DeclaredResource>): DeclaredResource {
  return {
    kind: 'AWS::S3::Bucket',
    type: 'AWS::S3::Bucket',
    address: 'A',
    shape: 'neutral',
    properties: {},
    identities: [],
    sensitive: [],
    dependencies: [],
    file: 'f',
    reader: 'cloudformation',
    ...parts,
  }
}

function declarations(...resources: DeclaredResource[]): Declarations {
  const all = new Declarations()
  for (const each of resources) all.note(each)
  return all
}

describe('what is declared of a live resource', () => {
  it('is found by its id, another name, the end of an ARN and a part of its id', () => {
    const all = declarations(
      resource({ physicalId: 'logs', properties: { BucketName: 'logs' } }),
      resource({ kind: 'AWS::ECS::Service', physicalId: 'arn:aws:ecs:eu-west-1:1:service/main/web', properties: { DesiredCount: 2 } }),
    )
    expect(all.of('AWS::S3::Bucket', ['logs'])?.()).toEqual([{ BucketName: 'logs' }])
    expect(all.of('AWS::ECS::Service', ['main', 'web'])?.()).toEqual([{ DesiredCount: 2 }])
    expect(all.of('AWS::ECS::Service', ['web|main', 'x'])?.()).toEqual([{ DesiredCount: 2 }])
    expect(all.of('AWS::ECS::Service', ['api'])).toBeUndefined()
    expect(all.of('AWS::SQS::Queue', ['logs'])).toBeUndefined()
  })

  it('is that of all its declarations, in the shape of CloudFormation, under every condition', () => {
    const all = declarations(
      resource({
        physicalId: 'logs',
        variants: [{ properties: { Tags: [] }, sensitive: [] }],
      }),
      resource({
        type: 'aws_s3_bucket_versioning',
        shape: 'terraform',
        physicalId: 'logs',
        properties: { bucket: 'logs', versioning_configuration: [{ status: 'Enabled' }] },
      }),
    )
    expect(all.of('AWS::S3::Bucket', ['logs'])?.()).toEqual([
      {},
      { Tags: [] },
      expect.objectContaining({ VersioningConfiguration: [{ Status: 'Enabled' }] }),
    ])
  })

  it('is found by the id that AWS never gives twice, whatever it is called now', () => {
    const all = declarations(
      resource({
        kind: 'AWS::IAM::Role',
        type: 'aws_iam_role',
        shape: 'terraform',
        physicalId: 'before',
        properties: { name: 'before', unique_id: 'AROAEXAMPLE' },
      }),
    )
    expect(all.of('AWS::IAM::Role', ['after', 'AROAEXAMPLE'])).toBeDefined()
    expect(all.of('AWS::IAM::Role', ['after'])).toBeUndefined()
  })
})
