import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runRows } from '../../../src/contents/run-rows.ts'
import type { ContentRow, RowKind } from '../../../src/model/content.ts'
import { own, type JsonObject } from '../../../src/model/json.ts'
import { keysIn, textIn, textsIn } from '../../../src/model/members.ts'
import type { LiveResource } from '../../../src/model/resource.ts'
import { compareContents } from '../../../src/compare/contents/compare-contents.ts'
import { bakedReading, container as context, contentsOf } from '../../helpers/contents.ts'
import { folderOf, gaps, readLive, resources } from '../builders.ts'
import { containerNamed, imageOf, recorded } from './recordings.ts'

const recordings = (['containers', 'images'] as const).map((name) => fileURLToPath(recorded(name)))

/** The rows that a bake of the image writes of how it is to be started. */
function bakedRun(image: JsonObject): ContentRow[] {
  const config = own(image, 'Config')
  return runRows({
    user: textIn(config, 'User') ?? '',
    workdir: textIn(config, 'WorkingDir') ?? '',
    entrypoint: textsIn(config, 'Entrypoint'),
    cmd: textsIn(config, 'Cmd'),
    env: textsIn(config, 'Env'),
    exposed: [],
    volumes: keysIn(config, 'Volumes'),
  })
}

/** `changed /config/user` for each difference between a container and its image. */
async function against(live: LiveResource | undefined, image: JsonObject): Promise<string[]> {
  if (live?.contents === undefined) throw new Error('no contents')
  const kinds: RowKind[] = ['r']
  const baked = contentsOf(bakedRun(image), { ...bakedReading, kinds })
  const { differences } = await compareContents({ baked, live: live.contents }, context)
  return differences.map(({ change, path }) => `${change} ${path}`)
}

describe('saved output of docker inspect', () => {
  it('is a container each, known by its names and by the image that it was started from', async () => {
    const live = resources(await readLive(recordings))
    expect(live.map(({ address }) => address)).toContain('orch-adhoc')
    const adhoc = live.find(({ address }) => address === 'orchapp-worker-1')
    const id = textIn(containerNamed('orchapp-worker-1'), 'Id') ?? ''
    expect(adhoc).toMatchObject({ kind: 'docker/container', physicalId: id, identities: [id, id.slice(0, 12), 'orchapp-worker-1'] })
    expect(adhoc?.images).toEqual([
      // As it was pulled, its configuration, its layers.
      'sha256:0663f4d7581ac4978f1f4f2be4f623f9295e1a26387f6093f1593f0fe270437d',
      textIn(containerNamed('orchapp-worker-1'), 'Image'),
      expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    ])
  })

  it.each([
    ['orch-adhoc', ['added capAdd', 'changed cmd', 'changed entrypoint', 'changed env~1APP_ENV', 'added hostPaths', 'changed user']],
    ['orch-plain', ['added capAdd', 'changed cmd', 'added networkMode', 'added pidMode', 'changed workdir']],
    // Variables, volumes and limits are what a declaration gives: no rights come with them.
    ['orchapp-web-1', []],
  ])('is held against the image: %s', async (name, expected) => {
    const live = resources(await readLive(recordings)).find(({ address }) => address === name)
    const all = await against(live, imageOf(containerNamed(name)))
    expect(all.flatMap((each) => (each.includes(' /config/') ? [each.replace('/config/', '')] : []))).toEqual(expected)
  })

  it('never holds the value of a variable', async () => {
    const live = resources(await readLive(recordings))
    const rows: ContentRow[] = []
    for (const { contents } of live) for await (const batch of contents?.rows() ?? []) rows.push(...batch)
    expect(readFileSync(recorded('containers'), 'utf8')).toContain('PASSED=shellval')
    expect(JSON.stringify(rows)).not.toContain('shellval')
  })

  it('that is something else is told, and the rest is read', async () => {
    const odd = [{ Id: 'x', State: {}, Image: 'y', Path: 'z' }, containerNamed('orch-plain')]
    const items = await readLive([`${folderOf({ 'inspect.json': odd })}/inspect.json`])
    expect(resources(items).map(({ address }) => address)).toEqual(['orch-plain'])
    expect(gaps(items)).toMatchObject([{ reason: 'unreadable-document' }])
  })
})
