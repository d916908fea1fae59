import { chmodSync, cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fixtures, folder } from './folder.ts'
import { runCli } from './run-cli.ts'

/** Root may read everything; then nothing here can be refused. */
const mayAll = process.getuid?.() === 0 || process.platform === 'win32'

function sealed(cwd: string, path: string, mode = 0): void {
  chmodSync(join(cwd, path), mode)
  onTestFinished(() => chmodSync(join(cwd, path), 0o700))
}

/** The part of a command line that names sources; the folder is the small account. */
function account(): string {
  const cwd = folder({ 'other/a.json': '{}' })
  for (const name of ['terraform.tfstate', 'clean.ndjson']) cpSync(`${fixtures}${name}`, join(cwd, name))
  mkdirSync(join(cwd, 'states'))
  cpSync(join(cwd, 'terraform.tfstate'), join(cwd, 'states/a.tfstate'))
  return cwd
}

describe.skipIf(mayAll)('what the system does not let driftgate read', () => {
  it('is named when the user named it', async () => {
    const cwd = account()
    sealed(cwd, 'clean.ndjson')
    const { code, stderr } = await runCli(['scan', '--declared', 'terraform.tfstate', '--live', 'clean.ndjson'], { cwd })
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^error\[input-unreadable\]: clean\.ndjson cannot be read: EACCES/)])
  })

  it('makes the scan of its folder incomplete, and costs nothing else', async () => {
    const cwd = account()
    cpSync(join(cwd, 'terraform.tfstate'), join(cwd, 'states/b.tfstate'))
    sealed(cwd, 'states/b.tfstate')
    const { code, stdout } = await runCli(['scan', '--declared', 'states', '--live', 'clean.ndjson'], { cwd })
    expect([code, stdout]).toEqual([3, expect.stringContaining('input-unreadable: states/b.tfstate')])
    sealed(cwd, 'states/a.tfstate')
    const none = await runCli(['scan', '--declared', 'states', '--live', 'clean.ndjson'], { cwd })
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('error[input-unreadable]: states/a.tfstate')])
  })

  it('is passed over where nobody named it', async () => {
    const cwd = account()
    sealed(cwd, 'other')
    expect((await runCli(['doctor'], { cwd })).code).toBe(0)
    sealed(cwd, 'states', 0o300)
    const { code } = await runCli(['scan', '--declared', 'states/a.tfstate', '--live', 'clean.ndjson'], { cwd })
    expect(code).toBe(0)
    const listed = await runCli(['scan', '--declared', 'states', '--live', 'clean.ndjson'], { cwd })
    expect([listed.code, listed.stderr]).toEqual([2, expect.stringContaining('error[input-unreadable]: states cannot be read: EACCES')])
  })
})
