import { execFileSync, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ami, manifest } from '../baked/library/manifests.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const web = manifest({ name: 'web', subjects: [ami('ami-web')] })

function keys(cipher?: { cipher: string; passphrase: string }): { secret: string; half: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    secret: privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }).toString(),
    half: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

/** A folder with a manifest, a pair of keys, and another pair. */
function ready(): { cwd: string; run: (...argv: string[]) => ReturnType<typeof runCli> } {
  const [own, other] = [keys(), keys()]
  const cwd = folder({ 'key.pem': own.secret, 'key.pub': own.half, 'other.pem': other.secret, 'other.pub': other.half })
  writeFileSync(join(cwd, web.file), web.bytes)
  return { cwd, run: (...argv) => runCli(argv, { cwd }) }
}

describe('driftgate bake sign and verify', () => {
  it('sign beside the manifest, and end with 1 where no given key did', async () => {
    const { run } = ready()
    expect(await run('bake', 'verify', web.file, '--verify-key', 'key.pub')).toMatchObject({
      code: 1,
      stdout: `unsigned  ${web.file}  ${web.digest}\nit has no signatures\n`,
    })
    const signed = await run('bake', 'sign', web.file, '--key', 'key.pem')
    expect([signed.code, signed.stdout]).toEqual([0, expect.stringContaining('wrote web.baked.dsse.json\n')])
    expect(await run('bake', 'verify', web.file, '--verify-key', 'other.pub')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('no given key signed it'),
    })
    expect(await run('bake', 'verify', web.file, '--verify-key', 'other.pub', '--verify-key', 'key.pub')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^valid .*\nsigned by [0-9a-f]{64}\n$/),
    })
  })

  it('take a second signature beside the first', async () => {
    const { run } = ready()
    for (const key of ['key.pem', 'other.pem']) await run('bake', 'sign', web.file, '--key', key)
    for (const half of ['key.pub', 'other.pub']) expect((await run('bake', 'verify', web.file, '--verify-key', half)).code).toBe(0)
  })

  it('take a key with a passphrase from the environment', async () => {
    const { cwd } = ready()
    writeFileSync(join(cwd, 'locked.pem'), keys({ cipher: 'aes-256-cbc', passphrase: 'open' }).secret)
    const argv = ['bake', 'sign', web.file, '--key', 'locked.pem']
    expect(await runCli(argv, { cwd, env: { DRIFTGATE_KEY_PASSPHRASE: 'open' } })).toMatchObject({ code: 0 })
    expect(await runCli(argv, { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining('key-unreadable') })
  })

  it.each([
    [['bake', 'sign', web.file], 'key-needed'],
    [['bake', 'verify', web.file], 'key-needed'],
    [['bake', 'sign', web.file, '--key', 'key.pub'], 'key-unreadable'],
    [['bake', 'verify', web.file, '--verify-key', web.file], 'key-unreadable'],
    [['bake', 'sign', 'none.gz', '--key', 'key.pem'], 'input-not-found'],
  ])('%j is told as %s', async (argv, code) => {
    const { run } = ready()
    expect(await run(...argv)).toMatchObject({ code: 2, stderr: expect.stringContaining(`[${code}]`) })
  })

  it('refuse keys of other kinds', async () => {
    const { cwd, run } = ready()
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    writeFileSync(join(cwd, 'ec.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    expect((await run('bake', 'sign', web.file, '--key', 'ec.pem')).stderr).toContain('[key-kind]')
  })

  it.skipIf(spawnSync('openssl', ['version']).error !== undefined)('take keys of openssl (skipped where there is none)', async () => {
    const { cwd, run } = ready()
    const openssl = (...argv: string[]): unknown => execFileSync('openssl', argv, { cwd, stdio: 'pipe' })
    openssl('genpkey', '-algorithm', 'ed25519', '-out', 'made.pem')
    openssl('pkey', '-in', 'made.pem', '-pubout', '-out', 'made.pub')
    await run('bake', 'sign', web.file, '--key', 'made.pem')
    expect((await run('bake', 'verify', web.file, '--verify-key', 'made.pub')).code).toBe(0)
  })
})

describe('a scan with --verify-key', () => {
  const instance = { InstanceId: 'i-1', ImageId: 'ami-web', State: { Name: 'running' }, LaunchTime: '2026-03-01T00:00:00Z' }
  const state = {
    version: 4,
    terraform_version: '1.9.0',
    serial: 1,
    lineage: 'x',
    outputs: {},
    resources: [
      {
        mode: 'managed',
        type: 'aws_instance',
        name: 'web',
        provider: 'provider["registry.terraform.io/hashicorp/aws"]',
        instances: [{ schema_version: 1, attributes: { id: 'i-1', ami: 'ami-web' } }],
      },
    ],
  }

  async function policies(cwd: string, baked: string, ...keyed: string[]): Promise<string[]> {
    writeFileSync(join(cwd, 'live.json'), JSON.stringify({ Reservations: [{ Instances: [instance] }] }))
    writeFileSync(join(cwd, 'terraform.tfstate'), JSON.stringify(state))
    const sources = ['--declared', 'terraform.tfstate', '--live', 'live.json', '--baked', baked]
    const argv = ['scan', ...sources, '--format', 'json', '--account', '111122223333', '--region', 'eu-west-1', '--now', '2026-04-01']
    const { stdout } = await runCli([...argv, ...keyed], { cwd })
    const { findings } = JSON.parse(stdout) as { findings: { policy: string }[] }
    return findings.map(({ policy }) => policy).filter((policy) => policy === 'DG205' || policy === 'DG201')
  }

  it('finds what runs from a manifest that none of the keys signed, in a file', async () => {
    const { cwd, run } = ready()
    expect(await policies(cwd, web.file)).toEqual([])
    expect(await policies(cwd, web.file, '--verify-key', 'key.pub')).toEqual(['DG205'])
    await run('bake', 'sign', web.file, '--key', 'key.pem')
    expect(await policies(cwd, web.file, '--verify-key', 'key.pub')).toEqual([])
    expect(await policies(cwd, web.file, '--verify-key', 'other.pub')).toEqual(['DG205'])
  })

  it('finds it in a library, also where somebody gave a signed manifest another id in the index', async () => {
    const { cwd, run } = ready()
    await run('bake', 'sign', web.file, '--key', 'key.pem')
    expect((await run('library', 'add', 'images', web.file)).stdout).toContain('signed')
    expect(await policies(cwd, 'images', '--verify-key', 'key.pub')).toEqual([])
    const index = join(cwd, 'images/index.json')
    writeFileSync(index, readFileSync(index, 'utf8').replace('"name": "web"', '"name": "web-2"'))
    expect(await policies(cwd, 'images', '--verify-key', 'key.pub')).toEqual(['DG205'])
  })
})
