import { describe, expect, it } from 'vitest'
import { context, folderOf, gaps, listed, readLive, resources } from '../../builders.ts'

function got(kind: string, Identifier: string, properties: object | string) {
  return {
    TypeName: kind,
    ResourceDescription: { Identifier, Properties: typeof properties === 'string' ? properties : JSON.stringify(properties) },
  }
}

describe('get-resource output', () => {
  it('is one resource and proves nothing of others', async () => {
    const role = got('AWS::IAM::Role', 'web', { RoleName: 'web', Arn: 'arn:aws:iam::111122223333:role/web', RoleId: 'AROA' })
    const items = await readLive([`${folderOf({ 'r.json': role })}/r.json`])
    expect(items).toEqual([
      {
        is: 'resource',
        resource: {
          kind: 'AWS::IAM::Role',
          shape: 'neutral',
          properties: { RoleName: 'web', Arn: 'arn:aws:iam::111122223333:role/web', RoleId: 'AROA' },
          physicalId: 'web',
          identities: ['arn:aws:iam::111122223333:role/web', 'AROA'],
          source: 'cloudcontrol',
        },
      },
    ])
  })

  it('is where the flags say', async () => {
    const live = context({ account: '111122223333', region: 'eu-west-1' })
    const [bucket] = resources(await readLive([`${folderOf({ 'b.json': got('AWS::S3::Bucket', 'b', {}) })}/b.json`], live))
    expect(bucket).toMatchObject({ account: '111122223333', region: 'eu-west-1', identities: ['arn:aws:s3:::b'] })
  })

  it.each(['terminated', 'shutting-down'])('of an instance that is %s says that it is gone', async (Name) => {
    const instance = got('AWS::EC2::Instance', 'i-1', { InstanceId: 'i-1', State: { Code: '48', Name } })
    const items = await readLive([`${folderOf({ 'i.json': instance })}/i.json`])
    expect(items).toEqual([{ is: 'gone', kind: 'AWS::EC2::Instance', names: ['i-1'] }])
  })

  it('comes in any number as NDJSON; broken lines do not lose the others', async () => {
    const lines = Array.from({ length: 1200 }, (_, at) => JSON.stringify(got('AWS::EC2::Volume', `vol-${at}`, { Size: at })))
    lines.splice(600, 0, '{"TypeName":', JSON.stringify(got('AWS::EC2::Volume', 'vol-x', 'no JSON')), '{"TypeName":"AWS::EC2::Volume"}')
    const live = context()
    const items = await readLive([`${folderOf({ 'v.ndjson': lines.join('\n') })}/v.ndjson`], live)
    expect(resources(items)).toHaveLength(1200)
    expect(live.notes.map(({ location }) => location?.line)).toEqual([601, 602, 603])
    expect(gaps(items)).toHaveLength(3)
  })

  it('keeps hostile keys as data', async () => {
    const text = '{"__proto__":{"polluted":true},"Size":1}'
    const [volume] = resources(await readLive([`${folderOf({ 'v.json': got('AWS::EC2::Volume', 'vol-1', text) })}/v.json`]))
    expect(Object.keys(volume?.properties ?? {})).toEqual(['__proto__', 'Size'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('without identifier is a broken document', async () => {
    const items = await readLive([
      `${folderOf({ 'v.json': { TypeName: 'AWS::EC2::Volume', ResourceDescription: { Properties: '{}' } } })}/v.json`,
    ])
    expect(gaps(items)).toEqual([expect.objectContaining({ reason: 'unreadable-document' })])
  })
})

describe('list-resources output', () => {
  const list = { TypeName: 'AWS::EC2::Volume', ResourceDescriptions: [{ Identifier: 'vol-1', Properties: '{"VolumeId":"vol-1"}' }] }

  it('is every resource of the kind, perhaps with less than all properties', async () => {
    const items = await readLive([`${folderOf({ 'l.json': list })}/l.json`])
    expect(resources(items)[0]?.unread).toEqual(['/'])
    expect(listed(items)).toEqual(['AWS::EC2::Volume'])
  })

  it('with a token for more proves nothing and says so', async () => {
    const items = await readLive([`${folderOf({ 'l.json': { ...list, NextToken: 't' } })}/l.json`])
    expect(listed(items)).toEqual([])
    expect(gaps(items)).toEqual([expect.objectContaining({ kind: 'AWS::EC2::Volume', reason: 'truncated' })])
  })
})

describe('a list that shows what was deleted a while ago', () => {
  const list = (kind: string, ...states: (object | string)[]): object => ({
    TypeName: kind,
    ResourceDescriptions: states.map((State, at) => ({ Identifier: `i-${at}`, Properties: JSON.stringify({ State }) })),
  })
  const ids = async (document: object): Promise<string[]> =>
    resources(await readLive([`${folderOf({ 'l.json': document })}/l.json`])).map(({ physicalId }) => physicalId)

  it('has no terminated instance, and every other', async () => {
    expect(await ids(list('AWS::EC2::Instance', { Name: 'running' }, { Name: 'terminated' }, { Name: 'stopped' }))).toEqual(['i-0', 'i-2'])
  })

  it('is taken as it is where no state of the kind means that it is gone', async () => {
    expect(await ids(list('AWS::Events::Rule', 'ENABLED', 'DISABLED'))).toEqual(['i-0', 'i-1'])
    expect(await ids(list('AWS::Acme::Thing', 'deleted'))).toEqual(['i-0'])
  })
})
