import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folder } from '../../cli/folder.ts'
import { filesIn } from './reading.ts'

const hasTar = /GNU tar/.test(spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout ?? '')
const long = `${'long-name-'.repeat(9)}/${'another-'.repeat(12)}`

/** A tree with what archives have trouble with; what is written here is the truth that they are compared with. */
function tree(): string {
  const root = join(folder(), 'tree')
  mkdirSync(join(root, long), { recursive: true })
  mkdirSync(join(root, 'private'))
  chmodSync(join(root, 'private'), 0o700)
  writeFileSync(join(root, long, 'deep'), 'deep')
  writeFileSync(join(root, 'tool'), 'x'.repeat(3000))
  chmodSync(join(root, 'tool'), 0o4755)
  linkSync(join(root, 'tool'), join(root, 'also'))
  symlinkSync(`../${long}/deep`, join(root, 'link'))
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'latin-')), Buffer.from([0xe4])]), 'bytes')
  writeFileSync(join(root, 'new\nline 100%'), '')
  const holes = openSync(join(root, 'holes'), 'w')
  for (const at of [0, 100_000, 700_000, 1_300_000, 2_000_000, 2_600_000, 3_300_000]) writeSync(holes, `at ${at}`, at)
  closeSync(holes)
  for (const name of ['tool', 'holes', 'private']) utimesSync(join(root, name), 1_600_000_000.5, 1_600_000_000.5)
  return root
}

const hashed = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('base64url')

describe.runIf(hasTar)('archives of GNU tar', () => {
  it.each([
    ['gnu', ['--format=gnu']],
    ['posix', ['--format=posix']],
    ['gnu with holes', ['--format=gnu', '-S']],
    ['posix with holes 0.0', ['--format=posix', '-S', '--sparse-version=0.0']],
    ['posix with holes 0.1', ['--format=posix', '-S', '--sparse-version=0.1']],
    ['posix with holes 1.0', ['--format=posix', '-S', '--sparse-version=1.0']],
  ])('in format %s are read as what they are of', async (_, options) => {
    const root = tree()
    const bytes = execFileSync('tar', [...options, '--numeric-owner', '--owner=12', '--group=34', '-C', root, '-cf', '-', '.'], {
      maxBuffer: 2 ** 26,
    })
    const files = await filesIn(bytes)
    const owner = { u: 12, g: 34 }
    expect(Object.keys(files).toSorted()).toEqual(
      [
        '/',
        '/also',
        '/holes',
        '/latin-%E4',
        '/link',
        `/${long.split('/')[0]}`,
        `/${long}`,
        `/${long}/deep`,
        '/new\nline 100%25',
        '/private',
        '/tool',
      ].toSorted(),
    )
    expect(files['/tool']).toMatchObject({ ...owner, m: 0o4755, s: 3000, t: 1_600_000_000, h: hashed(join(root, 'tool')), hl: '/also' })
    expect(files['/also']).toMatchObject({ s: 3000, h: hashed(join(root, 'tool')) })
    expect(files['/holes']).toMatchObject({ ...owner, s: 3_300_010, h: hashed(join(root, 'holes')) })
    expect(files['/link']).toMatchObject({ y: 'l', l: `../${long}/deep` })
    expect(files['/private']).toMatchObject({ y: 'd', m: 0o700 })
    expect(files[`/${long}/deep`]?.h).toBe(hashed(join(root, long, 'deep')))
  })

  it('of a folder of this machine have the entries and sizes that `tar -tv` lists', async () => {
    const from = new URL('../../../', import.meta.url).pathname
    const bytes = execFileSync('tar', ['--format=ustar', '-C', from, '-cf', '-', 'src/contents', 'policies', 'schemas'], {
      maxBuffer: 2 ** 28,
    })
    const listed = execFileSync('tar', ['-tvf', '-', '--numeric-owner'], { input: bytes, encoding: 'utf8', maxBuffer: 2 ** 26 })
    const files = await filesIn(bytes)
    const wanted = listed
      .trim()
      .split('\n')
      .map((line) => /^(.)\S+ \S+ +(\d+) \S+ \S+ (.*?)\/?$/.exec(line)?.slice(1) ?? [])
    expect(wanted.length).toBeGreaterThan(50)
    const lines = wanted.map(([type, size, name]) => `${name} ${type === 'd' ? 'folder' : size}`)
    const rows = Object.values(files).filter(({ p }) => p !== '/src')
    expect(lines.toSorted()).toEqual(rows.map(({ y, s, p }) => `${p.slice(1)} ${y === 'd' ? 'folder' : s}`).toSorted())
  })
})

const hasZstd = spawnSync('zstd', ['--version']).status === 0

describe.runIf(hasTar && hasZstd)('archives that zstd packed', () => {
  it.each([['-1'], ['-19'], ['--fast']])('at level %s are read like plain ones', async (level) => {
    const from = new URL('../../../', import.meta.url).pathname
    const plain = execFileSync('tar', ['-C', from, '-cf', '-', 'src/model', 'policies'], { maxBuffer: 2 ** 26 })
    const packed = execFileSync('zstd', [level, '-c'], { input: plain, maxBuffer: 2 ** 26 })
    expect(await filesIn(packed)).toEqual(await filesIn(plain))
  })
})
