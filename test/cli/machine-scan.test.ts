import { appendFileSync, chmodSync, mkdirSync, renameSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const tree: Readonly<Record<string, string>> = {
  'root/etc/app/app.conf': 'workers = 1\npassword = hunter2\n',
  'root/etc/group': 'root:x:0:\nsudo:x:27:\n',
  'root/etc/hostname': 'built\n',
  'root/etc/os-release': 'ID=debian\n',
  'root/etc/passwd': 'root:x:0:0::/root:/bin/bash\n',
  'root/etc/shadow': 'root:*:19000:0:99999:7:::\n',
  'root/home/admin/notes': '',
  'root/opt/app/main.py': 'print()\n',
  'root/usr/bin/tool': 'TOOL 1',
  'root/usr/share/doc/tool/copyright': 'free\n',
  'root/var/cache/app': 'cached',
  'root/var/lib/app/state': 'state',
  'root/var/lib/dpkg/status': 'Package: tool\nStatus: install ok installed\nVersion: 1.0\nArchitecture: amd64\n\n',
  'root/var/lib/dpkg/info/tool.list': '/.\n/usr/bin/tool\n',
  'root/var/log/app.log': 'a line\n',
}

interface Machine {
  at(path: string): string
  scan(): Promise<{ code: number; report: ScanReport }>
}

/** A root filesystem in a folder, baked before anything happens to it. */
async function baked(): Promise<Machine> {
  const place = folder(tree)
  const root = join(place, 'root')
  chmodSync(join(root, 'usr/bin/tool'), 0o755)
  chmodSync(join(root, 'etc/shadow'), 0o640)
  mkdirSync(join(root, 'tmp'))
  const bake = await runCli(['bake', `rootfs:${root}`, '-o', 'web.baked.ndjson.gz'], { cwd: place })
  expect(bake).toMatchObject({ code: 0 })
  return {
    at: (path) => join(root, path),
    scan: async () => {
      const { code, stdout } = await runCli(['scan', '--baked', 'web.baked.ndjson.gz', '--live', `rootfs:${root}`, '-f', 'json'], {
        cwd: place,
      })
      const report: ScanReport = JSON.parse(stdout)
      return { code, report }
    },
  }
}

const findings = ({ findings: all }: ScanReport): string[] =>
  all.map(({ policy, class: name, difference }) => `${policy} ${name} ${difference?.change} ${difference?.path}`).toSorted()

describe('a root filesystem that was baked', () => {
  it('is clean, also after ordinary work', async () => {
    const { at, scan } = await baked()
    expect(await scan()).toMatchObject({ code: 0, report: { findings: [], complete: true } })
    appendFileSync(at('var/log/app.log'), 'another line\n')
    writeFileSync(at('var/lib/app/state'), 'other state')
    writeFileSync(at('var/cache/app'), 'other')
    writeFileSync(at('tmp/x'), 'x')
    writeFileSync(at('etc/hostname'), 'web-1\n')
    mkdirSync(at('opt/app/__pycache__'))
    writeFileSync(at('opt/app/__pycache__/main.cpython-311.pyc'), 'compiled')
    writeFileSync(at('home/admin/more'), '')
    expect(findings((await scan()).report)).toEqual([])
  })

  it('tells each mutation once, with its policy, class and path', async () => {
    const { at, scan } = await baked()
    const { atime, mtime } = statSync(at('usr/bin/tool'))
    writeFileSync(at('usr/bin/tool'), 'TOOL 2')
    utimesSync(at('usr/bin/tool'), atime, mtime)
    appendFileSync(at('etc/passwd'), 'mallory:x:1000:1000::/home/mallory:/bin/sh\n')
    appendFileSync(at('etc/shadow'), 'mallory:!:20000:0:99999:7:::\n')
    appendFileSync(at('etc/group'), 'mallory:x:1000:\n')
    writeFileSync(at('etc/app/app.conf'), 'workers = 2\npassword = hunter3\n')
    mkdirSync(at('etc/cron.d'))
    writeFileSync(at('etc/cron.d/evil'), '* * * * * root true\n')
    writeFileSync(at('tmp/sh'), 'sh')
    chmodSync(at('tmp/sh'), 0o4755)
    symlinkSync('/tmp/sh', at('usr/bin/sh'))
    renameSync(at('usr/share/doc/tool'), at('usr/share/doc/tool2'))
    writeFileSync(at('var/log/app.log'), '')
    const { code, report } = await scan()
    expect(findings(report)).toEqual([
      'DG503 M04 added /users/mallory',
      'DG604 M09 changed /files/~1etc~1app~1app.conf',
      'DG604 M13 changed /files/~1var~1log~1app.log',
      'DG604 M17 added /files/~1usr~1share~1doc~1tool2',
      'DG604 M17 removed /files/~1usr~1share~1doc~1tool',
      'DG605 M01 changed /files/~1usr~1bin~1tool',
      'DG605 M06 added /files/~1usr~1bin~1sh',
      'DG606 M02 added /files/~1tmp~1sh',
      'DG608 M05 added /cron/~1etc~1cron.d~1evil',
    ])
    expect(code).toBe(1)
    expect(JSON.stringify(report)).not.toContain('hunter')
    const units = new Set(report.findings.map(({ unit }) => unit))
    expect(units.size).toBe(1)
    expect(report.findings.find(({ class: name }) => name === 'M01')).toMatchObject({
      context: { package: 'deb/tool' },
      location: { file: 'web.baked.ndjson.gz' },
    })
  })

  it('tells a package that was upgraded, and not its files', async () => {
    const { at, scan } = await baked()
    writeFileSync(at('var/lib/dpkg/status'), 'Package: tool\nStatus: install ok installed\nVersion: 1.1\nArchitecture: amd64\n\n')
    writeFileSync(at('usr/bin/tool'), 'TOOL 1.1')
    const { report } = await scan()
    expect(findings(report)).toEqual(['DG602 M08 changed /packages/deb/tool'])
    expect(report.findings[0]?.difference).toMatchObject({ declared: '1.0', live: '1.1', explains: 1 })
  })
})
