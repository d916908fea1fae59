import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyRows, propertiesOf } from '../../../../src/live/aws/engine/rows.ts'
import { membersOf } from '../../../../src/mapping/api.ts'
import type { ApiMembers } from '../../../../src/mapping/api.ts'
import type { Json, JsonObject } from '../../../../src/model/json.ts'

function shaped(rows: ApiMembers, item: Json, parents: JsonObject[] = [], input: JsonObject = {}) {
  return applyRows(rows, { item, parents }, input)
}

describe('rows', () => {
  it('take same names, with a capital first letter', () => {
    expect(shaped({ '=': 'name Size Missing' }, { name: 'n', Size: 0, Missing: null }).properties).toEqual({ Name: 'n', Size: 0 })
  })

  it('rename, nest, list and map', () => {
    const rows: ApiMembers = {
      Id: 'Key.Id',
      'Id#2': 'Other',
      'Groups[].GroupId': 'GroupIds',
      'Sets[0].Cidr': 'Cidr',
      Mapping: ['Devices', { Ebs: ['Ebs', 'Size'], '=': 'Name' }],
      Args: ['Arguments|map2list', { '@key': 'Name', Value: 'Value' }],
      Only: ['Single|first', 'A'],
    }
    const item = {
      Id: 'i',
      Groups: [{ GroupId: 'g1' }, { GroupId: 'g2' }],
      Sets: [{ Cidr: 'c' }],
      Mapping: [{ Name: 'xvda', Ebs: { Size: 8, Extra: 1 } }],
      Args: { a: { Value: 1 } },
      Only: [{ A: 1, B: 2 }, { A: 3 }],
    }
    expect(shaped(rows, item).properties).toEqual({
      Key: { Id: 'i' },
      Other: 'i',
      GroupIds: ['g1', 'g2'],
      Cidr: 'c',
      Devices: [{ Name: 'xvda', Ebs: { Size: 8 } }],
      Arguments: [{ Name: 'a', Value: 1 }],
      Single: { A: 1 },
    })
  })

  it('look around the item and into the call', () => {
    const rows: ApiMembers = { '^Table': 'TableId', '^^Vpc': 'VpcId', '@Cluster': 'Cluster', $: 'Self' }
    expect(shaped(rows, 'text', [{ Vpc: 'v' }, { Table: 't' }], { Cluster: 'c' }).properties).toEqual({
      TableId: 't',
      VpcId: 'v',
      Cluster: 'c',
      Self: 'text',
    })
    expect(shaped(rows, {}, []).properties).toEqual({ Self: {} })
  })

  it('take a map of tags where the answer has one, and leave it unread where it has none', () => {
    const rows: ApiMembers = { tags: 'Tags~|kv', other: 'Parameters~|kv' }
    expect(shaped(rows, { tags: { a: '1' }, other: { b: '2' } })).toEqual({
      properties: { Tags: [{ Key: 'a', Value: '1' }] },
      unread: ['/Parameters'],
      unsure: [],
    })
    expect(shaped(rows, { tags: {} })).toMatchObject({ properties: { Tags: [] }, unread: ['/Parameters'] })
    expect(shaped(rows, {})).toEqual({ properties: {}, unread: ['/Tags', '/Parameters'], unsure: [] })
  })

  it('leave unsure rows and unknown transforms unread, at the element', () => {
    const rows: ApiMembers = { List: ['Rules', { Prefix: 'Prefix~', Id: 'Id' }], Low: 'Low?', Odd: 'Odd|no-such-transform' }
    expect(shaped(rows, { List: [{ Prefix: 'p', Id: '1' }, { Id: '2' }], Low: 1, Odd: 2 })).toEqual({
      properties: { Rules: [{ Id: '1' }, { Id: '2' }] },
      unread: ['/Rules/0/Prefix', '/Rules/1/Prefix', '/Low', '/Odd'],
      unsure: [],
    })
  })

  it('drop what is not to be kept', () => {
    const rows: ApiMembers = { KeyManager: '!keep:CUSTOMER', KeyId: 'KeyId' }
    expect(shaped(rows, { KeyManager: 'AWS', KeyId: 'k' }).keep).toBe(false)
    expect(shaped(rows, { KeyManager: 'CUSTOMER', KeyId: 'k' })).toEqual({ unsure: [], properties: { KeyId: 'k' }, unread: [], keep: true })
  })

  it('fill one structure from two members', () => {
    const rows: ApiMembers = { A: ['Both', 'X'], B: ['Both', 'Y'] }
    expect(shaped(rows, { A: { X: 1 }, B: { Y: 2 } }).properties).toEqual({ Both: { X: 1, Y: 2 } })
  })

  it('spread DHCP options over their properties', () => {
    const item = {
      DhcpConfigurations: [
        { Key: 'domain-name', Values: [{ Value: 'a.test' }] },
        { Key: 'domain-name-servers', Values: [{ Value: '10.0.0.2' }, { Value: '10.0.0.3' }] },
        { Key: 'netbios-node-type', Values: [{ Value: '2' }] },
        { Key: 'constructor', Values: [{ Value: 'x' }] },
      ],
    }
    expect(shaped({ DhcpConfigurations: '|dhcp' }, item).properties).toEqual({
      DomainName: 'a.test',
      DomainNameServers: ['10.0.0.2', '10.0.0.3'],
      NetbiosNodeType: 2,
    })
  })

  it('name what they fill and what they read', () => {
    const rows: ApiMembers = { A: 'X.Y|json', 'B[].C': ['Z', 'q'], K: '!keep:V', '@In': 'W', '=': 'm N' }
    expect(propertiesOf(rows).toSorted()).toEqual(['/M', '/N', '/W', '/X', '/Z'])
    expect(membersOf(rows).toSorted()).toEqual(['A', 'B', 'K', 'N', 'm'])
  })

  it('never change what they read, whatever it is', () => {
    const rows: ApiMembers = {
      A: ['X', { B: 'Y', '=': 'C' }],
      'D[].E': 'F|csv',
      G: 'H|kv',
      I: 'J|sgperms',
      K: 'L|groupby:a:b:c',
      '=': 'M __proto__',
    }
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D', 'E', 'G', 'I', 'K', 'M', '__proto__'), fc.jsonValue()), (item) => {
        const before = JSON.stringify(item)
        shaped(rows, item as JsonObject)
        expect(JSON.stringify(item)).toBe(before)
        expect(({} as Record<string, unknown>)['B']).toBeUndefined()
      }),
    )
  })
})
