import { describe, expect, it } from 'vitest'
import { readKinds } from '../../../../src/live/aws/engine/engine.ts'
import { isObject } from '../../../../src/model/json.ts'
import type { LiveItem } from '../../../../src/model/resource.ts'
import { comparing, differences } from '../../../helpers/comparing.ts'
import { all, answering, gaps, listed, resources } from '../../builders.ts'
import type { Case, Recorded } from './case.ts'
import { networkAndCode } from './network-and-code.ts'
import { storesAndPeople } from './stores-and-people.ts'

const cases = [...networkAndCode, ...storesAndPeople]

const where = { account: '111122223333', region: 'eu-west-1' }

function read({ kind, declared }: Pick<Case, 'kind' | 'declared'>, recorded: Recorded): Promise<LiveItem[]> {
  const answers = answering(Object.fromEntries(Object.entries(recorded).map(([operation, page]) => [operation, () => [page]])))
  // What nobody recorded is not there: the settings of a bucket that it does not have.
  const table = { call: (call: Parameters<typeof answers.call>[0]) => answers.call(call) }
  return all(readKinds([kind], table, { where, source: 'aws-list', declaredOf: () => () => [declared], declaredAs: () => [declared] }))
}

function compared({ kind, id, declared }: Case, items: readonly LiveItem[]): string[] {
  const live = resources(items, kind).find(({ physicalId }) => physicalId === id)
  expect(live?.physicalId).toBe(id)
  return differences(comparing(kind, declared, live?.properties ?? {}, live === undefined ? {} : { live })).toSorted()
}

describe.each(cases)('$kind', (each) => {
  it('is what it was declared to be, with nothing unread that is declared', async () => {
    const items = await read(each, each.answers)
    expect(compared(each, items)).toEqual([])
    expect(gaps(items)).toEqual([])
    expect(listed(items)).toEqual([each.kind])
    const unread = new Set(resources(items).flatMap((resource) => resource.unread ?? []))
    expect(Object.keys(each.declared).filter((name) => unread.has(`/${name}`))).toEqual([])
  })

  it('is found changed', async () => {
    expect(compared(each, await read(each, each.changed))).toEqual([...each.differences].toSorted())
  })
})

describe('what no answer shows within what is there', () => {
  it('is not compared, and no removal', async () => {
    const found = cases.find(({ kind }) => kind === 'AWS::CloudFront::Distribution')
    if (found === undefined) throw new Error('the case of the distribution is gone')
    const config = found.declared['DistributionConfig']
    const declared = { DistributionConfig: { ...(isObject(config) ? config : {}), CNAMEs: ['shop.example.com'] } }
    expect(compared({ ...found, declared }, await read({ kind: found.kind, declared }, found.answers))).toEqual([])
  })
})

describe('secrets in answers', () => {
  it('are not taken from them', async () => {
    const vpn = cases.find(({ kind }) => kind === 'AWS::EC2::VPNConnection')
    const items = vpn === undefined ? [] : await read(vpn, vpn.answers)
    expect(resources(items)).toHaveLength(1)
    expect(JSON.stringify(items)).not.toContain('never to be read')
  })
})

describe('the units of an organization', () => {
  it('are found below the root and below each other', async () => {
    const children: Record<string, string[]> = { 'r-1': ['ou-a', 'ou-b'], 'ou-a': ['ou-c'] }
    const answers = answering({
      'organizations.ListRoots': () => [{ Roots: [{ Id: 'r-1' }] }],
      'organizations.ListOrganizationalUnitsForParent': (input) => [
        { OrganizationalUnits: (children[String(input['ParentId'])] ?? []).map((Id) => ({ Id, Name: Id })) },
      ],
    })
    const items = await all(
      readKinds(['AWS::Organizations::OrganizationalUnit'], answers, { where, source: 'aws-list', declaredOf: () => undefined }),
    )
    expect(resources(items).map(({ physicalId, properties }) => [physicalId, properties['ParentId']])).toEqual([
      ['ou-a', 'r-1'],
      ['ou-b', 'r-1'],
      ['ou-c', 'ou-a'],
    ])
    expect(listed(items)).toEqual(['AWS::Organizations::OrganizationalUnit'])
    // The root and three units, each asked once.
    expect(answers.calls).toHaveLength(5)
  })
})

describe('parents of many children', () => {
  const account = () =>
    answering({
      'lambda.ListFunctions': () => [{ Functions: ['ours', 'theirs', 'shared'].map((FunctionName) => ({ FunctionName })) }],
      'lambda.GetPolicy': (input) => [
        {
          Policy: JSON.stringify({
            Statement: [{ Sid: 's', Action: 'lambda:InvokeFunction', Principal: '*', Resource: input['FunctionName'] }],
          }),
        },
      ],
    })
  const scope = (FunctionName: string) => ({
    where,
    source: 'aws-list',
    declaredOf: (kind: string, names: Iterable<string>) =>
      kind === 'AWS::Lambda::Function' && [...names].includes('ours') ? () => [{}] : undefined,
    declaredAs: () => [{ FunctionName }],
  })

  it('are asked where they are declared, or where a declared child names them', async () => {
    const answers = account()
    const items = await all(readKinds(['AWS::Lambda::Permission'], answers, scope('arn:aws:lambda:eu-west-1:111122223333:function:shared')))
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['ours|s', 'shared|s'])
    expect(listed(items)).toEqual(['AWS::Lambda::Permission'])
  })

  it('prove nothing where a declaration names one that is not among them', async () => {
    const items = await all(readKinds(['AWS::Lambda::Permission'], account(), scope('shared:live')))
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['ours|s', 'shared|s'])
    expect(listed(items)).toEqual([])
  })
})
