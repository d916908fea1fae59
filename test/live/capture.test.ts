import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { writeCapture } from '../../src/live/capture.ts'
import type { Diagnostic } from '../../src/model/generated/report.ts'
import type { LiveItem } from '../../src/model/resource.ts'
import { comparing, differences } from '../helpers/comparing.ts'
import { context, folderOf, gaps, readLive, resources } from './builders.ts'

const header = { tool: { name: 'driftgate' as const, version: '1.0.0' }, capturedAt: '2026-01-02T03:04:05Z', sources: ['aws'] }
const items: LiveItem[] = [
  {
    is: 'resource',
    resource: {
      kind: 'AWS::EC2::Volume',
      shape: 'neutral',
      properties: { Size: 8, A: 1 },
      physicalId: 'vol-1',
      identities: [],
      source: 'aws-list',
    },
  },
  { is: 'listed', kind: 'AWS::EC2::Volume', region: 'eu-west-1' },
  { is: 'gap', kind: 'AWS::S3::Bucket', reason: 'access-denied', paths: ['/Tags'] },
]

function missing(): never {
  throw new Error('nothing was replayed')
}

async function captureText(some: LiveItem[], notes?: Diagnostic[], withUserData = false): Promise<string> {
  async function* once() {
    yield await Promise.resolve(some)
  }
  let text = ''
  const told = () => ({ calls: { 'ec2.DescribeVolumes': 1 }, ...(notes === undefined ? {} : { notes }) })
  for await (const line of writeCapture(once(), header, told, withUserData)) text += line
  return text
}

