import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

let cwd: string

beforeEach(async () => {
  cwd = folder({})
  mkdirSync(join(cwd, 'tree/etc'), { recursive: true })
  mkdirSync(join(cwd, 'tree/usr/bin'), { recursive: true })
  writeFileSync(join(cwd, 'tree/etc/app.conf'), 'mode = safe\n')
  writeFileSync(join(cwd, 'tree/usr/bin/app'), 'app', { mode: 0o755 })
  await runCli(['bake', 'rootfs:tree', '-o', 'app.baked.ndjson.gz'], { cwd })
})

async function scanned(live: string): Promise<ScanReport> {
  const { stdout } = await runCli(['scan', '--baked', 'app.baked.ndjson.gz', '--live', live, '-f', 'json', '-q'], { cwd })
  const report: ScanReport = JSON.parse(stdout)
  return report
}

const found = ({ findings }: ScanReport): (string | undefined)[] => findings.map(({ difference }) => difference?.path)

describe('a machine in a capture', () => {
  it('is clean as the machine was', async () => {
    expect((await runCli(['capture', '--live', 'rootfs:tree', '-o', 'clean.ndjson'], { cwd })).code).toBe(0)
    const report = await scanned('clean.ndjson')
    expect(found(report)).toEqual([])
    expect([report.complete, report.summary.resources.managed]).toEqual([true, 1])
  })

  it('shows what was changed on it, although the machine is not asked again', async () => {
    writeFileSync(join(cwd, 'tree/usr/bin/app'), 'evi', { mode: 0o755 })
    await runCli(['capture', '--live', 'rootfs:tree', '-o', 'mutated.ndjson'], { cwd })
    writeFileSync(join(cwd, 'tree/usr/bin/app'), 'app', { mode: 0o755 })
    expect(found(await scanned('mutated.ndjson'))).toEqual(['/files/~1usr~1bin~1app'])
  })

  it('is not checked where its rows are cut off or broken', async () => {
    await runCli(['capture', '--live', 'rootfs:tree', '-o', 'clean.ndjson'], { cwd })
    const lines = readFileSync(join(cwd, 'clean.ndjson'), 'utf8').trimEnd().split('\n')
    writeFileSync(join(cwd, 'cut.ndjson'), `${lines.slice(0, 2).join('\n')}\n`)
    expect((await scanned('cut.ndjson')).complete).toBe(false)
    writeFileSync(join(cwd, 'broken.ndjson'), `${lines.slice(0, 2).join('\n')}\n`)
    appendFileSync(join(cwd, 'broken.ndjson'), `{"is":"rows","rows":[{"k":"?"}]}\n${lines.at(-1) ?? ''}\n`)
    expect((await scanned('broken.ndjson')).complete).toBe(false)
  })
})
