import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ami, manifest } from '../baked/library/manifests.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const base = manifest({ name: 'base', subjects: [ami('ami-base')] })
const web = manifest({
  name: 'web',
  subjects: [ami('ami-web'), { kind: 'ami', id: 'ami-web-us', region: 'us-east-1' }],
  parents: [ami('ami-base')],
})

async function library() {
  const cwd = folder()
  for (const { file, bytes } of [base, web]) writeFileSync(join(cwd, file), bytes)
  const run = (...argv: string[]) => runCli(['library', ...argv], { cwd })
  const added = await run('add', 'images', base.file, '--now', '2026-01-01')
  await run('add', 'images', web.file, '--channel', 'stable', '--now', '2026-02-01')
  return { cwd, run, added }
}

describe('driftgate library', () => {
  it('adds, lists, resolves and shows', async () => {
    const { run, added } = await library()
    expect(added).toMatchObject({ code: 0, stdout: `added  base  ${base.digest}  1 id  -\n` })
    expect((await run('list', 'images')).stdout).toBe(
      `web   ${web.digest.slice(0, 19)}  2026-02-01  2 ids  stable\nbase  ${base.digest.slice(0, 19)}  2026-01-01  1 id   -\n2 images\n`,
    )
    expect((await run('resolve', 'images', 'ami-web-us')).stdout).toBe(`images/${web.digest.replace(':', '/')}.ndjson.gz\n`)
    const { stdout } = await run('show', 'images', 'web')
    expect(stdout).toContain('ami ami-web-us in us-east-1')
    expect(stdout).toContain('the manifest has it')
    expect(JSON.parse((await run('show', 'images', 'web', '--format', 'json')).stdout)).toMatchObject({
      digest: web.digest,
      channel: 'stable',
    })
  })

  it('revokes an image with what was made from it, and says for which reason', async () => {
    const { run } = await library()
    const { code, stdout } = await run('revoke', 'images', 'ami-base', '--reason', 'CVE-2026-1\u001b[2J')
    expect([code, stdout]).toEqual([0, `revoked with it  web  ${web.digest}\nrevoked          base  ${base.digest}\n`])
    expect((await run('list', 'images')).stdout).toContain('stable, revoked with base: CVE-2026-1\\x1b[2J')
    const images = JSON.parse((await run('list', 'images', '--format', 'json')).stdout).images as { isRevoked: boolean }[]
    expect(images.map(({ isRevoked }) => isRevoked)).toEqual([true, true])
  })

  it('asks for a reason, an image that is there, and a manifest that is there', async () => {
    const { run } = await library()
    const told = async (...argv: string[]): Promise<string | undefined> => {
      const { code, stderr } = await run(...argv)
      expect(code).toBe(2)
      return /\[([\w-]+)\]/.exec(stderr)?.[1]
    }
    expect(await told('revoke', 'images', 'ami-base')).toBe('revoke-reason')
    expect(await told('resolve', 'images', 'ami-none')).toBe('image-unknown')
    expect(await told('add', 'images', 'none.gz')).toBe('input-not-found')
    expect(await told('list', 'elsewhere')).toBe('library-index-missing')
    expect(await told('list', 'images', '--format', 'sarif')).toBe('library-format')
  })

  it('prunes only when it is not a dry run', async () => {
    const { run } = await library()
    await run('add', 'images', base.file, '--channel', 'stable')
    const argv = ['prune', 'images', '--older-than', '30', '--now', '2027-01-01']
    expect((await run(...argv)).stdout).toBe('removed 0 images, 0 loose files\n')
    await run('revoke', 'images', 'web', '--reason', 'old')
    expect((await run(...argv, '--dry-run')).stdout).toContain('would remove 1 image, 0 loose files')
    expect((await run(...argv)).stdout).toContain(`removed  web  ${web.digest}`)
    expect((await run('list', 'images')).stdout).toContain('1 image\n')
  })

  it('is what a scan is given as --baked', async () => {
    const { cwd, run } = await library()
    await run('revoke', 'images', 'ami-base', '--reason', 'old kernel')
    const instance = { InstanceId: 'i-1', ImageId: 'ami-web', State: { Name: 'running' }, LaunchTime: '2026-03-01T00:00:00Z' }
    writeFileSync(join(cwd, 'live.json'), JSON.stringify({ Reservations: [{ Instances: [instance] }] }))
    const declared = { version: 4, terraform_version: '1.9.0', serial: 1, lineage: 'x', outputs: {}, resources: [] }
    const resource = {
      mode: 'managed',
      type: 'aws_instance',
      name: 'web',
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [{ schema_version: 1, attributes: { id: 'i-1', ami: 'ami-web' } }],
    }
    writeFileSync(join(cwd, 'terraform.tfstate'), JSON.stringify({ ...declared, resources: [resource] }))
    const argv = ['scan', '--declared', 'terraform.tfstate', '--live', 'live.json', '--baked', 'images', '--format', 'json']
    const { stdout, stderr } = await runCli([...argv, '--account', '111122223333', '--region', 'eu-west-1', '--now', '2026-04-01'], { cwd })
    const report = JSON.parse(stdout === '' ? stderr : stdout) as { findings: { policy: string }[] }
    expect(report.findings.map(({ policy }) => policy)).toContain('DG203')
  })
})
