import { describe, expect, it } from 'vitest'
import type { Answers, FailureReason } from '../../../../src/live/aws/calls/call.ts'
import { readKinds } from '../../../../src/live/aws/engine/engine.ts'
import type { EngineOptions } from '../../../../src/live/aws/engine/kind-reader.ts'
import type { JsonObject } from '../../../../src/model/json.ts'
import { all, answering, declared, gaps, resources } from '../../builders.ts'

const where = { account: '111122223333', region: 'eu-west-1' }

function read(kinds: readonly string[], answers: Answers, options: Partial<EngineOptions> = {}) {
  return all(readKinds(kinds, answers, { where, source: 'aws-list', ...options }))
}

describe('what a list does not show', () => {
  const alias = (more: JsonObject): JsonObject => ({
    AliasArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f:live',
    Name: 'live',
    ...more,
  })
  const table = (shown: JsonObject, got: (JsonObject | FailureReason)[]) =>
    answering({
      'lambda.ListFunctions': () => [{ Functions: [{ FunctionName: 'f' }] }],
      'lambda.ListAliases': () => [{ Aliases: [alias(shown)] }],
      'lambda.GetAlias': () => got,
    })
  const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:f:live'
  const told = { FunctionName: 'f', FunctionVersion: '1', Description: 'the live one' }
  const asked = async (answers: ReturnType<typeof table>, contents: Readonly<Record<string, JsonObject>>) => {
    const items = await read(['AWS::Lambda::Alias'], answers, { declaredOf: declared(contents) })
    return { items, calls: answers.calls.filter(({ operation }) => operation === 'lambda.GetAlias').length, alias: resources(items)[0] }
  }

  it('costs no call where all that is declared is shown, or nothing is declared', async () => {
    const shown = { FunctionVersion: '1', Description: 'the live one' }
    expect((await asked(table(shown, []), { [arn]: told })).calls).toBe(0)
    expect((await asked(table({ FunctionVersion: '1' }, []), { [arn]: { FunctionVersion: '1' } })).calls).toBe(0)
    expect((await asked(table({}, []), {})).calls).toBe(0)
  })

  it('is looked for where it is declared: it is there, or it was removed', async () => {
    const there = await asked(table({ FunctionVersion: '1' }, [alias(told)]), { [arn]: told })
    expect([there.calls, there.alias?.properties['Description']]).toEqual([1, 'the live one'])
    const removed = await asked(table({ FunctionVersion: '1' }, [alias({ FunctionVersion: '1' })]), { [arn]: told })
    expect([removed.calls, removed.alias?.properties['Description']]).toEqual([1, undefined])
    expect(removed.alias?.unread).not.toContain('/Description')
  })

  it('is looked for within what is shown in part', async () => {
    const weights = { RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: 0.1 }] } }
    const found = await asked(table({ FunctionVersion: '1' }, [alias({ RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } } })]), {
      [arn]: weights,
    })
    expect(found.alias?.properties).toMatchObject(weights)
  })

  it('is unread, with a gap, where the look is refused; where AWS finds nothing it is gone', async () => {
    const refused = await asked(table({ FunctionVersion: '1' }, ['access-denied']), { [arn]: told })
    expect(refused.alias?.unread).toContain('/Description')
    expect(gaps(refused.items)).toEqual([expect.objectContaining({ action: 'lambda:GetAlias', paths: ['/Description'] })])
    const gone = await asked(table({ FunctionVersion: '1' }, ['absent']), { [arn]: told })
    expect(gone.alias?.unread).not.toContain('/Description')
    expect(gaps(gone.items)).toEqual([])
  })

  it('of settings that nobody changes by accident is only asked for where they are declared', async () => {
    const answers = () =>
      answering({
        's3.ListBuckets': () => [{ Buckets: [{ Name: 'logs' }] }],
        's3.GetBucketAccelerateConfiguration': () => [{ Status: 'Enabled' }],
      })
    const [quiet, loud] = [answers(), answers()]
    const silent = await read(['AWS::S3::Bucket'], quiet, { declaredOf: declared({ logs: { BucketName: 'logs' } }) })
    expect(resources(silent)[0]?.unread).toContain('/AccelerateConfiguration')
    expect(quiet.calls.map(({ operation }) => operation)).toContain('s3.GetBucketVersioning')
    expect(quiet.calls.map(({ operation }) => operation)).not.toContain('s3.GetBucketAccelerateConfiguration')
    const spoken = await read(['AWS::S3::Bucket'], loud, {
      declaredOf: declared({ logs: { AccelerateConfiguration: { AccelerationStatus: 'Suspended' } } }),
    })
    expect(resources(spoken)[0]?.properties['AccelerateConfiguration']).toEqual({ AccelerationStatus: 'Enabled' })
  })

  it('of a bucket policy is asked for where the bucket is declared', async () => {
    const answers = answering({
      's3.ListBuckets': () => [{ Buckets: [{ Name: 'ours' }, { Name: 'theirs' }] }],
      's3.GetBucketPolicy': () => [{ Policy: '{"Statement":[]}' }],
    })
    const items = await read(['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'], answers, {
      declaredOf: (kind, names) => (kind === 'AWS::S3::Bucket' && [...names].includes('ours') ? () => [{}] : undefined),
    })
    expect(resources(items, 'AWS::S3::BucketPolicy').map(({ physicalId }) => physicalId)).toEqual(['ours'])
  })
})
