import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectationsOf } from '../../../src/baked/observe/expectations.ts'
import type { PathChange } from '../../../src/baked/observe/at-start.ts'

const added = (path: string): PathChange => ({ path, how: 'added' })
const changed = (path: string): PathChange => ({ path, how: 'changed' })
const proposed = (changes: PathChange[], isFree: (path: string) => boolean = () => false): string[] =>
  expectationsOf(changes, isFree).map(({ p, allow }) => `${allow} ${p}`)

describe('expectations from an observed start', () => {
  it('name a file that came or changed, not the folders on the way', () => {
    expect(proposed([changed('/etc'), changed('/etc/nginx'), added('/etc/nginx/made.conf'), changed('/etc/motd')])).toEqual([
      'exists /etc/motd',
      'exists /etc/nginx/made.conf',
    ])
  })

  it('name a folder that came with all that is in it', () => {
    expect(proposed([changed('/opt'), added('/opt/app'), added('/opt/app/pid'), added('/opt/app/a/b')])).toEqual([
      'exists /opt/app',
      'exists /opt/app/**',
    ])
  })

  it('let go what went, and leave out where every container writes', () => {
    expect(proposed([{ path: '/etc/first-boot', how: 'deleted' }, added('/tmp/x')], (path) => path.startsWith('/tmp/'))).toEqual([
      'any /etc/first-boot',
    ])
  })

  it('fit no more than what was seen, whatever a file is called', () => {
    expect(proposed([added('/srv/[a]*')])).toEqual(['exists /srv/?a??'])
  })

  it('cover every change, each path once', () => {
    const name = fc.constantFrom('a', 'b', 'c*', 'd')
    const change = fc.record({
      path: fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `/${names.join('/')}`),
      how: fc.constantFrom('added' as const, 'deleted' as const),
    })
    fc.assert(
      fc.property(fc.uniqueArray(change, { selector: ({ path }) => path }), (changes) => {
        const rows = expectationsOf(changes, () => false)
        expect(new Set(rows.map(({ p }) => p)).size).toBe(rows.length)
        for (const { path } of changes) {
          const plain = path.replaceAll('*', '?')
          expect(rows.some(({ p }) => p === plain || (p.endsWith('/**') && plain.startsWith(p.slice(0, -2))))).toBe(true)
        }
      }),
    )
  })
})
