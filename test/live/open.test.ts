import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openLive } from '../../src/live/open.ts'
import { context, folderOf, gaps, listed, readLive, resources } from './builders.ts'

const volume = { TypeName: 'AWS::EC2::Volume', ResourceDescription: { Identifier: 'vol-1', Properties: '{"Size":8}' } }

describe('live sources', () => {
  it('are found in folders, each by what it says of itself', async () => {
    const live = context()
    const folder = folderOf({ 'a.json': volume, 'b.json': { Volumes: [{ VolumeId: 'vol-2', Size: 9 }] }, 'notes.txt': 'hello' })
    const { items, took } = await openLive([folder], live)
    const read = []
    for await (const batch of items) read.push(...batch)
    expect(took).toEqual([`${folder}/a.json`, `${folder}/b.json`])
    expect(resources(read, 'AWS::EC2::Volume').map(({ physicalId }) => physicalId)).toEqual(['vol-1', 'vol-2'])
    expect(live.notes).toEqual([expect.objectContaining({ code: 'live-not-recognised', level: 'note' })])
  })

  it('settle doubt with a prefix, of the kind or of the call', async () => {
    const folder = folderOf({ 'a.json': volume, 'b.json': { Volumes: [] } })
    expect(resources(await readLive([`cloudcontrol:${folder}/a.json`]))).toHaveLength(1)
    expect(listed(await readLive([`ec2.DescribeVolumes:${folder}/b.json`]))).toContain('AWS::EC2::Volume')
  })

  it('that nothing recognises are an error when they were named, or when a folder has nothing else', async () => {
    const folder = folderOf({ 'odd.json': { hello: 1 }, 'bin.dat': Buffer.from([0, 1, 2]) })
    await expect(readLive([`${folder}/odd.json`])).rejects.toMatchObject({
      code: 'live-not-recognised',
      message: expect.stringContaining('hello'),
    })
    await expect(readLive([`${folder}/bin.dat`])).rejects.toMatchObject({ code: 'live-not-recognised' })
    await expect(readLive([folder])).rejects.toMatchObject({ code: 'live-folder-empty' })
    await expect(readLive([`${folder}/missing.json`])).rejects.toMatchObject({ code: 'input-not-found' })
  })

  it('that are broken are said and leave a gap; the others are read', async () => {
    const live = context()
    const folder = folderOf({
      'a.json': '{"TypeName":"AWS::EC2::Volume","ResourceDescription":{',
      'b.json': volume,
      'c.json': '{"Volumes":[{"VolumeId"',
    })
    const read = await readLive([folder], live)
    expect(resources(read).map(({ physicalId }) => physicalId)).toEqual(['vol-1'])
    expect(gaps(read).map(({ reason }) => reason)).toEqual(['unreadable-document', 'unreadable-document'])
    expect(live.notes.map(({ code, level }) => [code, level])).toEqual([
      ['json-broken', 'error'],
      ['json-broken', 'error'],
    ])
  })

  it('are unpacked where they are gzip, and a damaged one is a gap', async () => {
    const packed = gzipSync(JSON.stringify(volume))
    expect(resources(await readLive([`${folderOf({ 'a.json.gz': packed })}/a.json.gz`]))).toHaveLength(1)
    const read = await readLive([`cloudcontrol:${folderOf({ 'a.json.gz': packed.subarray(0, 40) })}/a.json.gz`])
    expect(gaps(read)).toEqual([expect.objectContaining({ reason: 'unreadable-document' })])
  })
})
