import type { IncomingMessage } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { serveAws, type Answer } from '../../helpers/aws-endpoint.ts'
import { failure, fetched, stateOf } from './serving.ts'

const objects: Record<string, string | Buffer> = {
  'prod/web.tfstate': JSON.stringify(stateOf('web')),
  'prod/packed.tfstate.gz': gzipSync(JSON.stringify(stateOf('packed'))),
  'many/a.tfstate': JSON.stringify(stateOf('a')),
  'many/a.tfstate.tflock': '{"ID":"1","Operation":"apply","Who":"me"}',
  'many/b.tfstate': JSON.stringify(stateOf('b')),
  'many/broken.tfstate': '{"version":4,"lineage":"x","resources":[{"mode"',
  'many/c.tfstate': JSON.stringify(stateOf('c')),
  'many/notes.txt': 'not a state',
}
const asked: string[] = []

function error(status: number, code: string): Answer {
  return { status, type: 'application/xml', body: `<Error><Code>${code}</Code><Message>said</Message></Error>` }
}

function list(prefix: string, token: string | null): Answer {
  const keys = Object.keys(objects).filter((key) => key.startsWith(prefix))
  const from = Number(token ?? '0')
  const page = keys.slice(from, from + 2)
  const isLast = from + 2 >= keys.length
  const contents = page.map((key) => `<Contents><Key>${key}</Key><Size>${objects[key]?.length ?? 0}</Size></Contents>`).join('')
  const next = isLast ? '' : `<NextContinuationToken>${from + 2}</NextContinuationToken>`
  return { type: 'application/xml', body: `<ListBucketResult><IsTruncated>${!isLast}</IsTruncated>${next}${contents}</ListBucketResult>` }
}

function answer({ method, url, headers }: IncomingMessage): Answer {
  const { pathname, searchParams } = new URL(url ?? '', 'http://s3')
  asked.push(`${method} ${pathname}${searchParams.get('versionId') ?? ''}`)
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(pathname) ?? []
  if (bucket === 'faraway' && !headers.authorization?.includes('/ap-south-1/s3/'))
    return { ...error(301, 'PermanentRedirect'), headers: { 'x-amz-bucket-region': 'ap-south-1' } }
  if (bucket === 'denied') return error(403, 'AccessDenied')
  if (bucket !== 'states' && bucket !== 'faraway') return error(404, 'NoSuchBucket')
  if (key === '') return list(searchParams.get('prefix') ?? '', searchParams.get('continuation-token'))
  if (searchParams.get('versionId') === 'v1') return { type: 'application/json', body: JSON.stringify(stateOf('older')) }
  const body = objects[key]
  return body === undefined ? error(404, 'NoSuchKey') : { type: 'binary/octet-stream', body }
}

describe('a state in S3', () => {
  serveAws(answer)

  it.each([
    ['s3://states/prod/web.tfstate', 'web'],
    ['s3://states/prod/packed.tfstate.gz', 'packed'],
    ['s3://states/prod/web.tfstate?versionId=v1', 'older'],
    ['terraform-state:s3://states/prod/web.tfstate', 'web'],
  ])('%s is read', async (source, name) => {
    const { addresses, took, calls } = await fetched([source])
    expect([addresses, took, calls]).toEqual([[`aws_sqs_queue.${name}`], [source.replace('terraform-state:', '')], ['s3.GetObject']])
  })

  it('is found in whatever region the bucket is', async () => {
    expect((await fetched(['s3://faraway/prod/web.tfstate'])).addresses).toEqual(['aws_sqs_queue.web'])
  })

  it('is one of all below a prefix, page by page; a broken one is said and the others are read', async () => {
    asked.length = 0
    const { addresses, resources, notes, calls } = await fetched(['s3://states/many/'])
    expect(addresses).toEqual(['aws_sqs_queue.a', 'aws_sqs_queue.b', 'aws_sqs_queue.c'])
    expect(resources.map(({ file }) => file)).toEqual(['a', 'b', 'c'].map((name) => `s3://states/many/${name}.tfstate`))
    expect(notes.map(({ code, location }) => [code, location?.file])).toEqual([['json-broken', 's3://states/many/broken.tfstate']])
    expect(calls.filter((call) => call === 's3.ListObjectsV2')).toHaveLength(3)
    expect(asked.filter((line) => /tflock/.test(line) || !line.startsWith('GET'))).toEqual([])
  })

  it.each([
    ['s3://states/gone.tfstate', 'source-not-found', /no state at s3:\/\/states\/gone.tfstate/],
    ['s3://nothere/x.tfstate', 'source-not-found', /no bucket/],
    ['s3://denied/x.tfstate', 'source-forbidden', /s3:GetObject/],
    ['s3://states/none/', 'source-empty', /no object below/],
    ['s3://', 'source-address', /names no bucket/],
    ['s3://states/many/a.tfstate.tflock', 'source-locked', /takes no lock/],
    ['s3://states/many/notes.txt', 'declared-not-recognised', /no declared document/],
  ])('%s: %s', async (source, code, text) => {
    const failed = await failure(source)
    expect([failed.code, failed.text]).toEqual([code, expect.stringMatching(text)])
  })
})
