import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import type { Decision } from '../../src/model/pair.ts'
import { comparing, differences, reasons, unknownKind } from '../helpers/comparing.ts'

interface States {
  declared?: JsonObject
  before: JsonObject
  now: JsonObject
  whole?: boolean
}

const compared = ({ declared = {}, before, now, whole = true }: States, kind = unknownKind): ReturnType<typeof comparing> =>
  comparing(kind, declared, now, { asDeployed: { properties: before, whole } })
const since = (states: States, kind?: string): string[] => differences(compared(states, kind))

describe('a value that nobody declared, and what it was as deployed', () => {
  it('is silent while it is the same, whatever it is', () => {
    const same = { Mode: 'FAST', Limits: { Memory: 3008, Hosts: ['b', 'a'] }, PermissionsBoundary: 'arn:aws:iam::1:policy/b' }
    const by: string[] = []
    const context = { aliases: new Map<string, string>(), trace: (decision: Decision) => void by.push(`${decision.path} ${decision.by}`) }
    const found = comparing(
      unknownKind,
      {},
      same,
      { asDeployed: { properties: { ...same, Limits: { Hosts: ['a', 'b'], Memory: 3008 } }, whole: true } },
      context,
    )
    expect([found.differences, found.notCompared]).toEqual([[], []])
    expect(by).toEqual(['/Mode as-deployed', '/Limits as-deployed', '/PermissionsBoundary as-deployed'])
  })

  it('is changed, added or removed at its very place', () => {
    expect(since({ before: { Mode: 'FAST', Old: 'x' }, now: { Mode: 'SLOW', New: 'y' } })).toEqual([
      'changed /Mode',
      'added /New',
      'removed /Old',
    ])
    expect(since({ before: { A: { B: { C: 1, D: 2 } } }, now: { A: { B: { C: 2, E: 3 } } } })).toEqual([
      'changed /A/B/C',
      'added /A/B/E',
      'removed /A/B/D',
    ])
    expect(since({ before: { Hosts: ['a', 'b'] }, now: { Hosts: ['b', 'c'] } })).toEqual(['added /Hosts/1', 'removed /Hosts/0'])
    const rows = (port: number): JsonObject => ({
      Rules: [
        { Name: 'web', Port: port },
        { Name: 'db', Port: 5432 },
      ],
    })
    expect(since({ before: rows(80), now: rows(8080) })).toEqual(['changed /Rules/0/Port'])
  })

  it('counts as a live-only value, not as a declared leaf', () => {
    const { equal, different, added, differences: found } = compared({ before: { Mode: 'FAST' }, now: { Mode: 'SLOW' } })
    expect([equal, different, added]).toEqual([0, 0, 1])
    expect(found).toMatchObject([{ declared: 'FAST', live: 'SLOW', leaves: 0, since: 'as-deployed' }])
  })

  it('is judged even where it went back to the default', () => {
    const lambda = 'AWS::Lambda::Function'
    expect(since({ before: { Timeout: 30 }, now: { Timeout: 3 } }, lambda)).toEqual(['changed /Timeout'])
    expect(since({ before: { Timeout: 30 }, now: { Timeout: 30 } }, lambda)).toEqual([])
    expect(since({ before: {}, now: { Timeout: 3 } }, lambda)).toEqual([])
  })

  it('is silent where it changes by itself, or only the service sets it', () => {
    expect(since({ before: { LastModified: 'x', UpdatedAt: '1' }, now: { LastModified: 'y', UpdatedAt: '2' } })).toEqual([])
    expect(since({ before: { UpdatedAt: '1' }, now: { CreatedAt: '2' } })).toEqual([])
    expect(since({ before: { InstanceId: 'i-1' }, now: { InstanceId: 'i-2' } }, 'AWS::EC2::Instance')).toEqual([])
    expect(since({ before: { Flag: false, Count: 0 }, now: {} })).toEqual([])
  })

  it('is found beside declared members, also in elements of lists', () => {
    const declared = {
      Rules: [
        { Name: 'web', Port: 80 },
        { Name: 'db', Port: 5432 },
      ],
    }
    const rules = (log: string): JsonObject => ({
      Rules: [
        { Name: 'db', Port: 5432, Log: log },
        { Name: 'web', Port: 80, Log: 'x' },
      ],
    })
    expect(since({ declared, before: rules('on'), now: rules('on') })).toEqual([])
    expect(since({ declared, before: rules('on'), now: rules('verbose') })).toEqual(['changed /Rules/1/Log'])
  })

  it('explains an element that the declared list lacks, and tells it from one that came since', () => {
    const states = (now: string[]): States => ({ declared: { Hosts: ['a'] }, before: { Hosts: ['a', 'made'] }, now: { Hosts: now } })
    expect(since(states(['a', 'made']))).toEqual([])
    expect(since(states(['a', 'made', 'new']))).toEqual(['added /Hosts/2'])
  })

  it('tells a key that somebody added to the user’s own map from one that was there', () => {
    const declared = { Variables: { A: '1' } }
    expect(since({ declared, before: { Variables: { A: '1', B: '2' } }, now: { Variables: { A: '1', B: '2', C: '3' } } })).toEqual([
      'added /Variables/C',
    ])
  })

  it('changes nothing for what is declared', () => {
    expect(since({ declared: { Size: 1 }, before: { Size: 2 }, now: { Size: 2 } })).toEqual(['changed /Size'])
    expect(since({ declared: { Size: 1 }, before: { Size: 2 }, now: {} })).toEqual(['removed /Size'])
    const policy = (action: string): JsonObject => ({ Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] })
    const widened = { Statement: [...(policy('s3:Get').Statement as JsonObject[]), { Effect: 'Allow', Action: '*', Resource: '*' }] }
    expect(since({ declared: { P: policy('s3:Get') }, before: { P: widened }, now: { P: widened } })).toEqual(['added /P/Statement/1'])
  })

  it('is only explained, never accused, by a record of another source or of before the deployment', () => {
    const states = { before: { Mode: 'FAST', Old: 'x', Kept: 'k' }, now: { Mode: 'SLOW', New: 'y', Kept: 'k' }, whole: false }
    expect(since(states)).toEqual([])
    expect(reasons(compared(states))).toEqual({ '/Mode': 'default-unknown', '/New': 'default-unknown' })
  })
})
