import { beforeEach, describe, expect, it } from 'vitest'
import { ConfigHistory, historyProbe } from '../../../../src/live/aws/config/history.ts'
import { recordDelay } from '../../../../src/match/at-deployment.ts'
import { isObject, type Json, type JsonObject } from '../../../../src/model/json.ts'
import { callerIdentity, serveAws } from '../../../helpers/aws-endpoint.ts'
import { shows } from '../../../helpers/resources.ts'
import { context } from '../../builders.ts'

/** A server that speaks as much of AWS Config and STS as these tests ask for. */
type Answer = { status?: number; body: JsonObject }
let answer: (input: JsonObject, region: string) => Answer
let asked: JsonObject[] = []
let identity = true

serveAws(
  (request, body) => {
    const target = String(request.headers['x-amz-target'])
    if (!target.includes('.'))
      return identity
        ? { body: callerIdentity }
        : { status: 403, body: '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>old</Message></Error></ErrorResponse>' }
    if (!target.endsWith('.GetResourceConfigHistory')) throw new TypeError(`${target} is called.`)
    const input: Json = JSON.parse(body)
    if (!isObject(input)) throw new TypeError('The input is no object.')
    asked.push(input)
    const region = /\/([\w-]+)\/config\//.exec(String(request.headers.authorization))?.[1] ?? ''
    const said = answer(input, region)
    return { ...said, type: 'application/x-amz-json-1.1', body: JSON.stringify(said.body) }
  },
  { AWS_MAX_ATTEMPTS: '1' },
)

beforeEach(() => {
  asked = []
  identity = true
})

const kind = 'AWS::ECS::Cluster'
const deployedAt = '2026-03-01T12:00:00Z'
const cluster = shows(kind, 'web', { ClusterName: 'web' }, { region: 'eu-west-1', account: '111122223333' })

function item(at: string, configuration: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    accountId: '111122223333',
    awsRegion: 'eu-west-1',
    configurationItemStatus: 'OK',
    configurationItemCaptureTime: Date.parse(at) / 1000,
    version: '1.3',
    resourceType: kind,
    resourceId: 'web',
    configuration: JSON.stringify(configuration),
    tags: { team: 'a' },
    ...more,
  }
}

function refuses(type: string, message = 'no'): Answer {
  return { status: 400, body: { __type: type, message } }
}

function history() {
  return new ConfigHistory(context(), recordDelay)
}

