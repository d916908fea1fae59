import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { propertiesOf } from '../../../../src/live/aws/engine/rows.ts'
import { transforms } from '../../../../src/live/aws/engine/transforms.ts'
import { whyUnreadable } from '../../../../src/live/aws/engine/why-unreadable.ts'
import { bundledServices } from '../../../../src/live/aws/calls/clients.ts'
import { apiFacts, apiKinds, apiRow, operationFacts, type ApiMembers } from '../../../../src/mapping/api.ts'
import { factsOf, row } from '../../../../src/mapping/data.ts'

const overrides = JSON.parse(readFileSync(new URL('../../../../data/aws/overrides/api.json', import.meta.url), 'utf8')) as Record<
  string,
  { d?: Record<string, unknown>; m?: unknown; l?: unknown }
>

/** Used in the data, and left unread: fanning one answer out to many resources is not written. */
const unwritten = new Set(['lambda-permissions', 'apigw-methods', '.Items'])

function transformNames(rows: ApiMembers | string): string[] {
  if (typeof rows === 'string') return []
  return Object.entries(rows).flatMap(([member, entry]) => {
    if (member === '=') return []
    const [spec, children] = typeof entry === 'string' ? [entry, ''] : entry
    return [spec.split('|')[1]?.split(':')[0] ?? '', ...transformNames(children)]
  })
}

describe('the rows', () => {
  it('use only transforms that exist', () => {
    const known = new Set(['', 'dhcp', 'map2list', 'first', ...Object.keys(transforms), ...unwritten])
    const unknown = apiKinds().flatMap((kind) => {
      const api = apiRow(kind)
      const tables = [api?.m ?? {}, api?.or?.m ?? {}, ...(api?.d ?? []).map(({ m }) => m), apiFacts(kind)]
      return tables
        .flatMap(transformNames)
        .filter((name) => !known.has(name))
        .map((name) => `${kind}: ${name}`)
    })
    expect(unknown).toEqual([])
  })

  it('say where the tags of a kind come from, or that they are not read', () => {
    const silent = apiKinds().filter((kind) => {
      const read = apiRow(kind)
      const property = factsOf(kind)?.t
      if (read === undefined || property === undefined || read.t !== undefined || read.u?.includes(property) === true) return false
      if (read.q !== 'R' && read.q !== 'H') return false
      return ![read.m, ...(read.d ?? []).map(({ m }) => m)].some((members) => propertiesOf(members).includes(`/${property}`))
    })
    expect(silent).toEqual([])
  })

  it('have a permission for every list that a bundled client makes', () => {
    const lists = apiKinds().map((kind) => apiRow(kind)?.l.o ?? '')
    const bundled = lists.filter((list) => bundledServices.includes(list.split('.')[0] ?? ''))
    expect(bundled.length).toBeGreaterThan(100)
    expect(bundled.filter((list) => !/^[a-z0-9-]+:[A-Za-z]+$/.test(operationFacts(list).action))).toEqual([])
  })
})

describe('every correction', () => {
  it.each(Object.keys(overrides))('%s changes a row that is there, or is the row', (kind) => {
    const base = row<object>(`api/${kind.split('::')[1]?.toLowerCase()}.json`, kind)
    const used = apiRow(kind)
    expect(used).toBeDefined()
    expect(used).not.toEqual(base)
    const operations = (used?.d ?? []).map(({ o }) => o)
    const fixes = overrides[kind]?.d ?? {}
    for (const operation of Array.isArray(fixes) ? [] : Object.keys(fixes)) expect(operations).toContain(operation.replace(/#.*/, ''))
  })

  it('of a kind that is no CloudFormation type is the image alone', () => {
    expect(Object.keys(overrides).filter((kind) => factsOf(kind) === undefined)).toEqual(['AWS::EC2::Image'])
  })

  it('leaves the kind readable, unless it says that it is not', () => {
    const unreadable = Object.keys(overrides).filter((kind) => apiRow(kind)?.q !== 'N' && whyUnreadable(kind) !== undefined)
    expect(unreadable).toEqual([])
  })
})
