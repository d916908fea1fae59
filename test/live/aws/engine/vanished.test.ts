import { describe, expect, it } from 'vitest'
import type { FailureReason } from '../../../../src/live/aws/calls/call.ts'
import { readKinds } from '../../../../src/live/aws/engine/engine.ts'
import type { EngineOptions } from '../../../../src/live/aws/engine/kind-reader.ts'
import type { JsonObject } from '../../../../src/model/json.ts'
import { all, answering, declared, gaps, listed, resources } from '../../builders.ts'

const kind = 'AWS::S3::Bucket'
const encrypted = {
  BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
}
const rules = { ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] } }

/** Buckets that are listed, one answer after the other, and what is known of their encryption. */
async function read(lists: (string[] | FailureReason)[], encryption: (bucket: string) => JsonObject | FailureReason, knowsDeclared = true) {
  let at = 0
  const answers = answering({
    's3.ListBuckets': () => {
      const names = lists[at++] ?? []
      return [typeof names === 'string' ? names : { Buckets: names.map((Name) => ({ Name })) }]
    },
    's3.GetBucketEncryption': ({ Bucket }) => [encryption(String(Bucket))],
    ...Object.fromEntries(
      ['Versioning', 'Tagging', 'LifecycleConfiguration', 'Cors', 'Website', 'Logging', 'NotificationConfiguration', 'Replication'].map(
        (part) => [
          `s3.GetBucket${part}`,
          ({ Bucket }: JsonObject): (JsonObject | FailureReason)[] => (encryption(String(Bucket)) === 'absent' ? ['absent'] : [{}]),
        ],
      ),
    ),
  })
  const options: EngineOptions = {
    where: { account: '111122223333', region: undefined },
    source: 'aws-list',
    ...(knowsDeclared ? { declaredOf: declared({ logs: encrypted, data: encrypted }) } : {}),
  }
  const items = await all(readKinds([kind], answers, options))
  return { items, names: resources(items).map(({ physicalId }) => physicalId), lists: at }
}

describe('a resource that goes while it is read', () => {
  it('is not there: it is no resource that lost what it declared', async () => {
    const { items, names, lists } = await read([['logs', 'data'], ['data']], (bucket) => (bucket === 'logs' ? 'absent' : rules))
    expect(names).toEqual(['data'])
    expect([listed(items), gaps(items), lists]).toEqual([[kind], [], 2])
  })

  it('is not there where nobody knows what is declared, either', async () => {
    const { names } = await read([['logs', 'data'], ['data']], (bucket) => (bucket === 'logs' ? 'absent' : rules), false)
    expect(names).toEqual(['data'])
  })

  it('lost what it declared where it is still listed', async () => {
    const { items, names } = await read(
      [
        ['logs', 'data'],
        ['logs', 'data'],
      ],
      (bucket) => (bucket === 'logs' ? 'absent' : rules),
    )
    expect(names).toEqual(['logs', 'data'])
    const [logs] = resources(items)
    expect(logs?.properties).not.toHaveProperty('BucketEncryption')
    expect(logs?.unread ?? []).not.toContain('/BucketEncryption')
  })

  it('is not judged where nobody says whether it is still there', async () => {
    const { items } = await read([['logs'], 'access-denied'], () => 'absent')
    expect(resources(items)[0]?.unread).toContain('/BucketEncryption')
    expect(gaps(items)).toEqual([
      expect.objectContaining({ kind, physicalId: 'logs', reason: 'access-denied', action: 's3:ListAllMyBuckets' }),
    ])
  })

  it('costs no call where nothing that is declared is absent', async () => {
    expect((await read([['logs', 'other']], (bucket) => (bucket === 'other' ? 'absent' : rules))).lists).toBe(1)
  })
})
