import { describe, expect, it } from 'vitest'
import { withFresh } from '../../src/again/confirmed-values.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Pair, RawDifference } from '../../src/model/pair.ts'
import type { LiveResource } from '../../src/model/resource.ts'
import { resourceOf } from '../../src/mutations.ts'

function resource(kind: string, properties: JsonObject): LiveResource {
  return { kind, shape: 'neutral', properties, physicalId: 'x', identities: [], source: 'aws-list' }
}

function differs(path: string, change: RawDifference['change'] = 'changed'): RawDifference {
  return { path, change, leaves: 1 }
}

/** The live properties of a pair after a fresh read. */
function after(kind: string, listed: JsonObject, fresh: JsonObject, differences: RawDifference[], shown: JsonObject = listed) {
  const live = resource(kind, listed)
  const pair: Pair = { outcome: 'managed', shape: 'neutral', live, declaredProperties: {}, liveProperties: shown }
  return withFresh(pair, live, resource(kind, fresh), differences).liveProperties
}

describe('what a fresh read changes', () => {
  const group = 'AWS::EC2::SecurityGroup'
  const queue = 'AWS::SQS::Queue'

  it('is the properties that differ, and no other', () => {
    expect(
      after(queue, { DelaySeconds: 1, VisibilityTimeout: 30 }, { DelaySeconds: 2, VisibilityTimeout: 60 }, [differs('/DelaySeconds')]),
    ).toEqual({
      DelaySeconds: 2,
      VisibilityTimeout: 30,
    })
  })

  it('takes the time of a record from what was read now, and only from that', () => {
    const live = { ...resource(queue, { DelaySeconds: 1 }), source: 'config', stale: true, recordedAt: '2026-01-01T00:00:00Z' }
    const pair: Pair = { outcome: 'managed', shape: 'neutral', live, declaredProperties: {}, liveProperties: live.properties }
    const read = (fresh: JsonObject) => resourceOf(withFresh(pair, live, resource(queue, fresh), [differs('/DelaySeconds')]))
    expect(read({ DelaySeconds: 2 })).not.toHaveProperty('recordedAt')
    expect(read({})).toMatchObject({ recordedAt: '2026-01-01T00:00:00Z' })
  })

  it('is nothing where Cloud Control has no such property, or only writes it', () => {
    const stopped = { State: 'stopped' }
    expect(after('AWS::EC2::Instance', stopped, { State: { Name: 'running' } }, [differs('/State')])).not.toEqual({ State: 'running' })
    const listed = { NoSuchProperty: 1 }
    expect(after(queue, listed, { NoSuchProperty: 2 }, [differs('/NoSuchProperty')])).toEqual(listed)
    const template = { LaunchTemplateData: { ImageId: 'ami-2' } }
    expect(
      after('AWS::EC2::LaunchTemplate', template, { LaunchTemplateData: { ImageId: 'ami-1' } }, [differs('/LaunchTemplateData/ImageId')]),
    ).toEqual(template)
  })

  it('takes away what nobody declared and AWS does not show; a value that was declared stays as it was', () => {
    expect(after(queue, { DelaySeconds: 5 }, {}, [differs('/DelaySeconds', 'added')])).toEqual({})
    expect(after(queue, { DelaySeconds: 5 }, {}, [differs('/DelaySeconds', 'changed')])).toEqual({ DelaySeconds: 5 })
  })

  it('leaves out the elements that siblings declare, and changes nothing where they are not found', () => {
    const [ssh, web, other] = ['22', '443', '80'].map((port) => ({ IpProtocol: 'tcp', CidrIp: '10.0.0.0/8', FromPort: Number(port) }))
    if (ssh === undefined || web === undefined || other === undefined) throw new Error('three rules')
    const listed = { SecurityGroupIngress: [ssh, web] }
    const shown = { SecurityGroupIngress: [null, web] }
    const differences = [differs('/SecurityGroupIngress/1', 'added')]
    expect(after(group, listed, { SecurityGroupIngress: [ssh, other] }, differences, shown)).toEqual({ SecurityGroupIngress: [other] })
    expect(after(group, listed, { SecurityGroupIngress: [ssh] }, differences, shown)).toEqual({ SecurityGroupIngress: [] })
    expect(after(group, listed, { SecurityGroupIngress: [other] }, differences, shown)).toEqual(shown)
  })

  it('is nothing where the value was put together from several resources', () => {
    const shown = { Tags: [{ Key: 'a', Value: '1' }] }
    expect(after(queue, { Tags: [] }, { Tags: [{ Key: 'b', Value: '2' }] }, [differs('/Tags/0', 'added')], shown)).toEqual(shown)
  })
})
