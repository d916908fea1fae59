import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import { declares, refreshed, shows, terraform, whole } from '../helpers/resources.ts'
import { matching, onlyPair, outcomes } from './matching.ts'

const roleKind = 'AWS::IAM::Role'
const role = terraform('aws_iam_role', { id: 'web', name: 'web', arn: 'arn:aws:iam::123456789012:role/web', unique_id: 'AROAOLD' })
const database = terraform('aws_db_instance', { id: 'db-OLD', identifier: 'shop', resource_id: 'db-OLD', instance_class: 'db.t3.micro' })

describe('a resource that was made anew under its name', () => {
  it('is one difference, at the id that AWS never gives twice', async () => {
    const pair = await onlyPair([role], whole([shows(roleKind, 'web', { RoleName: 'web', RoleId: 'AROANEW' })]))
    expect(compare(pair).differences).toEqual([{ path: '/RoleId', change: 'changed', declared: 'AROAOLD', live: 'AROANEW', leaves: 1 }])
  })

  it('is the same one where the id is the same, or was not read', async () => {
    for (const more of [{ RoleId: 'AROAOLD' }, {}]) {
      const pair = await onlyPair([role], whole([shows(roleKind, 'web', { RoleName: 'web', ...more })]))
      expect([pair.outcome, compare(pair).differences]).toEqual(['managed', []])
    }
  })

  it('is seen in a Terraform document, too', async () => {
    const pair = await onlyPair([role], whole([refreshed('aws_iam_role', { ...role.properties, unique_id: 'AROANEW' })]))
    const { differences, notCompared } = compare(pair)
    expect(differences).toMatchObject([{ path: '/unique_id', declared: 'AROAOLD', live: 'AROANEW' }])
    expect(notCompared.map(({ path }) => path)).not.toContain('/unique_id')
  })
})

describe('a resource that was renamed live', () => {
  const kind = 'AWS::RDS::DBInstance'

  it('is managed under its new name, neither missing nor unmanaged', async () => {
    const live = whole([shows(kind, 'shop-2', { DBInstanceIdentifier: 'shop-2', DbiResourceId: 'db-OLD', DBInstanceClass: 'db.t3.micro' })])
    const pair = await onlyPair([database], live)
    expect(pair.outcome).toBe('managed')
    expect(compare(pair).differences).toMatchObject([{ path: '/DBInstanceIdentifier', declared: 'shop', live: 'shop-2' }])
  })

  it('is missing where another one has the new name', async () => {
    const live = whole([shows(kind, 'shop-2', { DBInstanceIdentifier: 'shop-2', DbiResourceId: 'db-NEW' })])
    expect((await outcomes([database], live)).map((text) => text.split(' ')[0])).toEqual(['missing', 'unmanaged'])
  })
})

describe('a part of an identifier', () => {
  const stage = 'AWS::ApiGateway::Stage'

  it('joins nothing that differs in another part', async () => {
    const declared = declares(stage, { RestApiId: 'a1' }, { physicalId: 'prod', identities: ['a1|prod', 'prod'] })
    expect(await outcomes([declared], whole([shows(stage, 'b2|prod')]), { unmanaged: 'none' })).toEqual(['missing Thing'])
    expect(await outcomes([declared], whole([shows(stage, 'b2|prod'), shows(stage, 'a1|prod')]), { unmanaged: 'none' })).toEqual([
      'managed Thing',
    ])
  })

  it('may be spelled differently', async () => {
    const service = declares('AWS::ECS::Service', {}, { physicalId: 's', identities: ['arn:s|web'] })
    const live = shows('AWS::ECS::Service', 'arn:s|arn:aws:ecs:eu-west-1:1:cluster/web', { ServiceName: 's' })
    expect(await outcomes([service], whole([live]))).toEqual(['managed Thing'])
  })
})

describe('one live resource that two declarations claim', () => {
  const queue = 'AWS::SQS::Queue'
  const claim = (address: string, file: string) => declares(queue, {}, { physicalId: 'q-1', address, file })

  it('is an error that names both', async () => {
    const { diagnostics, all } = await matching([claim('A', 'a.yaml'), claim('B', 'b.yaml')], whole([shows(queue, 'q-1')]))
    expect(all.map(({ outcome }) => outcome)).toEqual(['managed', 'managed'])
    expect(diagnostics).toMatchObject([
      {
        code: 'resource-claimed-twice',
        level: 'error',
        message: expect.stringMatching(/^A in a\.yaml and B in b\.yaml both declare .*"q-1"/),
        location: { file: 'b.yaml' },
      },
    ])
  })

  it('is nothing odd where one of them declares a part', async () => {
    const bucket = terraform('aws_s3_bucket', { id: 'logs', bucket: 'logs' })
    const part = terraform('aws_s3_bucket_versioning', { id: 'logs', bucket: 'logs' })
    const live = whole([shows('AWS::S3::Bucket', 'logs', { BucketName: 'logs' })])
    expect((await matching([bucket, part], live)).diagnostics).toEqual([])
    const other = terraform('aws_s3_bucket', { id: 'logs', bucket: 'logs' }, { address: 'aws_s3_bucket.other' })
    expect((await matching([bucket, other], live)).diagnostics).toHaveLength(1)
  })

  it('is nothing odd where they are two', async () => {
    const two = [claim('A', 'a.yaml'), declares(queue, {}, { physicalId: 'q-2', address: 'B' })]
    expect((await matching(two, whole([shows(queue, 'q-1'), shows(queue, 'q-2')]))).diagnostics).toEqual([])
  })
})
