import { beforeEach, describe, expect, it } from 'vitest'
import { ConfigHistory } from '../../../../src/live/aws/config/history.ts'
import observer from '../../../../src/live/aws/observer.ts'
import { stackFamilies } from '../../../../src/live/aws/stacks/documents.ts'
import type { DeclaredPlaces, LiveContext } from '../../../../src/live/index.ts'
import type { LiveResource } from '../../../../src/model/resource.ts'
import {
  closedDoor,
  ec2Failure,
  first,
  scanning,
  second,
  serveOrganization,
  sessions,
  suspended,
  type Asked,
} from '../../../helpers/organization.ts'
import { declares } from '../../../helpers/resources.ts'
import { all, context, gaps, resources } from '../../builders.ts'

let asked: Asked[] = []
const times = (action: string): number => asked.filter((each) => each.action === action).length
const wherever = (action: string): string[] =>
  asked.filter((each) => each.action === action).map(({ account, region }) => `${account} ${region}`)

/** Every account and region has one volume, every account one role. */
serveOrganization(
  ({ account, region, action }) => {
    if (action === 'DescribeCarrierGateways') return { status: 400, body: ec2Failure('InvalidAction') }
    if (action === 'DescribeVolumes')
      return {
        body: `<DescribeVolumesResponse><volumeSet><item><volumeId>vol-${account.slice(0, 1)}-${region}</volumeId></item></volumeSet></DescribeVolumesResponse>`,
      }
    if (action === 'GetResourceConfigHistory')
      return {
        status: 400,
        type: 'application/x-amz-json-1.1',
        body: JSON.stringify({ __type: 'ResourceNotDiscoveredException', message: 'no such resource' }),
      }
    if (action === 'ListRoles')
      return {
        body: `<ListRolesResponse><ListRolesResult><Roles><member><RoleName>role-${account.slice(0, 1)}</RoleName></member></Roles></ListRolesResult></ListRolesResponse>`,
      }
    if (action === 'GetAccountAuthorizationDetails')
      return {
        body: '<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>',
      }
    return undefined
  },
  (each) => void asked.push(each),
)

beforeEach(() => {
  asked = []
  sessions.last = 3_600_000
})

const volumes = ['AWS::EC2::Volume']

function observe({ scope = {}, ...parts }: Partial<LiveContext>, kinds = volumes) {
  const live: LiveContext & ReturnType<typeof context> = { ...context(), ...parts, scope: { kinds: new Set(kinds), ...scope } }
  return all(observer.observe(undefined, live)).then((items) => ({
    items,
    notes: live.notes,
    ids: resources(items).map(({ physicalId }) => physicalId),
  }))
}

/** Declared in these places and nowhere else. */
function declaredIn(places: Readonly<Record<string, readonly string[]>>): DeclaredPlaces {
  return {
    mayHold: (account, region) => (region === undefined ? Object.hasOwn(places, account) : places[account]?.includes(region) === true),
    regionsOf: (account) => places[account] ?? [],
    accounts: () => Object.keys(places),
  }
}

