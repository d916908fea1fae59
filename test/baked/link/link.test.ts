import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { linked } from '../../../src/baked/link/facts.ts'
import { imageBuilderFacts } from '../../../src/baked/link/image-builder.ts'
import { packerFacts } from '../../../src/baked/link/packer.ts'
import type { Json } from '../../../src/model/json.ts'
import { schema } from '../library/manifests.ts'

const recorded = (name: string): Json => JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')) as Json
const built = (...builds: object[]): Json =>
  JSON.parse(
    JSON.stringify({ builds: builds.map((build) => ({ packer_run_uuid: 'run', name: 'web', ...build })), last_run_uuid: 'run' }),
  ) as Json
const config = 'sha256:c6122de0bcdda44863789b7086e273ed17d6b47ee3e368e33b4ec8d95b1af603'

describe("Packer's manifest", () => {
  it('is read by its last run, though earlier runs stand before it', () => {
    const { subjects, build, notes } = packerFacts(recorded('packer-manifest.appended-hcl2.json'), 'p.json')
    expect(subjects).toEqual([{ kind: 'oci-config', id: config }])
    expect(build).toMatchObject({
      tool: 'packer',
      runId: 'f833523a-6096-b59c-7ef0-7f855bb83c22',
      name: 'app',
      builder: 'docker',
      finishedAt: '2026-11-21T03:11:12.000Z',
      commit: '0f3c9a1b2c3d',
      customData: { git_sha: '0f3c9a1b2c3d', image_sha256: config },
    })
    expect(notes).toEqual([])
  })

  it('with a tag for an id links the build and says that a tag moves', () => {
    const { subjects, build, notes } = packerFacts(recorded('packer-manifest.json'), 'p.json', 'app-container')
    expect([subjects, build['runId'], notes.map(({ code }) => code)]).toEqual([
      [],
      'db916253-fd77-a6d4-5ff2-0441979ca286',
      ['packer-artifact'],
    ])
  })

  it('with several builds asks which', () => {
    expect(() => packerFacts(recorded('packer-manifest.json'), 'p.json')).toThrow(
      /3 builds in its last run: rootfs-marker, noop, app-container/,
    )
    expect(() => packerFacts(recorded('packer-manifest.json'), 'p.json', 'web')).toThrow(/has no build web/)
  })

  it.each([
    ['amazon-ebs', 'us-east-1:ami-0a, eu-west-1:ami-0b', ['ami us-east-1 ami-0a', 'ami eu-west-1 ami-0b']],
    ['amazon-ebssurrogate', 'us-gov-west-1:ami-0123456789abcdef0', ['ami us-gov-west-1 ami-0123456789abcdef0']],
    ['googlecompute', 'web-1699', ['gce-image  web-1699']],
    [
      'azure-arm',
      '/subscriptions/1/resourceGroups/g/providers/Microsoft.Compute/images/web',
      ['azure-image  /subscriptions/1/resourceGroups/g/providers/Microsoft.Compute/images/web'],
    ],
    ['file', 'File', []],
    ['null', 'Null', []],
    ['docker', 'web:latest', []],
    ['amazon-ebs', '', []],
  ])('%s with %s gives %j', (builder_type, artifact_id, ids) => {
    const { subjects } = packerFacts(built({ builder_type, artifact_id, files: null }), 'p.json')
    expect(subjects.map(({ kind, region = '', id }) => `${kind} ${region} ${id}`)).toEqual(ids)
  })

  it('chooses the one build that made an image', () => {
    const both = built(
      { builder_type: 'file', name: 'marker', artifact_id: 'File' },
      { builder_type: 'amazon-ebs', artifact_id: 'us-east-1:ami-0a' },
    )
    expect(packerFacts(both, 'p.json').build['name']).toBe('web')
  })

  it.each([[null], [[]], [{}], [{ builds: 'x', last_run_uuid: 'run' }], [{ builds: [null, 1], last_run_uuid: 'run' }]])(
    '%j is none',
    (document) => expect(() => packerFacts(document, 'p.json')).toThrow(expect.objectContaining({ code: 'packer-manifest' })),
  )
})

describe('output of EC2 Image Builder', () => {
  it('gives the AMI of each region that has one, and the parent', () => {
    const { subjects, parents, build } = imageBuilderFacts(recorded('image-builder.json'), 'i.json')
    expect(subjects).toEqual([
      { kind: 'imagebuilder', id: 'arn:aws:imagebuilder:eu-west-1:111122223333:image/web/1.4.2/1' },
      { kind: 'ami', id: 'ami-0aa0000000000000a', region: 'eu-west-1', account: '111122223333' },
      { kind: 'ami', id: 'ami-0bb0000000000000b', region: 'us-east-1', account: '111122223333' },
    ])
    expect(parents).toEqual([{ kind: 'ami', id: 'ami-0base00000000001' }])
    expect(build).toMatchObject({ tool: 'imagebuilder', name: 'web', builder: 'ami', finishedAt: '2026-11-01T10:20:30.000Z' })
  })

  it('takes digests of container images and no tags', () => {
    const imageUris = [`111122223333.dkr.ecr.eu-west-1.amazonaws.com/web@${config}`, '111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1']
    const image = {
      arn: 'arn:x',
      outputResources: { containers: [{ region: 'eu-west-1', imageUris }] },
      containerRecipe: { parentImage: `base@${config}` },
    }
    const { subjects, parents, notes } = imageBuilderFacts({ image }, 'i.json')
    expect(subjects.slice(1)).toEqual([{ kind: 'oci-manifest', id: config }])
    expect(parents).toEqual([{ kind: 'oci-manifest', id: config }])
    expect(notes.map(({ code }) => code)).toEqual(['image-builder-tag'])
  })

  it.each([[{ image: { arn: 'arn:x', state: { status: 'BUILDING' } } }], [{}], [null]])('%j cannot be linked', (document) =>
    expect(() => imageBuilderFacts(document, 'i.json')).toThrow(expect.objectContaining({ code: 'image-builder-output' })),
  )
})

describe('a linked header', () => {
  it('has every id once, keeps its own, and what the build says now', () => {
    const header = {
      schema,
      subjects: [{ kind: 'ami', id: 'ami-1', region: 'eu-west-1' }],
      build: { tool: 'other', sourceRepo: 'git@x', customData: { a: '1' } },
    }
    const facts = {
      subjects: [
        { kind: 'ami', id: 'ami-1', region: 'eu-west-1' },
        { kind: 'ami', id: 'ami-2', region: 'us-east-1' },
      ],
      parents: [],
      build: { tool: 'packer', customData: { b: '2' } },
      notes: [],
    }
    const once = linked(header, facts)
    expect(once).toEqual({
      schema,
      subjects: facts.subjects,
      build: { tool: 'packer', sourceRepo: 'git@x', customData: { a: '1', b: '2' } },
    })
    expect(linked(once, facts)).toEqual(once)
  })
})