describe('a capture', () => {
  it('replays to the items that it was written from, at the time that it was taken', async () => {
    const live = context()
    expect(await readLive([`${folderOf({ 'live.ndjson': await captureText(items) })}/live.ndjson`], live)).toEqual(items)
    expect(live.times).toEqual(['2026-01-02T03:04:05Z'])
    expect(live.notes).toEqual([])
  })

  it('says again what was said while it was read, and by which calls; as a record of the deployment only what concerns it', async () => {
    const notes: Diagnostic[] = [
      { code: 'aws-identity-unknown', level: 'warning', message: 'no' },
      { code: 'as-deployed-unread', level: 'note', message: 'no history' },
    ]
    const file = `${folderOf({ 'live.ndjson': await captureText(items, notes) })}/live.ndjson`
    const calls: Record<string, number> = {}
    const counting = (operation: string, times = 1): void => void (calls[operation] = (calls[operation] ?? 0) + times)
    const live = { ...context(), called: counting }
    await readLive([file], live)
    expect([live.notes, calls]).toEqual([notes, { 'ec2.DescribeVolumes': 1 }])
    const record = { ...context(), allStates: true, called: counting }
    await readLive([file], record)
    expect([record.notes, calls]).toEqual([notes.slice(1), { 'ec2.DescribeVolumes': 1 }])
  })

  it('takes no note that is none', async () => {
    const text = (await captureText(items)).replace(
      '"is":"end"',
      '"is":"end","notes":[1,{"code":"x"},{"code":"x","level":"odd","message":"y"}]',
    )
    const live = context()
    await readLive([`${folderOf({ 'live.ndjson': text })}/live.ndjson`], live)
    expect(live.notes).toEqual([])
  })

  it('is the same bytes whatever the order of keys, and ends with counts', async () => {
    const text = await captureText(items)
    expect(text).toContain('"properties":{"A":1,"Size":8}')
    expect(text.trim().split('\n').at(-1)).toBe('{"calls":{"ec2.DescribeVolumes":1},"is":"end","items":3}')
  })

  it('keeps only a digest of user data, wherever it stands, by which it is still compared', async () => {
    const script = '#!/bin/sh\nexport DB_PASSWORD=hunter2\n'
    const properties = {
      UserData: Buffer.from(script).toString('base64'),
      LaunchTemplateData: { UserData: script },
      Tags: [{ user_data: '' }],
    }
    const one: LiveItem[] = [
      {
        is: 'resource',
        resource: { kind: 'AWS::EC2::Instance', shape: 'neutral', properties, physicalId: 'i-1', identities: [], source: 'aws-list' },
      },
    ]
    const text = await captureText(one)
    expect(text).not.toContain('hunter2')
    expect(text).not.toContain(properties.UserData)
    const [resource] = resources(await readLive([`${folderOf({ 'c.ndjson': text })}/c.ndjson`]))
    const kept = resource?.properties['UserData']
    expect(kept).toMatch(/^sha256:[0-9a-f]{64} sha1:[0-9a-f]{40}$/)
    expect(resource?.properties).toEqual({ UserData: kept, LaunchTemplateData: { UserData: kept }, Tags: [{ user_data: '' }] })
    for (const declared of [script, properties.UserData, createHash('sha1').update(script).digest('hex')])
      expect(differences(comparing('AWS::EC2::Instance', { UserData: declared }, { UserData: kept ?? null }))).toEqual([])
    expect(differences(comparing('AWS::EC2::Instance', { UserData: '#!/bin/sh\n' }, { UserData: kept ?? null }))).toEqual([
      'changed /UserData',
    ])
    // Two captures of the same script are the same, and a capture of a capture is it too.
    expect(await captureText([{ is: 'resource', resource: { ...(resource ?? missing()) } }])).toContain(String(kept))
    expect(await captureText(one, undefined, true)).toContain(properties.UserData)
  })

  it('keeps any JSON value of a property, also under a hostile key', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), fc.jsonValue()), async (properties) => {
        const resource = {
          kind: 'K',
          shape: 'neutral' as const,
          properties: JSON.parse(JSON.stringify(properties)),
          physicalId: 'x',
          identities: [],
          source: 's',
        }
        const one: LiveItem[] = [{ is: 'resource', resource }]
        const read = await readLive([`${folderOf({ 'c.ndjson': await captureText(one) })}/c.ndjson`])
        expect(JSON.stringify(sorted(read))).toBe(JSON.stringify(sorted(one)))
      }),
      { numRuns: 40 },
    )
  })

  it('without its closing line is incomplete, and what was read of it still counts', async () => {
    const live = context()
    const cut = (await captureText(items)).split('\n').slice(0, 3).join('\n')
    const read = await readLive([`${folderOf({ 'live.ndjson': cut })}/live.ndjson`], live)
    expect(read.slice(0, 2)).toEqual(items.slice(0, 2))
    expect(gaps(read)).toEqual([expect.objectContaining({ reason: 'truncated' })])
    expect(live.notes).toEqual([expect.objectContaining({ code: 'capture-truncated', level: 'error' })])
  })

  it('cut off in the middle of a line says where, and is incomplete', async () => {
    const live = context()
    const text = await captureText(items)
    const read = await readLive([`${folderOf({ 'live.ndjson': text.slice(0, text.indexOf('listed') + 3) })}/live.ndjson`], live)
    expect(gaps(read).map(({ reason }) => reason)).toEqual(['unreadable-document', 'truncated'])
    expect(live.notes[0]).toMatchObject({ code: 'json-broken', location: { line: 3 } })
  })

  it('with another number of items than it says is incomplete', async () => {
    const live = context()
    const lines = (await captureText(items)).split('\n')
    const read = await readLive([`${folderOf({ 'live.ndjson': [lines[0], lines[1], ...lines.slice(3)].join('\n') })}/live.ndjson`], live)
    expect(gaps(read).map(({ reason }) => reason)).toContain('truncated')
  })

  it('with lines that are no items reads the others', async () => {
    const lines = (await captureText(items)).trim().split('\n')
    const odd = ['{"is":"resource","resource":{"kind":1}}', '{"is":"gap","reason":"because"}', '{"is":"listed"}', '[]']
    const read = await readLive([
      `${folderOf({ 'live.ndjson': [...lines.slice(0, -1), ...odd, '{"is":"end","items":7}'].join('\n') })}/live.ndjson`,
    ])
    expect(read.slice(0, 3)).toEqual(items)
    expect(gaps(read.slice(3)).map(({ reason }) => reason)).toEqual(odd.map(() => 'unreadable-document'))
  })

  it('of another version is not read at all', async () => {
    const text = (await captureText(items)).replace('driftgate/capture/v1', 'driftgate/capture/v9')
    await expect(readLive([`${folderOf({ 'live.ndjson': text })}/live.ndjson`])).rejects.toMatchObject({ code: 'capture-version' })
  })
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => [key, sorted(each)])
}