describe('several accounts and regions', () => {
  it('are read by the role in each, account by account and region by region, what is global once an account', async () => {
    const { items, ids } = await observe(
      { scope: { accounts: [second, first], regions: ['eu-west-1', 'us-east-1'] }, entry: { role: 'audit' } },
      [...volumes, 'AWS::IAM::Role'],
    )
    expect(ids).toEqual(['role-2', 'vol-2-eu-west-1', 'vol-2-us-east-1', 'role-3', 'vol-3-eu-west-1', 'vol-3-us-east-1'])
    expect(resources(items).map(({ account, region }) => [account, region])).toEqual([
      [first, undefined],
      [first, 'eu-west-1'],
      [first, 'us-east-1'],
      [second, undefined],
      [second, 'eu-west-1'],
      [second, 'us-east-1'],
    ])
    expect(gaps(items)).toEqual([])
    expect([times('GetCallerIdentity'), times('AssumeRole'), times('DescribeVolumes'), times('DescribeRegions')]).toEqual([1, 2, 4, 0])
    expect(wherever('ListRoles').toSorted()).toEqual([`${first} us-east-1`, `${second} us-east-1`])
    // STS of the region, not the global one.
    expect(wherever('AssumeRole')).toEqual([`${scanning} eu-west-1`, `${scanning} eu-west-1`])
  })

  it('say who asks with external id, session name and tags', async () => {
    const entry = { role: 'arn:aws:iam::{account}:role/x/audit', externalId: 'e-1', sessionName: 'nightly', sessionTags: { team: 'sec' } }
    await observe({ scope: { accounts: [first] }, entry })
    expect(Object.fromEntries(asked.find(({ action }) => action === 'AssumeRole')?.form ?? [])).toMatchObject({
      RoleArn: `arn:aws:iam::${first}:role/x/audit`,
      ExternalId: 'e-1',
      RoleSessionName: 'nightly',
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'sec',
    })
  })

  it('of which one cannot be entered: one gap that names role and action, the others are read', async () => {
    const { items, ids } = await observe({ scope: { accounts: [closedDoor, first] }, entry: { role: 'audit' } })
    expect(ids).toEqual(['vol-2-eu-west-1'])
    expect(gaps(items)).toEqual([
      {
        is: 'gap',
        account: closedDoor,
        reason: 'access-denied',
        service: 'sts',
        action: 'sts:AssumeRole',
        detail: `The role arn:aws:iam::${closedDoor}:role/audit cannot be taken on (AccessDenied: not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${closedDoor}:role/audit).`,
        remedy: expect.stringContaining(`arn:aws:sts::${scanning}:assumed-role/ci/run`),
      },
    ])
  })

  it('without a role are out of reach, but for the own one', async () => {
    const { items, ids } = await observe({ scope: { accounts: [first, scanning] } })
    expect(ids).toEqual(['vol-1-eu-west-1'])
    expect(gaps(items)).toMatchObject([{ account: first, reason: 'other-account', remedy: expect.stringContaining('--role') }])
  })

  it('with a role that is not in the own account: that one is read with the credentials as they are, and it is said', async () => {
    const { ids, notes, items } = await observe({ scope: { accounts: [scanning, first] }, entry: { role: 'audit' } })
    expect(ids).toEqual(['vol-1-eu-west-1', 'vol-2-eu-west-1'])
    expect(notes).toMatchObject([{ code: 'aws-role-own-account', level: 'note' }])
    expect(gaps(items)).toEqual([])
  })

  it('a role that one has already is not taken on again, nor the role of another account', async () => {
    expect((await observe({ entry: { role: 'ci' } })).ids).toEqual(['vol-1-eu-west-1'])
    expect(times('AssumeRole')).toBe(0)
    expect((await observe({ entry: { role: `arn:aws:iam::${first}:role/audit` } })).ids).toEqual(['vol-2-eu-west-1'])
    await expect(observe({ scope: { accounts: [second] }, entry: { role: `arn:aws:iam::${first}:role/audit` } })).rejects.toMatchObject({
      code: 'role-account',
    })
  })

  it('come from the organization by name, those that are not active counted', async () => {
    const { ids, notes } = await observe({ scope: { accounts: ['prod-*'] }, entry: { accounts: 'organization', role: 'audit' } })
    expect(ids).toEqual(['vol-2-eu-west-1', 'vol-3-eu-west-1'])
    expect(notes).toMatchObject([
      {
        code: 'aws-accounts-closed',
        level: 'note',
        message: `1 of the organization's 5 accounts is not active and not read: ${suspended}.`,
      },
    ])
    expect(wherever('ListAccounts')).toEqual([`${scanning} us-east-1`, `${scanning} us-east-1`])
  })

  it('that hold nothing declared are not entered; a declared one that is closed, or in none of them, is a gap', async () => {
    const entry = { accounts: 'organization', role: 'audit' }
    const one = await observe({ scope: { places: declaredIn({ [second]: ['eu-west-1'], [suspended]: [] }) }, entry })
    expect([one.ids, times('AssumeRole')]).toEqual([['vol-3-eu-west-1'], 1])
    expect(gaps(one.items)).toMatchObject([{ account: suspended, reason: 'other-account' }])
    const none = await observe({ scope: { places: declaredIn({ '999999999999': [] }) }, entry })
    expect(gaps(none.items)).toMatchObject([{ reason: 'other-account', detail: expect.stringContaining('999999999999') }])
    expect(none.ids).toEqual([])
  })

  it('that nobody knows are an error that lists those who are known', async () => {
    const accounts = [{ id: first, name: 'web' }]
    await expect(observe({ scope: { accounts: ['wbe'] }, entry: { accounts, role: 'audit' } })).rejects.toMatchObject({
      code: 'account-unknown',
      hint: expect.stringContaining(`${first} (web)`),
    })
  })

  it('each with what its list says of it', async () => {
    const accounts = [
      { id: first, role: 'special', externalId: 'own', regions: ['eu-central-1', 'us-east-1'] as [string, string] },
      { id: second },
    ]
    const { ids } = await observe({ entry: { accounts, role: 'audit', externalId: 'common' } })
    expect(ids).toEqual(['vol-2-eu-central-1', 'vol-2-us-east-1', 'vol-3-eu-west-1'])
    const roles = asked
      .filter(({ action }) => action === 'AssumeRole')
      .map(({ form }) => `${form.get('RoleArn')} ${form.get('ExternalId')}`)
    expect(roles.toSorted()).toEqual([`arn:aws:iam::${first}:role/special own`, `arn:aws:iam::${second}:role/audit common`])
  })

  it('where the organization may not be listed: an error that says what would do', async () => {
    process.env['AWS_ACCESS_KEY_ID'] = `AKIA${first}`
    try {
      await expect(observe({ entry: { accounts: 'organization' } })).rejects.toMatchObject({
        code: 'aws-organization',
        hint: expect.stringContaining('organizations:ListAccounts'),
      })
    } finally {
      process.env['AWS_ACCESS_KEY_ID'] = `AKIA${scanning}`
    }
  })
})

