import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { entriesOf } from '../../../src/baked/library/entries.ts'
import { indexOf } from '../../../src/baked/library/index-document.ts'
import { addManifest, pruneLibrary } from '../../../src/baked/library/keep.ts'
import { checkManifest, indexedImages } from '../../../src/baked/library/open.ts'
import { libraryAt } from '../../../src/library-stores.ts'
import { ami, manifest } from '../../baked/library/manifests.ts'
import { serveAws, type Answer } from '../../helpers/aws-endpoint.ts'

const objects = new Map<string, Buffer>()
const day = '2026-01-01T00:00:00.000Z'
const etag = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`

function error(status: number, code: string): Answer {
  return { status, type: 'application/xml', body: `<Error><Code>${code}</Code><Message>said</Message></Error>` }
}

/** S3 as its documentation has it: If-None-Match and If-Match of PutObject answer 412 when they do not hold. */
function answer({ method, url, headers }: IncomingMessage, _: string, bytes: Buffer): Answer {
  const { pathname, searchParams } = new URL(url ?? '', 'http://s3')
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(pathname) ?? []
  if (bucket === 'denied') return error(403, 'AccessDenied')
  if (bucket !== 'images') return error(404, 'NoSuchBucket')
  if (key === '') {
    const keys = [...objects.keys()].filter((each) => each.startsWith(searchParams.get('prefix') ?? ''))
    const contents = keys.map((each) => `<Contents><Key>${each}</Key><LastModified>${day}</LastModified></Contents>`).join('')
    return { type: 'application/xml', body: `<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>` }
  }
  const there = objects.get(key)
  if (method === 'PUT') {
    if (headers['if-none-match'] === '*' && there !== undefined) return error(412, 'PreconditionFailed')
    const match = headers['if-match']
    if (match !== undefined && (there === undefined || etag(there) !== match)) return error(412, 'PreconditionFailed')
    objects.set(key, bytes)
    return { body: '', headers: { etag: etag(bytes) } }
  }
  if (method === 'DELETE') {
    objects.delete(key)
    return { status: 204, body: '' }
  }
  return there === undefined ? error(404, 'NoSuchKey') : { type: 'application/gzip', body: there, headers: { etag: etag(there) } }
}

describe('a library in S3', () => {
  serveAws(answer)

  it('loses no line of the index when several pipelines write at once, and is read with two calls', async () => {
    const manifests = Array.from({ length: 4 }, (_, at) => manifest({ name: `web-${at}`, subjects: [ami(`ami-${at}`)] }))
    await Promise.all(manifests.map(async (each) => addManifest(await libraryAt('s3://images/prod/'), each, day)))
    const calls: string[] = []
    const store = await libraryAt('s3://images/prod', (operation) => calls.push(operation))
    const records = await indexedImages(store, (note) => expect.unreachable(note.message))
    expect(records.map(({ name }) => name).toSorted()).toEqual(['web-0', 'web-1', 'web-2', 'web-3'])
    expect(calls).toEqual(['s3.GetObject', 's3.ListObjectsV2'])
    for (const { digest } of manifests) await checkManifest(store, digest)
  })

  it('is pruned of image and file', async () => {
    const store = await libraryAt('s3://images/prod')
    const before = [...objects.keys()].length
    const { entries } = await pruneLibrary(store, Date.parse('2027-01-01T00:00:00Z'), 30, false)
    expect([entries.length, before - [...objects.keys()].length, entriesOf(await indexOf(store)).length]).toEqual([4, 4, 0])
  })

  it.each([
    ['s3://denied/lib', 'source-forbidden'],
    ['s3://nobody/lib', 'library-bucket'],
    ['s3://images/nothing-here', 'library-index-missing'],
  ])('%s is told as %s', async (place, code) => {
    await expect(indexOf(await libraryAt(place))).rejects.toMatchObject({ code })
  })

  it('lies nowhere else', async () => {
    await expect(libraryAt('https://example.org/images')).rejects.toMatchObject({ code: 'library-place' })
  })
})
