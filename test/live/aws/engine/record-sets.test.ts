import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../src/model/json.ts'
import type { LiveItem } from '../../../../src/model/resource.ts'
import { terraform } from '../../../helpers/resources.ts'
import { outcomes } from '../../../match/matching.ts'
import { context, folderOf, readLive, resources } from '../../builders.ts'

const zone = (id: string): JsonObject => ({ Id: `/hostedzone/${id}`, Name: 'example.org.', CallerReference: 'x', Config: {} })
const zones = (...ids: string[]): JsonObject => ({ HostedZones: ids.map(zone), IsTruncated: false, MaxItems: '100' })
const a = { Name: 'www.example.org.', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '10.0.0.1' }] }
const aaaa = { Name: 'www.example.org.', Type: 'AAAA', TTL: 60, ResourceRecords: [{ Value: '::1' }] }
const blue = { ...a, Name: '\\052.example.org.', SetIdentifier: 'blue', Weight: 1 }
const green = { ...blue, SetIdentifier: 'green' }
const soa = { Name: 'example.org.', Type: 'SOA', TTL: 900, ResourceRecords: [{ Value: 'ns-1.awsdns-1.org. x. 1 2 3 4 5' }] }
const servers = { Name: 'example.org.', Type: 'NS', TTL: 172800, ResourceRecords: [{ Value: 'ns-1.awsdns-01.org.' }] }

const saved = (files: Record<string, JsonObject>): Promise<LiveItem[]> => readLive([folderOf(files)], context())
const records = (...list: JsonObject[]): JsonObject => ({ ResourceRecordSets: list, IsTruncated: false, MaxItems: '300' })

const record = (name: string, type: string, set = '', zoneId = 'Z1') =>
  terraform(
    'aws_route53_record',
    { id: `${zoneId}_${name}_${type}${set === '' ? '' : `_${set}`}`, fqdn: name, name, type, set_identifier: set, zone_id: zoneId },
    { address: `${name} ${type}${set}` },
  )
const declared = [record('www.example.org', 'A'), record('www.example.org', 'AAAA'), record('*.example.org', 'A', 'blue')]
const managed = ['managed www.example.org A', 'managed www.example.org AAAA', 'managed *.example.org Ablue']

describe('the records of a zone in saved output', () => {
  it('are joined by zone, name, type and set; what the zone itself made is no one’s', async () => {
    const live = await saved({ 'zones.json': zones('Z1'), 'records.json': records(a, aaaa, blue, green, soa, servers) })
    expect(resources(live, 'AWS::Route53::RecordSet')[2]).toMatchObject({
      physicalId: 'Z1|\\052.example.org.|A|blue',
      properties: { HostedZoneId: 'Z1', ResourceRecords: ['10.0.0.1'] },
    })
    expect(await outcomes(declared, live)).toEqual([...managed, 'unmanaged Z1', 'unmanaged Z1|\\052.example.org.|A|green'])
  })

  it('are missing where the only zone is listed whole', async () => {
    const live = await saved({ 'zones.json': zones('Z1'), 'records.json': records(a, aaaa) })
    expect(await outcomes(declared, live, { unmanaged: 'none' })).toEqual([...managed.slice(0, 2), 'missing *.example.org Ablue'])
  })

  it('are joined without the zone where nobody says which it is, and then prove nothing of others', async () => {
    const live = await saved({ 'records.json': records(a, aaaa) })
    expect(resources(live, 'AWS::Route53::RecordSet')[0]?.unread).toContain('/HostedZoneId')
    expect(await outcomes(declared, live, { unmanaged: 'none' })).toEqual([
      ...managed.slice(0, 2),
      'not-checked *.example.org Ablue (not-in-live-source)',
    ])
  })

  it('are not told apart in lists of several zones that nobody names', async () => {
    const live = await saved({ 'zones.json': zones('Z1', 'Z2'), 'a.json': records(a), 'b.json': records({ ...a, TTL: 5 }) })
    expect(await outcomes([record('www.example.org', 'A')], live, { unmanaged: 'none' })).toEqual([
      'not-checked www.example.org A (not-in-live-source)',
    ])
  })
})
