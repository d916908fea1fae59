import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setAttribute } from '@napi-rs/xattr'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { engineEndpoint } from '../../src/contents/engine/endpoint.ts'
import { Engine } from '../../src/contents/engine/engine.ts'
import { readLibrary } from '../../src/baked/library.ts'
import { compareContents } from '../../src/compare/contents/compare-contents.ts'
import { findFiles } from '../../src/documents/input-file.ts'
import type { ScanReport } from '../../src/model/generated/report.ts'
import { inspected } from '../../src/live/docker/containers.ts'
import { exportedContents } from '../../src/live/docker/exported.ts'
import { procRootContents } from '../../src/live/docker/proc-root.ts'
import { runCli } from '../cli/run-cli.ts'
import { mutations, writeTree } from './docker-tree.ts'
import { lackingEngine, startEngine, type StartedEngine } from './dockerd.ts'

const reportOf = (text: string): ScanReport => JSON.parse(text)

const recording: { mutations: [string][] } = JSON.parse(
  readFileSync(new URL('../compare/contents/mutations.expected.json', import.meta.url), 'utf8'),
)

describe.skipIf(lackingEngine() !== undefined)('containers of a real engine', () => {
  let engine: StartedEngine
  let manifest: string

  beforeAll(async () => {
    engine = await startEngine()
    const tree = `${engine.folder}/tree`
    mkdirSync(tree)
    writeTree(tree, execFileSync('which', ['busybox'], { encoding: 'utf8' }).trim())
    execFileSync('tar', ['-C', tree, '-cf', `${engine.folder}/tree.tar`, '.'])
    engine.docker('import', '-c', 'CMD ["sleep","10000"]', '-c', 'ENV MODE=prod', `${engine.folder}/tree.tar`, 'app:1')
    manifest = `${engine.folder}/app.baked.ndjson.gz`
    const { code, stderr } = await runCli(['bake', 'docker:app:1', '-o', manifest], { env: { DOCKER_HOST: engine.host } })
    if (code !== 0) throw new Error(`bake ends with ${code}: ${stderr}`)
  })
  afterAll(() => engine.stop())
  afterEach(() => vi.unstubAllEnvs())

  /** Starts a container, does something in it, and removes it at the end of the test. */
  function started(name: string, ...words: string[]): void {
    engine.docker('run', '-d', '--name', name, '--network', 'none', '-v', `${name}:/data`, '--tmpfs', '/scratch', ...words, 'app:1')
  }

  async function scanned(source: string, baked = manifest): Promise<{ code: number; told: string[] }> {
    vi.stubEnv('DOCKER_HOST', engine.host)
    const { code, stdout } = await runCli(['scan', '--baked', baked, '--live', source, '--format', 'json'])
    return { code, told: reportOf(stdout).findings.map(({ difference }) => `${difference?.change} ${difference?.path}`) }
  }

  /** Everything that differs, whatever policies say of it: seen from here, or as an engine elsewhere would give it. */
  async function differing(name: string, from: 'here' | 'elsewhere'): Promise<string[]> {
    const there = new Engine(engineEndpoint({ DOCKER_HOST: engine.host }))
    const found = await inspected(there, name)
    const [record] = (await readLibrary(findFiles(manifest), () => {})).all()
    const live = found && (from === 'here' ? procRootContents(found.container, {}) : exportedContents(there, found.container))
    if (live === undefined || record?.contents === undefined) throw new Error('no container or no manifest')
    const { differences } = await compareContents({ baked: record.contents, live }, { kind: 'docker/container', now: new Date() })
    return differences.map(({ change, path }) => `${change} ${path}`)
  }

  it('tell nothing as long as nobody touches them', async () => {
    started('fresh')
    expect(await scanned('docker:fresh')).toEqual({ code: 0, told: [] })
    expect(await differing('fresh', 'elsewhere')).toEqual([])
  })

  it('tell every mutation of the recording, through their processes and as the engine exports them', async () => {
    expect(Object.keys(mutations).toSorted()).toEqual(recording.mutations.map(([name]) => name).toSorted())
    started('mutated')
    for (const { does } of Object.values(mutations)) if (does !== '') engine.docker('exec', 'mutated', 'sh', '-c', does)
    const pid = engine.docker('inspect', '--format', '{{.State.Pid}}', 'mutated').trim()
    const capability = Buffer.from('0100000200100000000000000000000000000000', 'hex')
    await setAttribute(`/proc/${pid}/root/usr/bin/python3.11`, 'security.capability', capability)

    const tells = Object.values(mutations).flatMap((mutation) => mutation.tells)
    const near = tells.map((each) => each.replace(/^p /, ''))
    expect((await scanned('docker:mutated')).told.toSorted()).toEqual(near.toSorted())
    const far = tells.filter((each) => !each.startsWith('p '))
    expect((await differing('mutated', 'elsewhere')).toSorted()).toEqual(far.toSorted())
  })

  it('tell programs that run from no file and ports that nobody exposed', async () => {
    started('running')
    engine.docker('exec', '-d', 'running', 'sh', '-c', 'cp /bin/busybox /tmp/nc; /tmp/nc -l -p 4444 & sleep 1; rm /tmp/nc; sleep 1000')
    await vi.waitFor(
      async () => expect(await differing('running', 'here')).toEqual(['added /ports/tcp/*/4444', 'added /processes/~1tmp~1nc']),
      {
        timeout: 10_000,
        interval: 500,
      },
    )
  })

  it('tell with which rights they were started beyond their image', async () => {
    started(
      'rights',
      '--cap-add',
      'SYS_PTRACE',
      '--pid',
      'host',
      '-v',
      '/etc:/host-etc:ro',
      '-e',
      'TOKEN=secret',
      '-e',
      'LD_PRELOAD=/x.so',
      '-u',
      '7',
    )
    const { told } = await scanned('docker:rights')
    expect(told.filter((each) => each.includes('/config/'))).toEqual([
      'added /config/capAdd',
      'added /config/hostPaths',
      'added /config/pidMode',
      'added /config/env~1LD_PRELOAD',
      'changed /config/user',
    ])
  })

  it('are all read where none is named, also those of which no manifest is', async () => {
    vi.stubEnv('DOCKER_HOST', engine.host)
    execFileSync('tar', ['-C', `${engine.folder}/tree`, '-cf', `${engine.folder}/other.tar`, 'bin'])
    engine.docker('import', `${engine.folder}/other.tar`, 'other:1')
    engine.docker('run', '-d', '--name', 'other', '--network', 'none', 'other:1', '/bin/sleep', '1000')
    const { code, stdout } = await runCli(['scan', '--baked', manifest, '--live', 'docker', '--format', 'json'])
    const { complete, notChecked } = reportOf(stdout)
    expect([code, complete]).toEqual([1, false])
    expect(notChecked.map(({ resource, reason }) => [resource.address, reason])).toEqual([['other', 'no-manifest']])
  })

  it('that write when they start are silent once what was observed was looked at and baked', async () => {
    const starts = 'echo made > /etc/made.conf; mkdir /opt; echo x > /opt/x; echo y > /tmp/y; rm /root/.profile; exec sleep 1000'
    engine.docker('import', '-c', `CMD ["sh","-c","${starts}"]`, `${engine.folder}/tree.tar`, 'writer:1')
    const env = { DOCKER_HOST: engine.host }
    const observed = await runCli(['bake', 'observe', 'writer:1', '--seconds', '2'], { env })
    const rows = observed.stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
    expect(rows.map(({ allow, p }) => `${allow} ${p}`)).toEqual([
      'exists /etc/made.conf',
      'exists /opt',
      'exists /opt/**',
      'any /root/.profile',
    ])
    expect(engine.docker('ps', '--all', '--quiet', '--filter', 'label=driftgate')).toBe('')

    const [looked, writer] = [`${engine.folder}/looked.ndjson`, `${engine.folder}/writer.baked.ndjson.gz`]
    writeFileSync(looked, observed.stdout)
    await runCli(['bake', 'docker:writer:1', '-o', writer, '--expect', looked], { env })
    engine.docker('run', '-d', '--name', 'writer', '--network', 'none', 'writer:1')
    expect(await scanned('docker:writer', writer)).toEqual({ code: 0, told: [] })
    engine.docker('exec', 'writer', 'sh', '-c', 'echo more > /etc/more.conf')
    expect((await scanned('docker:writer', writer)).told).toEqual(['added /files/~1etc~1more.conf'])
  })
})
