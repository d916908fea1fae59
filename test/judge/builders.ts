import type { JsonObject } from '../../src/model/json.ts'
import type { Mutation } from '../../src/model/mutation.ts'
import type { RawDifference } from '../../src/model/pair.ts'
import type { DeclaredResource, LiveResource } from '../../src/model/resource.ts'
import type { JudgeContext } from '../../src/judge/facts.ts'

export const aContext: JudgeContext = { now: new Date('2026-01-01T00:00:00Z'), libraryGiven: true, stateful: new Set() }

export function aMutation(
  difference: Omit<RawDifference, 'leaves'>,
  kind = 'AWS::EC2::SecurityGroup',
  more: Partial<Mutation> = {},
): Mutation {
  return { outcome: 'mutated', resource: { kind, address: 'Web' }, difference: { leaves: 1, ...difference }, ...more }
}

export function liveWith(properties: JsonObject, kind = 'AWS::EC2::SecurityGroup'): LiveResource {
  return { kind, shape: 'neutral', properties, physicalId: 'id-1', identities: [], source: 'test' }
}

export function declaredWith(properties: JsonObject, kind = 'AWS::EC2::SecurityGroup'): DeclaredResource {
  return {
    kind,
    type: kind,
    address: 'Web',
    shape: 'neutral',
    properties,
    identities: [],
    sensitive: [],
    dependencies: [],
    file: 'a.yaml',
    reader: 'test',
  }
}