describe("AWS Config's history of a resource", () => {
  it('is one call where the latest items reach back to the deployment', async () => {
    answer = () => ({
      body: {
        configurationItems: [
          item('2026-03-05T00:00:00Z', { ClusterName: 'web', CapacityProviders: ['b'] }),
          item('2026-02-01T00:00:00Z', { ClusterName: 'web', CapacityProviders: ['a'] }),
        ],
        nextToken: 'more',
      },
    })
    const states = await history().of(cluster, deployedAt)
    expect(asked).toEqual([{ resourceType: kind, resourceId: 'web', limit: 100 }])
    expect(states.map(({ recorded, properties }) => [recorded, properties])).toEqual([
      [
        { at: '2026-03-05T00:00:00Z', form: '1.3 cloudformation' },
        { ClusterName: 'web', CapacityProviders: ['b'], Tags: [{ Key: 'team', Value: 'a' }] },
      ],
      [
        { at: '2026-02-01T00:00:00Z', form: '1.3 cloudformation' },
        { ClusterName: 'web', CapacityProviders: ['a'], Tags: [{ Key: 'team', Value: 'a' }] },
      ],
    ])
  })

  it('is asked for about the deployment where too much came since, page by page', async () => {
    answer = ({ laterTime, nextToken }) => {
      if (laterTime === undefined)
        return { body: { configurationItems: [item('2026-05-01T00:00:00Z', { ClusterName: 'new' })], nextToken: 'x' } }
      if (nextToken === undefined) return { body: { configurationItems: [], nextToken: 'y' } }
      return {
        body: {
          configurationItems: [item('2026-03-01T12:03:00Z', { ClusterName: 'a' }), item('2026-01-01T00:00:00Z', { ClusterName: 'old' })],
          nextToken: 'z',
        },
      }
    }
    const states = await history().of(cluster, deployedAt)
    expect(asked.map(({ laterTime, nextToken }) => [laterTime, nextToken])).toEqual([
      [undefined, undefined],
      [Date.parse('2026-03-02T12:00:00Z') / 1000, undefined],
      [Date.parse('2026-03-02T12:00:00Z') / 1000, 'y'],
    ])
    expect(states.map(({ properties }) => properties['ClusterName'])).toEqual(['a', 'old', 'new'])
  })

  it('tells of a resource that was gone, and of records that come once a day', async () => {
    answer = () => ({
      body: {
        configurationItems: [
          item('2026-03-05T00:00:00Z', { ClusterName: 'web' }, { recordingFrequency: 'DAILY' }),
          item('2026-02-01T00:00:00Z', {}, { configurationItemStatus: 'ResourceDeleted', configuration: '' }),
        ],
      },
    })
    expect((await history().of(cluster, deployedAt)).map(({ recorded }) => recorded)).toEqual([
      { at: '2026-03-05T00:00:00Z', form: '1.3 cloudformation', daily: true },
      { at: '2026-02-01T00:00:00Z', form: '1.3', gone: true },
    ])
  })

  it('is found by the id that is never given twice, by the name or by the ARN, in the home region too', async () => {
    answer = ({ resourceId }, region) =>
      resourceId === 'AROA1' && region === 'us-east-1'
        ? { body: { configurationItems: [item(deployedAt, { RoleName: 'web' }, { resourceType: 'AWS::IAM::Role', resourceId: 'AROA1' })] } }
        : refuses('ResourceNotDiscoveredException')
    const role = shows('AWS::IAM::Role', 'web', { RoleId: 'AROA1' }, { identities: ['arn:aws:iam::111122223333:role/web'] })
    const asking = history()
    expect(await asking.of(role, deployedAt)).toHaveLength(1)
    expect(asked.map(({ resourceId }) => resourceId)).toEqual(['AROA1', 'web', 'arn:aws:iam::111122223333:role/web', 'AROA1'])
    expect(asking.notes()).toEqual([])
  })

  it('that may not be read is asked for once, counted and said', async () => {
    answer = () => refuses('AccessDeniedException', 'not you')
    const asking = history()
    expect(await asking.of(cluster, deployedAt)).toEqual([])
    expect(await asking.of({ ...cluster, physicalId: 'other' }, deployedAt)).toEqual([])
    expect(asked).toHaveLength(1)
    expect(asking.notes()).toEqual([
      {
        code: 'as-deployed-unread',
        level: 'warning',
        message: expect.stringMatching(/2 resources.*config:GetResourceConfigHistory is refused \(AccessDeniedException: not you\)/),
        hint: 'Allow config:GetResourceConfigHistory to the identity that scans.',
      },
    ])
  })

  it('that is refused in one region is read in the others', async () => {
    answer = (_input, region) =>
      region === 'eu-west-1'
        ? refuses('AccessDeniedException')
        : { body: { configurationItems: [item(deployedAt, { ClusterName: 'web' })] } }
    const asking = history()
    expect(await asking.of(cluster, deployedAt)).toEqual([])
    expect(await asking.of({ ...cluster, region: 'eu-central-1' }, deployedAt)).toHaveLength(1)
    expect(asking.notes()).toMatchObject([{ message: expect.stringContaining(' 1 resource was ') }])
  })

  it('is not there where Config is off, does not know the resource or the kind, or the account is another one', async () => {
    const asking = history()
    answer = () => refuses('NoAvailableConfigurationRecorderException')
    await asking.of(cluster, deployedAt)
    answer = () => refuses('ResourceNotDiscoveredException')
    await asking.of(cluster, deployedAt)
    answer = () => refuses('ValidationException', "Value 'AWS::Odd::Kind' at 'resourceType' failed to satisfy constraint")
    const odd = { ...cluster, kind: 'AWS::Odd::Kind' }
    await asking.of(odd, deployedAt)
    const before = asked.length
    await asking.of(odd, deployedAt)
    await asking.of({ ...cluster, account: '999999999999' }, deployedAt)
    expect(asked).toHaveLength(before)
    expect(
      asking.notes().map(({ level, message }) => `${level} ${/ (\d+) resource/.exec(message)?.[1]} ${message.split(': ').at(-1)}`),
    ).toEqual([
      'note 3 they are not recorded.',
      'warning 1 nothing is recorded in their regions.',
      'note 1 they belong to another account than the credentials.',
    ])
  })

  it('that is written in a shape of its own tells nothing, and that is said', async () => {
    answer = () => ({ body: { configurationItems: [item(deployedAt, { odd_name: 1, Other: 2 })] } })
    const asking = history()
    expect(await asking.of(cluster, deployedAt)).toEqual([])
    expect(asking.notes()).toMatchObject([{ level: 'note', message: expect.stringContaining('a shape of its own') }])
  })

  it('never loses a scan: without credentials it is told, as is what could not be read', async () => {
    identity = false
    const asking = history()
    expect(await asking.of(cluster, deployedAt)).toEqual([])
    expect(asking.notes()).toEqual([
      expect.objectContaining({ level: 'warning', message: expect.stringContaining('expired'), hint: expect.stringContaining('Sign in') }),
    ])
    identity = true
    answer = () => refuses('InternalError')
    const other = history()
    expect(await other.of(cluster, deployedAt)).toEqual([])
    expect(other.notes()).toMatchObject([{ level: 'warning', message: expect.stringContaining('could not be read') }])
  })

  it('tells doctor whether it may be read', async () => {
    answer = () => refuses('ResourceNotDiscoveredException')
    expect(await historyProbe()).toEqual([{ name: 'history', ok: true, detail: 'config:GetResourceConfigHistory is allowed' }])
    answer = () => refuses('AccessDeniedException')
    expect(await historyProbe('eu-west-1')).toMatchObject([
      { ok: false, hint: 'Allow config:GetResourceConfigHistory to the identity that scans.' },
    ])
    answer = () => refuses('NoAvailableConfigurationRecorderException')
    expect(await historyProbe()).toMatchObject([{ ok: false, detail: expect.stringContaining('nothing is recorded') }])
  })
})