describe('regions', () => {
  it.each([
    [['all'], ['eu-central-1', 'eu-west-1', 'us-east-1']],
    [['eu-*'], ['eu-central-1', 'eu-west-1']],
    [
      ['us-east-?', 'eu-west-1'],
      ['eu-west-1', 'us-east-1'],
    ],
  ])('%j are those that are enabled', async (regions, expected) => {
    const { items } = await observe({ scope: { regions } })
    expect(resources(items).map(({ region }) => region)).toEqual(expected)
    expect([times('DescribeRegions'), gaps(items)]).toEqual([1, []])
  })

  it('that are off and hold something declared are one gap each; of the others only those that hold something are read', async () => {
    const { items, ids } = await observe({ scope: { regions: ['all'], places: declaredIn({ [scanning]: ['eu-west-1', 'me-south-1'] }) } })
    expect(ids).toEqual(['vol-1-eu-west-1'])
    expect(gaps(items)).toMatchObject([{ account: scanning, region: 'me-south-1', reason: 'region-off' }])
  })

  it('that are named and turn out to be off are one gap, after one refused call', async () => {
    const { items, ids } = await observe({ scope: { regions: ['eu-west-1', 'me-south-1'] } }, [...volumes, 'AWS::EC2::VPC'])
    expect(ids).toEqual(['vol-1-eu-west-1'])
    expect(gaps(items).filter(({ region }) => region === 'me-south-1')).toEqual([
      expect.objectContaining({ account: scanning, reason: 'region-off', detail: expect.stringContaining('said AuthFailure') }),
    ])
    expect(asked.filter(({ region }) => region === 'me-south-1')).toHaveLength(1)
  })

  it('that hold nothing declared while others do are a gap, and a pattern that nothing fits is an error', async () => {
    const { items, ids } = await observe({ scope: { regions: ['eu-*'], places: declaredIn({ [scanning]: ['us-east-1'] }) } })
    expect([ids, gaps(items)]).toEqual([
      [],
      [expect.objectContaining({ reason: 'other-region', detail: expect.stringContaining('us-east-1') })],
    ])
    await expect(observe({ scope: { regions: ['ue-*'] } })).rejects.toMatchObject({ code: 'region-unknown' })
  })
})

