import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lint, type LintResult } from '../../../src/baked/lint/lint.ts'
import { lintRules } from '../../../src/baked/lint/rules.ts'
import { rowKinds, type ContentReading, type ContentRow, type FileRow } from '../../../src/model/content.ts'

const rules = lintRules()
const whole: Pick<ContentReading, 'kinds' | 'xattrs' | 'fields'> = { kinds: rowKinds, xattrs: 'all', fields: ['m', 's', 'h'] }
const bash: ContentRow = { k: 'p', mgr: 'deb', n: 'bash', v: '5' }

async function* batches(rows: readonly ContentRow[]): AsyncGenerator<readonly ContentRow[]> {
  for (const row of rows) yield [row]
}

async function linted(rows: readonly ContentRow[], allowed: readonly string[] = [], reading = whole): Promise<LintResult> {
  return lint(batches([bash, ...rows]), reading, rules, allowed)
}

const file = (p: string, parts: Partial<FileRow> = {}): FileRow => ({ k: 'f', p, s: 100, ...parts })
const found = async (...rows: ContentRow[]): Promise<string[]> =>
  (await linted(rows)).findings.map(({ rule, what }) => `${rule} ${what ?? ''}`.trim())

describe('the rules of lint', () => {
  it('have a validator that takes them, and an id and a name of their own', async () => {
    const compiled = (await import(new URL('../../../schemas/compiled/lint-rules.mjs', import.meta.url).href)) as {
      default(value: unknown): boolean
    }
    const text = readFileSync(new URL('../../../data/contents/lint.json', import.meta.url), 'utf8')
    expect(compiled.default(JSON.parse(text))).toBe(true)
    expect(new Set(rules.flatMap(({ id, name }) => [id, name])).size).toBe(2 * rules.length)
    for (const { id, file: one, row, missing } of rules)
      expect([id, [one, row, missing].filter((each) => each !== undefined).length]).toEqual([id, 1])
  })

  it.each<[string, ContentRow, ContentRow]>([
    ['L01', file('/etc/ssh/ssh_host_ed25519_key'), file('/etc/ssh/ssh_host_ed25519_key.pub')],
    ['L02', file('/etc/machine-id', { s: 33 }), file('/etc/machine-id', { s: 14 })],
    ['L03', file('/home/app/.ssh/id_ed25519'), file('/home/app/.ssh/id_ed25519.pub')],
    ['L03', file('/opt/app/cert.p12'), file('/usr/lib/python3/dist-packages/test/cert.p12')],
    ['L04', file('/root/.aws/credentials'), file('/root/.aws/config')],
    ['L05', file('/srv/app/.env'), file('/srv/app/.env.example')],
    ['L05', file('/.env.production'), file('/srv/app/.env', { s: 0 })],
    ['L06', file('/root/.bash_history'), file('/root/.bash_history', { s: 0 })],
    ['L07', file('/opt/run.sh', { m: 0o777 }), file('/opt/run.sh', { m: 0o775 })],
    ['L07', file('/opt/x', { m: 0o666 }), { k: 'f', p: '/opt/x', y: 'l', m: 0o777 }],
    ['L08', { k: 'f', p: '/srv', y: 'd', m: 0o777 }, { k: 'f', p: '/tmp', y: 'd', m: 0o1777 }],
    ['L09', file('/usr/local/bin/helper', { m: 0o4755 }), file('/usr/bin/sudo', { m: 0o4755 })],
    ['L09', file('/usr/bin/vim', { m: 0o2755 }), { k: 'f', p: '/var/mail', y: 'd', m: 0o2775 }],
    ['L10', file('/usr/bin/newuidmap'), file('/usr/bin/newuidmap', { x: { cap: 'cap_setuid=ep' } })],
    ['L10', file('/usr/bin/newgidmap'), file('/usr/bin/newgidmap', { m: 0o4755 })],
    ['L12', { k: 'k', user: 'root', type: 'ssh-ed25519', fp: 'SHA256:x' }, { k: 'k', user: 'app', type: 'ssh-ed25519', fp: 'SHA256:x' }],
    ['L13', { k: 'u', n: 'toor', uid: 0, gid: 0, pw: 'none' }, { k: 'u', n: 'root', uid: 0, gid: 0, pw: 'locked' }],
    ['L14', file('/var/lib/systemd/random-seed'), file('/var/lib/systemd/catalog/database')],
    ['L15', file('/var/lib/cloud/instances/i-1/user-data.txt'), file('/var/lib/cloud/scripts/per-boot/x')],
  ])('%s finds what is wrong and nothing beside it', async (rule, wrong, right) => {
    expect((await found(wrong)).map((text) => text.split(' ')[0])).toEqual([rule])
    expect(await found(right)).toEqual([])
  })

  it('each are proven by the table above', () => {
    const source = readFileSync(new URL(import.meta.url), 'utf8')
    expect(rules.filter(({ id }) => !source.includes(`'${id}`)).map(({ id }) => id)).toEqual([])
  })

  it('say once that no package database is there', async () => {
    const { findings } = await lint(batches([{ k: 'p', mgr: 'pypi', n: 'flask', v: '3' }]), whole, rules)
    expect(findings.map(({ rule, what }) => [rule, what])).toEqual([['L11', undefined]])
  })
})

describe('a lint', () => {
  it('says nothing of what was not collected, and that it does not', async () => {
    const { findings, unapplied } = await linted([file('/usr/bin/newuidmap')], [], { kinds: ['f'], xattrs: 'none', fields: ['s', 'm'] })
    expect(findings).toEqual([])
    expect(unapplied.map(({ rule, reason }) => `${rule} ${reason}`)).toEqual([
      'L10 capabilities were not read',
      'L11 no records of kind p were collected',
      'L12 no records of kind k were collected',
      'L13 no records of kind u were collected',
    ])
    expect((await linted([], [], { ...whole, fields: [] })).unapplied.map(({ reason }) => reason)).toContain('modes were not collected')
  })

  it('leaves out what is allowed, by id or name, everywhere or at paths', async () => {
    const rows = [file('/opt/a/.env'), file('/opt/b/.env')]
    const left = async (...allowed: string[]): Promise<(string | undefined)[]> =>
      (await linted(rows, allowed)).findings.map(({ what }) => what)
    expect(await left('L05:/opt/a/*')).toEqual(['/opt/b/.env'])
    expect(await left('environment-file')).toEqual([])
    expect(await left('L06', 'L05:/srv/*')).toEqual(['/opt/a/.env', '/opt/b/.env'])
  })

  it('lists a thousand and counts the rest', async () => {
    const { findings, more } = await linted(Array.from({ length: 1200 }, (_, at) => file(`/srv/${at}`, { m: 0o666 })))
    expect([findings.length, more]).toEqual([1000, 200])
  })

  it('puts names into messages as they are', async () => {
    const [finding] = (await linted([file("/opt/$&'/.env")])).findings
    expect(finding?.message).toContain("/opt/$&'/.env is an environment file")
  })
})
