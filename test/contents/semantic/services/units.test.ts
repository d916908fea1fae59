import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { UnitRow } from '../../../../src/model/content.ts'
import { units } from '../../../../src/contents/semantic/services/units.ts'
import { runsOf, settingsOf } from '../../../../src/contents/semantic/services/unit-text.ts'
import { folderTree } from '../../../helpers/folder-tree.ts'
import { telling, treeOf, type Written } from '../../../helpers/written-tree.ts'

const vendor = '/usr/lib/systemd/system'
const etc = '/etc/systemd/system'
const service = (command: string): string => `[Unit]\nDescription=x\n\n[Service]\nExecStart=${command}\n`
const installable = `${service('/usr/bin/web')}\n[Install]\nWantedBy=multi-user.target\n`
const machine: Record<string, Written> = {
  '/lib': { target: 'usr/lib' },
  [`${vendor}/web.service`]: installable,
  [`${vendor}/off.service`]: installable,
  [`${vendor}/plain.service`]: service('/bin/true'),
  [`${vendor}/blocked.service`]: installable,
  [`${vendor}/getty@.service`]: installable,
  [`${vendor}/time.service`]: `${installable}Alias=clock.service\n`,
  [`${vendor}/dbus-time.service`]: { target: 'time.service' },
  [`${vendor}/sysinit.target.wants/plain.service`]: { target: '../plain.service' },
  [`${etc}/multi-user.target.wants/web.service`]: { target: '/lib/systemd/system/web.service' },
  [`${etc}/getty.target.wants/getty@tty1.service`]: { target: '/lib/systemd/system/getty@.service' },
  [`${etc}/blocked.service`]: { target: '/dev/null' },
  [`${etc}/emptied.service`]: '',
  [`${etc}/clock.service`]: { target: '/lib/systemd/system/time.service' },
  [`${etc}/foreign.service`]: { target: '/opt/app/foreign.service' },
  '/opt/app/foreign.service': installable,
  [`${etc}/late.target.requires/gone.service`]: { target: '/nowhere/gone.service' },
  '/run/systemd/generator/mnt.mount': '[Mount]\nWhat=/dev/sdb\nWhere=/mnt\n',
}

async function read(files: Record<string, Written>): Promise<{ rows: UnitRow[]; told: string[] }> {
  const context = telling()
  const rows = await units.rows(treeOf(files), context)
  return { rows: rows.filter((row) => row.k === 's'), told: context.told }
}

const digest = async (files: Record<string, Written>, name = 'web.service'): Promise<string | undefined> =>
  (await read(files)).rows.find(({ n }) => n === name)?.x

