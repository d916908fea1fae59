import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileAttributes, readsAttributes } from '../../../src/contents/walk/file-attributes.ts'
import { isRoot, temporaryFolders } from './trees.ts'

const folder = temporaryFolders()
const has = (program: string): boolean => spawnSync(program, ['--help']).error === undefined
// Where the optional package has no build, nothing is read and the reading says so.
const reads = readsAttributes()

describe.runIf(reads)('extended attributes of a file', () => {
  it.runIf(isRoot && has('setcap'))('have its capabilities as getcap prints them', () => {
    const root = folder()
    writeFileSync(join(root, 'ping'), '')
    execFileSync('setcap', ['cap_net_raw=ep cap_chown=ei', join(root, 'ping')])
    const printed = has('getcap') ? execFileSync('getcap', ['-n', join(root, 'ping')], { encoding: 'utf8' }) : undefined
    const { x } = fileAttributes(root, '/ping')
    expect(x?.cap).toBe('cap_chown=ei cap_net_raw+ep')
    if (printed !== undefined) expect(printed.trim().endsWith(` ${x?.cap}`)).toBe(true)
  })

  it('are none of most, of what is not there, and of what a link leads to', () => {
    const root = folder()
    writeFileSync(join(root, 'plain'), '')
    symlinkSync('plain', join(root, 'link'))
    for (const path of ['/plain', '/link', '/gone', '/']) expect(fileAttributes(root, path)).toEqual({})
  })

  it('are read below a folder of which the name is not UTF-8, and said where the package cannot name a file', () => {
    const root = folder()
    const odd = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff])])
    mkdirSync(odd)
    writeFileSync(Buffer.concat([odd, Buffer.from('/inside')]), '')
    writeFileSync(Buffer.concat([odd, Buffer.from([0x2f, 0xfe])]), '')
    expect(fileAttributes(root, '/%FF')).toEqual({})
    expect(fileAttributes(root, '/%FF/inside')).toEqual({})
    expect(fileAttributes(root, '/%FF/%FE')).toEqual({ reason: 'extended attributes: the name is not UTF-8' })
  })
})
