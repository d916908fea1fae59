import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { discardUnfinished, writeAtomically, writeStreamAtomically } from '../../src/cli/atomic-file.ts'
import { folder } from './folder.ts'

async function* parts(...texts: (string | Error)[]): AsyncGenerator<string> {
  for (const text of texts) {
    if (text instanceof Error) throw text
    yield text
  }
}

describe('a file that is written whole or not at all', () => {
  it('keeps what was there when its text fails half-way, and leaves nothing beside it', async () => {
    const cwd = folder({ 'live.ndjson': 'before' })
    const path = join(cwd, 'live.ndjson')
    await expect(writeStreamAtomically(path, parts('half', new Error('the network is gone')), 0o600)).rejects.toThrow('the network is gone')
    expect(readFileSync(path, 'utf8')).toBe('before')
    expect(readdirSync(cwd).toSorted()).toEqual(['.git', 'live.ndjson'])
  })

  it('is complete under its name only at the end', async () => {
    const cwd = folder()
    const path = join(cwd, 'new/live.ndjson')
    let seen: string[] = []
    async function* watched(): AsyncGenerator<string> {
      yield 'one\n'
      seen = readdirSync(join(cwd, 'new'))
      yield 'two\n'
    }
    await writeStreamAtomically(path, watched(), 0o600)
    expect(seen).toEqual([`.live.ndjson.${process.pid}.tmp`])
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('is taken away when the process is told to end', async () => {
    const cwd = folder()
    async function* interrupted(): AsyncGenerator<string> {
      yield 'one\n'
      discardUnfinished()
      expect(readdirSync(cwd)).toEqual(['.git'])
      throw new Error('interrupted')
    }
    await expect(writeStreamAtomically(join(cwd, 'x'), interrupted(), 0o600)).rejects.toThrow('interrupted')
  })

  it('cannot be below a file', () => {
    const cwd = folder({ file: '' })
    expect(() => writeAtomically(join(cwd, 'file/report.json'), 'x')).toThrow(/report\.json cannot be written \((?:EEXIST|ENOTDIR)\)/)
  })
})
