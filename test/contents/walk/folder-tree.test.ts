import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderTree } from '../../../src/contents/walk/folder-tree.ts'
import { temporaryFolders } from './trees.ts'

const folder = temporaryFolders()
let root = ''

beforeAll(() => {
  root = folder()
  for (const name of ['usr/bin', 'etc', 'var']) mkdirSync(join(root, name), { recursive: true })
  symlinkSync('usr/bin', join(root, 'bin'))
  writeFileSync(join(root, 'usr/bin/tool'), 'program')
  chmodSync(join(root, 'usr/bin/tool'), 0o4755)
  writeFileSync(join(root, 'etc/passwd'), 'inside')
  writeFileSync(Buffer.concat([Buffer.from(`${root}/etc/`), Buffer.from([0xff])]), 'bytes')
  symlinkSync('/etc/passwd', join(root, 'var/absolute'))
  symlinkSync('../../../../etc/passwd', join(root, 'var/above'))
  symlinkSync('/etc/shadow', join(root, 'var/outside'))
  symlinkSync('loop', join(root, 'var/loop'))
  symlinkSync('../..', join(root, 'var/up'))
})

describe('the tree below a folder', () => {
  it.each([
    ['/etc/passwd', 'inside'],
    ['/bin/tool', 'program'],
    ['/var/absolute', 'inside'],
    ['/var/above', 'inside'],
    ['/var/up/etc/passwd', 'inside'],
    ['/../../etc/passwd', 'inside'],
    ['/etc/%FF', 'bytes'],
    ['/var/outside', undefined],
    ['/var/loop', undefined],
    ['/etc', undefined],
    ['/none/at/all', undefined],
    ['/etc/passwd/below', undefined],
  ])('reads %s: %s', async (path, content) => {
    expect((await folderTree(root).read(path))?.toString()).toBe(content)
  })

  it('reads what the kernel writes, which has no size', async () => {
    expect((await folderTree('/proc/self').read('/mountinfo'))?.length).toBeGreaterThan(0)
  })

  it('does not read what is longer than asked for', async () => {
    const tree = folderTree(root)
    expect((await tree.read('/etc/passwd', 6))?.toString()).toBe('inside')
    expect(await tree.read('/etc/passwd', 5)).toBeUndefined()
    expect(await folderTree('/proc/self').read('/mountinfo', 10)).toBeUndefined()
  })

  it('lists names in order, through links, and nothing where there is no folder', async () => {
    const tree = folderTree(root)
    expect(await tree.list('/etc')).toEqual(['%FF', 'passwd'])
    expect(await tree.list('/bin')).toEqual(['tool'])
    expect(await tree.list('/etc/passwd')).toEqual([])
    expect(await tree.list('/nowhere')).toEqual([])
  })

  it('tells what lies there, the link itself of a link', async () => {
    const tree = folderTree(root)
    expect(await tree.stat('/bin/tool')).toMatchObject({ type: 'file', mode: 0o4755, size: 7 })
    expect(await tree.stat('/bin')).toMatchObject({ type: 'l', mode: 0o777, target: 'usr/bin' })
    expect(await tree.stat('/')).toMatchObject({ type: 'd' })
    expect(await tree.stat('/nowhere')).toBeUndefined()
  })
})
