import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findFiles, readHead, readText } from '../../src/documents/input-file.ts'
import { folderOf } from '../live/builders.ts'

describe('the files of a source', () => {
  it.skipIf(process.platform === 'win32')('are no pipes: one that nobody writes to would be waited for without end', () => {
    const path = `${folderOf({ 'a.json': {} })}/pipe`
    execFileSync('sh', ['-c', `mkfifo "${path}"`])
    expect(() => findFiles(path)).toThrow(expect.objectContaining({ code: 'input-pipe', hint: expect.stringContaining('> live.json') }))
  })

  it.skipIf(process.platform !== 'linux')('are read, or refused with their name', () => {
    const [file] = findFiles('/proc/self/mem')
    if (file === undefined) throw new Error('no file')
    for (const read of [() => readHead(file), () => readText(file)])
      expect(read).toThrow(expect.objectContaining({ code: 'input-unreadable', message: expect.stringContaining('/proc/self/mem') }))
  })

  it('are those behind links too, and a link back is followed once at most', () => {
    const elsewhere = folderOf({ 'state.json': {} })
    const more = folderOf({ 'live.json': {} })
    const folder = folderOf({ 'own.json': {} })
    mkdirSync(`${folder}/deep`)
    symlinkSync(`${elsewhere}/state.json`, `${folder}/linked.json`)
    symlinkSync(more, `${folder}/other`)
    symlinkSync(folder, `${folder}/deep/back`)
    symlinkSync(`${folder}/nowhere`, `${folder}/broken.json`)
    const names = findFiles(folder).map(({ path }) => path.slice(folder.length + 1))
    expect(names).toEqual(['linked.json', 'other/live.json', 'own.json'])
  })
})
