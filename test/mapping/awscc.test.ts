import { describe, expect, it } from 'vitest'
import { awsccCovers, awsccKind, awsccPath, projectAwscc } from '../../src/mapping/awscc.ts'
import { factsOf, wholeTable } from '../../src/mapping/data.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { scanning } from '../helpers/scanning.ts'
import { shows, terraform, whole } from '../helpers/resources.ts'
import { attributeOf, recordedBy } from './awscc-attribute.ts'

const kinds = ['s3', 'ec2', 'lambda', 'rds', 'wafv2', 'apigatewayv2', 'iam', 'fsx'].flatMap((service) =>
  Object.keys(wholeTable(`facts/${service}.json`)),
)

const bucket = {
  BucketName: 'logs',
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: true }],
  },
  PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true },
  Tags: [
    { Key: 'team', Value: 'web' },
    { Key: 'env', Value: 'prod' },
  ],
}

const functionOf = (variables: JsonObject): JsonObject => ({
  FunctionName: 'f',
  Role: 'arn:aws:iam::123456789012:role/f',
  MemorySize: 128,
  Environment: { Variables: variables },
})

const trust = (service: string): JsonObject => ({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
})

/** Findings on a resource of the awscc provider: `changed /Path`. */
async function found(type: string, attributes: JsonObject, live: JsonObject): Promise<string[]> {
  const kind = awsccKind(type) ?? ''
  const { report } = await scanning([terraform(type, { id: 'x', ...attributes })], whole([shows(kind, 'x', live)]))
  expect(report.summary.resources).toMatchObject({ managed: 1, notChecked: 0 })
  return report.findings.map(({ difference }) => `${difference?.change} ${difference?.path}`)
}

describe('a type of the awscc provider', () => {
  it.each(kinds)('%s is found by its name alone', (kind) => {
    const [, service = '', name = ''] = kind.split('::')
    expect(awsccKind(`awscc_${service.toLowerCase()}_${attributeOf(name)}`)).toBe(kind)
  })

  it.each(kinds)('every property of %s is found from its attribute', (kind) => {
    const [, service = '', name = ''] = kind.split('::')
    const type = `awscc_${service.toLowerCase()}_${attributeOf(name)}`
    for (const property of Object.keys(factsOf(kind)?.y ?? {})) {
      const attribute = property === 'Id' ? `${attributeOf(name)}_id` : attributeOf(property)
      expect(awsccPath(type, `/${attribute}`)).toBe(`/${property}`)
    }
  })

  it('that nobody knows has no kind', () => {
    expect(awsccKind('awscc_acme_thing')).toBeUndefined()
    expect(awsccKind('aws_s3_bucket')).toBeUndefined()
    expect(projectAwscc('awscc_s3_thing', {})).toBeUndefined()
  })
})

