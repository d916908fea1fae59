import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  lstatSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hashFile, type Hashed } from '../../../src/contents/walk/hash-file.ts'
import { statRow } from '../../../src/contents/walk/stat-row.ts'
import { temporaryFolders } from './trees.ts'

const folder = temporaryFolders()
const digestOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('base64url')

/** Hashes `file` of a folder as a walk saw it, and lets something happen before or while it is read. */
function hashed(root: string, happens: { before?: () => void; opened?: (path: string) => void } = {}): Hashed {
  const seen = statRow('/file', lstatSync(join(root, 'file'), { bigint: true }))
  happens.before?.()
  return hashFile(root, seen, happens.opened)
}

describe('the hash of a file', () => {
  it.each([0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 700_000])('of %i bytes is its SHA-256', (size) => {
    const root = folder()
    const content = randomBytes(size)
    writeFileSync(join(root, 'file'), content)
    expect(hashed(root)).toEqual({ h: digestOf(content) })
  })

  it('leaves no trace in the time of access', () => {
    const root = folder()
    writeFileSync(join(root, 'file'), 'x')
    utimesSync(join(root, 'file'), 1_000_000, 1_000_000_000)
    hashed(root)
    expect(statSync(join(root, 'file')).atimeMs).toBe(1_000_000_000)
  })

  it('comes with what stat tells now, where the file was changed after the walk', () => {
    const root = folder()
    writeFileSync(join(root, 'file'), 'old')
    const before = (): void => {
      writeFileSync(join(root, 'file'), 'newer')
      chmodSync(join(root, 'file'), 0o755)
    }
    expect(hashed(root, { before })).toMatchObject({ h: digestOf('newer'), now: { p: '/file', s: 5, m: 0o755 } })
  })

  it('is of the second reading, where the file changed during the first', () => {
    const root = folder()
    writeFileSync(join(root, 'file'), 'one')
    let times = 0
    const opened = (): void => {
      times += 1
      if (times === 1) appendFileSync(join(root, 'file'), ' two')
    }
    const { h, unstable } = hashed(root, { opened })
    expect([h, unstable, times]).toEqual([digestOf('one two'), undefined, 2])
  })

  it('is marked where the file changes each time', () => {
    const root = folder()
    writeFileSync(join(root, 'file'), 'one')
    let times = 0
    const opened = (): void => {
      times += 1
      appendFileSync(join(root, 'file'), 'x')
    }
    expect(hashed(root, { opened })).toMatchObject({ unstable: true })
    expect(times).toBe(2)
  })

  it('does not follow a link in its place, nor wait for a pipe', () => {
    const root = folder()
    writeFileSync(join(root, 'file'), 'x')
    const link = (): void => {
      rmSync(join(root, 'file'))
      symlinkSync('/etc/passwd', join(root, 'file'))
    }
    expect(hashed(root, { before: link })).toEqual({ reason: 'replaced by a link' })
    rmSync(join(root, 'file'))
    writeFileSync(join(root, 'file'), 'x')
    const pipe = (): void => {
      rmSync(join(root, 'file'))
      execFileSync('mkfifo', [join(root, 'file')])
    }
    expect(hashed(root, { before: pipe }).reason).toMatch(/^replaced while it was read$|^read-failed/)
  })

  it('is that of the file in its place, where a folder above was exchanged', () => {
    const root = folder()
    writeFileSync(join(root, 'file'), 'mine')
    writeFileSync(join(root, 'other'), 'yours')
    const before = (): void => renameSync(join(root, 'other'), join(root, 'file'))
    expect(hashed(root, { before })).toMatchObject({ h: digestOf('yours'), now: { s: 5 } })
  })

  it('is not there of what vanished', () => {
    const root = folder()
    writeFileSync(join(root, 'file'), 'x')
    expect(hashed(root, { before: () => rmSync(join(root, 'file')) })).toEqual({ reason: 'vanished' })
  })

  it('of terabytes of nothing is not waited for', () => {
    const root = folder()
    writeFileSync(join(root, 'file'), 'begin')
    truncateSync(join(root, 'file'), 4 * 1024 ** 4)
    expect(hashed(root).reason).toMatch(/^sparse: \d+ of 4398046511104 bytes are stored$/)
  })
})