describe('what a region does not offer', () => {
  const kinds = ['AWS::EC2::CarrierGateway', 'AWS::EC2::Volume', 'AWS::SQS::Queue']
  /** Volumes come first: the region has answered before the service is asked that has no host there. */
  const order = async (places: Partial<LiveContext['scope']>) => {
    process.env['AWS_ENDPOINT_URL_SQS'] = `http://${'x'.repeat(70)}.localhost`
    try {
      return await observe({ scope: { regions: ['eu-west-1'], ...places } }, kinds)
    } finally {
      delete process.env['AWS_ENDPOINT_URL_SQS']
    }
  }

  it('is counted and no gap, where nothing is declared of it there', async () => {
    const { items, ids, notes } = await order({ resourcesOf: () => [] })
    expect([ids, gaps(items)]).toEqual([['vol-1-eu-west-1'], []])
    expect(notes).toMatchObject([{ code: 'aws-not-offered', level: 'note', message: expect.stringContaining('2 kinds are not offered') }])
    expect(resources(items).length + items.filter(({ is }) => is === 'listed').length).toBe(2)
  })

  it('is a gap where something is declared there, or may be', async () => {
    const declared = (kind: string) => [declares(kind, {}, { region: kind === 'AWS::SQS::Queue' ? 'eu-west-1' : 'us-east-1' })]
    const { items, notes } = await order({ resourcesOf: declared })
    expect(gaps(items)).toMatchObject([
      { kind: 'AWS::SQS::Queue', reason: 'read-failed', detail: expect.stringContaining('The region has no sqs') },
    ])
    expect(notes).toMatchObject([{ message: expect.stringContaining('AWS::EC2::CarrierGateway (eu-west-1)') }])
    const unsure = await order({ resourcesOf: (kind) => [declares(kind, {})] })
    expect(gaps(unsure.items).map(({ kind }) => kind)).toEqual(['AWS::EC2::CarrierGateway', 'AWS::SQS::Queue'])
  })
})

describe('credentials of a role', () => {
  it('are asked for once for all clients, and again when they are about to expire', async () => {
    const scope = { accounts: [first], regions: ['eu-west-1', 'us-east-1', 'eu-central-1'] }
    await observe({ scope, entry: { role: 'audit' } }, [...volumes, 'AWS::IAM::Role'])
    expect(times('AssumeRole')).toBe(1)
    asked = []
    sessions.last = 60_000
    expect((await observe({ scope, entry: { role: 'audit' } })).ids).toHaveLength(3)
    expect(times('AssumeRole')).toBeGreaterThan(1)
  })
})

describe('what is asked of one account', () => {
  it('is asked there: the history of a resource in its own, a stack in the account of its id, by the role of that account', async () => {
    const live = { ...context({ region: 'eu-west-1' }), entry: { role: 'audit' } }
    const history = new ConfigHistory(live, 60_000)
    const volume = (account: string): LiveResource => ({
      kind: 'AWS::EC2::Volume',
      shape: 'neutral',
      properties: {},
      physicalId: 'vol-1',
      identities: [],
      account,
      region: 'us-east-1',
      source: 'aws-list',
    })
    for (const account of [first, second, first, closedDoor]) await history.of(volume(account), '2026-01-01T00:00:00Z')
    expect(wherever('GetResourceConfigHistory')).toEqual([first, second, first].map((account) => `${account} us-east-1`))
    // One try each.
    expect(times('AssumeRole')).toBe(3)
    expect(history.notes().map(({ message }) => message)).toEqual([
      expect.stringContaining(`role arn:aws:iam::${closedDoor}:role/audit`),
      expect.any(String),
    ])
  })

  it('is a stack, and one in an account that cannot be entered is an error', async () => {
    const stack = (account: string) => `arn:aws:cloudformation:us-east-1:${account}:stack/shop/1`
    const read = async (name: string, account?: string) => {
      for await (const family of stackFamilies(name, { entry: { role: 'audit' }, ...(account === undefined ? {} : { account }) }))
        await family()
    }
    await expect(read(stack(first))).rejects.toMatchObject({ code: 'stack-unreadable' })
    await expect(read('eu-central-1/shop', second)).rejects.toMatchObject({ code: 'stack-unreadable' })
    expect(wherever('DescribeStacks')).toEqual([`${first} us-east-1`, `${second} eu-central-1`])
    await expect(read(stack(closedDoor))).rejects.toMatchObject({
      code: 'stack-unreadable',
      hint: expect.stringContaining('sts:AssumeRole'),
    })
  })
})

describe('doctor', () => {
  it('says who one is in each account, and which cannot be entered', async () => {
    const live = { ...context({ scope: { accounts: [first, closedDoor], regions: ['eu-*'] } }), entry: { role: 'audit' } }
    const lines = await observer.probe(undefined, live)
    expect(lines).toMatchObject([
      { name: 'identity', ok: true, detail: `arn:aws:sts::${first}:assumed-role/audit/driftgate in account ${first}` },
      { name: 'region', ok: true, detail: 'eu-central-1, eu-west-1' },
      { name: 'account', ok: false, detail: expect.stringContaining(`${closedDoor}  access-denied  The role`) },
    ])
  })
})
