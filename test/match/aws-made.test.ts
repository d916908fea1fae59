import { describe, expect, it } from 'vitest'
import { wholeTable } from '../../src/mapping/data.ts'
import type { MadeRow } from '../../src/match/aws-made.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { DeclaredResource, LiveResource } from '../../src/model/resource.ts'
import { declares, shows, whole } from '../helpers/resources.ts'
import { outcomes } from './matching.ts'

const table = wholeTable<MadeRow[]>('aws-made.json')
const place = { account: '111111111111', region: 'eu-west-1' }
const rows = Object.entries(table).flatMap(([kind, signs]) => signs.map((row): [string, MadeRow] => [kind, row]))

/** What the proof of a row describes, as live shows it. */
function live(
  row: string,
  { '@id': id = 'thing', '@kind': kind = row, '@identities': identities = [], ...properties }: JsonObject,
): LiveResource {
  const names = Array.isArray(identities) ? identities.filter((name) => typeof name === 'string') : []
  return shows(typeof kind !== 'string' || kind === '*' ? 'AWS::EC2::Volume' : kind, typeof id === 'string' ? id : 'thing', properties, {
    ...place,
    identities: names,
  })
}

/** What becomes of a resource beside the others of the proof: `unmanaged`, `owned`, or nothing. */
async function becomes(resource: LiveResource, { beside = [], unread = [] }: MadeRow): Promise<string | undefined> {
  const others = beside.map(({ kind, id, properties = {} }) => shows(kind, id, properties, place))
  const declared: DeclaredResource[] = beside.flatMap(({ kind, id, properties = {}, declared: is }) =>
    is === true ? [declares(kind, properties, { physicalId: id, address: id, ...place })] : [],
  )
  // Somebody of the account declares something, so that its services are governed.
  const all = [...declared, declares(resource.kind, {}, { physicalId: 'declared', ...place })]
  const kinds = rows.map(([kind]) => kind)
  const readable = [...kinds, ...relatedKinds()].filter((kind) => kind !== '*' && !unread.includes(kind))
  const items = whole([resource, ...others, shows(resource.kind, 'declared', {}, place)], ...readable)
  const said = await outcomes(all, items, { unmanaged: 'all' })
  return said.find((text) => text.endsWith(` ${resource.physicalId}`))?.split(' ')[0]
}

function relatedKinds(): string[] {
  return [...JSON.stringify(table).matchAll(/"kind":"(AWS::\w+::\w+)"/g)].map(([, kind]) => kind ?? '')
}

describe('what AWS, a parent or other code made', () => {
  it('has a row for each sign, and each row says why', () => {
    expect(rows.length).toBeGreaterThan(100)
    expect(rows.filter(([, { because }]) => because.length < 10).map(([kind]) => kind)).toEqual([])
    const unproven = rows.filter(([, { when, byHand }]) => !Object.hasOwn(when, 'always') && byHand === undefined)
    expect(unproven.map(([kind, { because }]) => `${kind}: ${because}`)).toEqual([])
  })

  it.each(rows.map(([kind, row], at) => [`${at} ${kind}: ${row.because}`, kind, row] as const))('%s', async (_, kind, row) => {
    expect(await becomes(live(kind, row.made), row)).toBe(row.owned === true ? 'owned' : undefined)
    // A look-alike that was made by hand is found.
    if (row.byHand !== undefined) expect(await becomes(live(kind, row.byHand), row)).toBe('unmanaged')
  })
})
