import { describe, expect, it } from 'vitest'
import { library } from '../../src/baked/library.ts'
import type { ImageRecord } from '../../src/model/image.ts'
import type { Json } from '../../src/model/json.ts'
import type { Pair } from '../../src/model/pair.ts'
import type { LiveResource } from '../../src/model/resource.ts'
import { declares, partly, shows } from '../helpers/resources.ts'
import { matching } from './matching.ts'

const groupKind = 'AWS::AutoScaling::AutoScalingGroup'
const instanceKind = 'AWS::EC2::Instance'
const template = shows('AWS::EC2::LaunchTemplate', 'lt-1', { LaunchTemplateName: 'web', LatestVersionNumber: 7, DefaultVersionNumber: '5' })
const machine = (id: string, ImageId: string, more: Record<string, Json> = {}): LiveResource =>
  shows(instanceKind, id, {
    ImageId,
    LaunchTime: '2026-01-01T00:00:00Z',
    Tags: [{ Key: 'aws:autoscaling:groupName', Value: 'web' }],
    ...more,
  })
const member = (InstanceId: string, Version: string): Json => ({ InstanceId, LaunchTemplate: { LaunchTemplateId: 'lt-1', Version } })
const groupOf = (Version: string, ...Instances: Json[]): LiveResource =>
  shows(groupKind, 'web', { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version }, Instances })
const built = (id: string): ImageRecord => ({ name: id, subjects: [{ kind: 'ami', id }], parents: [], file: `${id}.json`, header: {} })

async function dressed(live: LiveResource[], images?: ImageRecord[]): Promise<Record<string, Pair>> {
  const declared = declares(groupKind, {}, { physicalId: 'web' })
  const { all } = await matching([declared], partly(live), images === undefined ? {} : { library: library(images) })
  return Object.fromEntries(all.map((pair) => [pair.live?.physicalId ?? '', pair]))
}

describe('a group', () => {
  it('knows the images that run in it, sorted, and its size', async () => {
    const { web } = await dressed([
      groupOf('7', member('i-1', '7'), member('i-2', '6')),
      template,
      machine('i-1', 'ami-b'),
      machine('i-2', 'ami-a'),
    ])
    expect(web?.group).toEqual({ id: 'web', kind: groupKind, images: ['ami-a', 'ami-b'], size: 2, templateVersion: '7' })
  })

  it.each([
    ['$Latest', '7'],
    ['$Default', '5'],
    ['3', '3'],
  ])('that launches version %s launches version %s', async (version, resolved) => {
    const { web } = await dressed([groupOf(version, member('i-1', '3')), template])
    expect(web?.group?.templateVersion).toBe(resolved)
  })

  it('of mixed instances has its template one step deeper', async () => {
    const mixed = shows(groupKind, 'web', {
      MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateName: 'web', Version: '$Latest' } } },
    })
    const { web } = await dressed([mixed, { ...template, identities: ['web'] }])
    expect(web?.group).toMatchObject({ templateVersion: '7', size: 0, images: [] })
  })

  it('whose template was not read launches nobody knows what', async () => {
    const { web } = await dressed([groupOf('$Latest')])
    expect(web?.group).not.toHaveProperty('templateVersion')
  })
})

describe('an instance of a group', () => {
  it('is owned, with the version that it was launched with and the image that it runs', async () => {
    const image = shows('AWS::EC2::Image', 'ami-a', { State: 'available', CreationDate: '2025-12-01T00:00:00Z' })
    const { 'i-1': one } = await dressed(
      [groupOf('$Latest', member('i-1', '6')), template, machine('i-1', 'ami-a'), image],
      [built('ami-a')],
    )
    expect(one).toMatchObject({
      outcome: 'owned',
      group: { templateVersion: '7', instanceTemplateVersion: '6' },
      image: {
        id: 'ami-a',
        known: true,
        record: { name: 'ami-a' },
        live: { state: 'available', creationDate: '2025-12-01T00:00:00Z' },
        launchedAt: '2026-01-01T00:00:00Z',
      },
    })
    expect(one?.image?.live).not.toHaveProperty('gone')
  })

  it('runs a known build also when its image is a copy of a copy of it', async () => {
    const copies = [
      shows('AWS::EC2::Image', 'ami-c', { SourceImageId: 'ami-b' }),
      shows('AWS::EC2::Image', 'ami-b', { SourceImageId: 'ami-a' }),
    ]
    const { 'i-1': one } = await dressed([groupOf('1', member('i-1', '1')), machine('i-1', 'ami-c'), ...copies], [built('ami-a')])
    expect(one?.image).toMatchObject({ id: 'ami-c', known: true, record: { name: 'ami-a' } })
  })

  it('runs an unknown image when nobody built it, even if copies go in a circle', async () => {
    const circle = [
      shows('AWS::EC2::Image', 'ami-c', { SourceImageId: 'ami-b', State: 'deregistered' }),
      shows('AWS::EC2::Image', 'ami-b', { SourceImageId: 'ami-c' }),
    ]
    const { 'i-1': one } = await dressed([groupOf('1', member('i-1', '1')), machine('i-1', 'ami-c'), ...circle], [built('ami-a')])
    expect(one?.image).toMatchObject({ known: false, live: { gone: true } })
  })

  it('has no image where the source does not say which', async () => {
    const { 'i-1': one } = await dressed([groupOf('1', member('i-1', '1')), machine('i-1', '')])
    expect(one).not.toHaveProperty('image')
  })
})