describe('a resource of the awscc provider', () => {
  it('is silent when nothing was touched, whatever the order of sets and the spelling of names', async () => {
    const live = { ...bucket, Tags: bucket.Tags.toReversed(), Arn: 'arn:aws:s3:::logs' }
    expect(await found('awscc_s3_bucket', { ...recordedBy(bucket), arn: 'arn:aws:s3:::old' }, live)).toEqual([])
    expect(
      await found(
        'awscc_lambda_function',
        recordedBy(functionOf({ logLevel: 'x', A_B: 'y' }), ['Variables']),
        functionOf({ logLevel: 'x', A_B: 'y' }),
      ),
    ).toEqual([])
  })

  it('has its mutation at the place where CloudFormation names it', async () => {
    const [rule] = bucket.BucketEncryption.ServerSideEncryptionConfiguration
    const live = {
      ...bucket,
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ...rule, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
      PublicAccessBlockConfiguration: { BlockPublicAcls: false, IgnorePublicAcls: true },
      Tags: [...bucket.Tags, { Key: 'owner', Value: 'me' }],
    }
    expect((await found('awscc_s3_bucket', recordedBy(bucket), live)).toSorted()).toEqual([
      'added /Tags/2',
      'changed /BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault/SSEAlgorithm',
      'changed /PublicAccessBlockConfiguration/BlockPublicAcls',
    ])
  })

  it('keeps the keys of a map: each is the user’s own', async () => {
    const declared = recordedBy(functionOf({ log_level: 'info', 'Not-Snake': 'x' }), ['Variables'])
    const live = functionOf({ log_level: 'info', 'Not-Snake': 'y', HTTPS_PROXY: 'http://evil' })
    expect((await found('awscc_lambda_function', declared, live)).toSorted()).toEqual([
      'added /Environment/Variables/HTTPS_PROXY',
      'changed /Environment/Variables/Not-Snake',
    ])
  })

  it('keeps the keys of a map of which live has lost every one', async () => {
    const declared = recordedBy(functionOf({ log_level: 'info' }), ['Variables'])
    const live = functionOf({ other: 'x' })
    expect((await found('awscc_lambda_function', declared, live)).toSorted()).toEqual([
      'added /Environment/Variables/other',
      'removed /Environment/Variables/log_level',
    ])
  })

  it('compares a policy that is recorded as text with the document that live has', async () => {
    const declared = { role_name: 'r', assume_role_policy_document: JSON.stringify(trust('ec2.amazonaws.com')), policies: null }
    const role = (service: string): JsonObject => ({ RoleName: 'r', AssumeRolePolicyDocument: trust(service) })
    expect(await found('awscc_iam_role', declared, role('ec2.amazonaws.com'))).toEqual([])
    expect(await found('awscc_iam_role', declared, role('lambda.amazonaws.com'))).toEqual([
      'changed /AssumeRolePolicyDocument/Statement/0/Principal/Service/0',
    ])
    const added = { ...role('ec2.amazonaws.com'), Policies: [{ PolicyName: 'p', PolicyDocument: trust('*') }] }
    expect(await found('awscc_iam_role', declared, added)).toEqual(['added /Policies/0'])
  })

  it('reports what live has where the state recorded that there was nothing, and not what its provider did not know', async () => {
    const declared = { bucket_name: 'logs', object_lock_configuration: null }
    const live = {
      BucketName: 'logs',
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Days: 1, Mode: 'GOVERNANCE' } } },
      FromTomorrow: 'x',
    }
    expect(await found('awscc_s3_bucket', declared, live)).toEqual(['added /ObjectLockConfiguration'])
    const covers = awsccCovers('awscc_s3_bucket', { ...declared, lifecycle_configuration: { rules: [{ id: 'x', status: null }] } })
    expect(covers.has('AbacStatus')).toBe(false)
    expect(covers.has('ObjectLockConfiguration.Rule')).toBe(true)
    expect(covers.has('LifecycleConfiguration.Rules.Status')).toBe(true)
    expect(covers.has('LifecycleConfiguration.Rules.Prefix')).toBe(false)
  })

  it('says of what it cannot name that it was not compared', () => {
    const projection = projectAwscc('awscc_s3_bucket', { id: 'x', from_tomorrow: 1, arn: 'arn:aws:s3:::x' }, {})
    expect(projection?.excluded).toEqual([
      { path: '/from_tomorrow', reason: 'unmapped' },
      { path: '/arn', reason: 'read-only' },
    ])
    expect(projectAwscc('awscc_s3_bucket', { from_tomorrow: 1 }, { FromTomorrow: 1 })?.properties).toEqual({ FromTomorrow: 1 })
  })

  it('names its own attribute for a place, and the place for an attribute', () => {
    const { origins } = projectAwscc('awscc_s3_bucket', recordedBy(bucket), bucket, true) ?? {}
    expect(origins?.get('/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault/SSEAlgorithm')).toBe(
      '/bucket_encryption/server_side_encryption_configuration/0/server_side_encryption_by_default/sse_algorithm',
    )
    expect(awsccPath('awscc_s3_bucket', '/tags/0/value')).toBe('/Tags/0/Value')
    expect(awsccPath('aws_s3_bucket', '/tags')).toBeUndefined()
  })
})