describe('units', () => {
  it('have their state by files and links alone', async () => {
    const { rows, told } = await read(machine)
    expect(Object.fromEntries(rows.map(({ n, state, file }) => [n, `${state} ${file ?? '-'}`]))).toEqual({
      'blocked.service': `masked ${etc}/blocked.service`,
      'clock.service': `alias ${vendor}/time.service`,
      'dbus-time.service': `alias ${vendor}/time.service`,
      'emptied.service': `masked ${etc}/emptied.service`,
      'foreign.service': 'linked /opt/app/foreign.service',
      'getty@.service': `disabled ${vendor}/getty@.service`,
      'getty@tty1.service': `enabled ${vendor}/getty@.service`,
      'gone.service': 'enabled -',
      'mnt.mount': 'generated /run/systemd/generator/mnt.mount',
      'off.service': `disabled ${vendor}/off.service`,
      // The vendor's link starts it as any other link does.
      'plain.service': `enabled ${vendor}/plain.service`,
      // A name that the administrator gives switches it on.
      'time.service': `enabled ${vendor}/time.service`,
      'web.service': `enabled ${vendor}/web.service`,
    })
    expect(told).toEqual([])
  })

  it('differ by what they run, wherever that is said', async () => {
    const before = await digest(machine)
    expect(await digest({ ...machine, [`${vendor}/web.service`]: installable.replace('Description=x', 'Description=y') })).toBe(before)
    expect(await digest({ ...machine, [`${vendor}/web.service`]: installable.replace('/usr/bin/web', '/tmp/web') })).not.toBe(before)
    for (const owner of ['web.service', 'service']) {
      expect(await digest({ ...machine, [`/run/systemd/system/${owner}.d/x.conf`]: '[Service]\nExecStartPre=/tmp/x\n' })).not.toBe(before)
    }
    const again = '[Service]\nExecStart=\nExecStart=/usr/bin/web\n'
    expect(await digest({ ...machine, [`${etc}/web.service.d/x.conf`]: again })).toBe(before)
  })

  it('name their drop-ins in the order in which they count, one of each name', async () => {
    const { rows } = await read({
      ...machine,
      [`${vendor}/getty@.service.d/b.conf`]: '',
      [`${vendor}/getty@tty1.service.d/a.conf`]: '[Service]\nUser=x\n',
      [`${etc}/getty@tty1.service.d/b.conf`]: { target: '/dev/null' },
      [`${etc}/getty@tty1.service.d/notes.txt`]: '',
    })
    expect(rows.find(({ n }) => n === 'getty@tty1.service')?.drop).toEqual([
      `${vendor}/getty@tty1.service.d/a.conf`,
      `${etc}/getty@tty1.service.d/b.conf`,
    ])
  })

  it('of users are told apart from those of the machine', async () => {
    const { rows } = await read({
      '/etc/passwd': 'eve:x:1000:1000::/home/eve:/bin/sh\n',
      '/usr/lib/systemd/user/agent.service': installable,
      '/home/eve/.config/systemd/user/miner.timer': '[Timer]\nOnCalendar=hourly\n',
      '/home/eve/.config/systemd/user/default.target.wants/agent.service': { target: '/usr/lib/systemd/user/agent.service' },
    })
    expect(rows.map(({ n, state }) => `${n} ${state}`)).toEqual([
      'user/agent.service disabled',
      'user:eve/agent.service enabled',
      'user:eve/miner.timer static',
    ])
  })

  it('that link in circles or to what cannot be read end, and are told', async () => {
    const { rows, told } = await read({
      [`${etc}/a.service`]: { target: '/opt/b.service' },
      '/opt/b.service': { target: '/opt/b.service' },
      [`${etc}/pipe.service`]: { type: 'p' },
    })
    expect(rows.map(({ n, state }) => `${n} ${state}`)).toEqual(['a.service linked', 'pipe.service static'])
    expect(told).toEqual([`${etc}/pipe.service: not a regular file`])
  })
})

describe('the text of a unit', () => {
  it('goes on after a backslash, comments in between aside', () => {
    expect(settingsOf('[Service]\r\nExecStart=/bin/a \\\n# why\n  b\n; no\nNothing\n=x\n')).toEqual([
      { section: 'Service', name: 'ExecStart', value: '/bin/a  b' },
    ])
  })

  it('of any kind is read, and means the same with blank lines and comments added', () => {
    const line = fc.oneof(fc.constantFrom('[Service]', '[Unit]', 'ExecStart=/a', 'ExecStart=', 'User=x', '#', 'x\\', '\\'), fc.string())
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const whole = lines.filter((each) => !each.trim().endsWith('\\') && !/[\r\n]/.test(each))
        expect(runsOf(settingsOf(whole.join('\n\n# x\n')))).toBe(runsOf(settingsOf(whole.join('\n'))))
        expect(settingsOf(lines.join('\n')).every(({ name }) => name !== undefined)).toBe(true)
      }),
    )
  })
})

describe.skipIf(!existsSync('/usr/bin/systemctl'))('systemd itself', () => {
  const root = mkdtempSync(join(tmpdir(), 'driftgate-units-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  it('says the same of such a tree, apart from what the vendor’s links and instances pull in', async () => {
    for (const [path, what] of Object.entries(machine)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      if (typeof what === 'string') writeFileSync(join(root, path), what)
      else if ('target' in what && what.target !== undefined) symlinkSync(what.target, join(root, path))
    }
    const text = execFileSync('systemctl', [`--root=${root}`, '--no-legend', '--no-pager', 'list-unit-files'], { encoding: 'utf8' })
    const said = text.split('\n').flatMap((line) => {
      const [name = '', state = ''] = line.trim().split(/\s+/)
      return name === '' || name === 'plain.service' || name.includes('@') ? [] : [`${name} ${state}`]
    })
    const rows = (await units.rows(folderTree(root), telling())).flatMap((row) => (row.k === 's' ? [`${row.n} ${row.state}`] : []))
    expect(said.length).toBeGreaterThan(5)
    expect(rows).toEqual(expect.arrayContaining(said))
  })
})
