import { describe, expect, it } from 'vitest'
import type { FileRow } from '../../../src/model/content.ts'
import { ownedFiles } from '../../../src/contents/semantic/owned-files.ts'

describe('files of packages', () => {
  it('have their package, configuration is marked, and folders are nobody’s', async () => {
    const owners = new Map([
      ['/etc', { package: 'deb/base-files', conffile: false }],
      ['/etc/x.conf', { package: 'deb/x', conffile: true }],
      ['/usr/bin/x', { package: 'deb/x', conffile: false }],
    ])
    const files: FileRow[][] = [
      [{ k: 'f', p: '/etc', y: 'd' }],
      [
        { k: 'f', p: '/etc/x.conf' },
        { k: 'f', p: '/usr/bin/x', y: 'l', l: 'y' },
        { k: 'f', p: '/usr/bin/z' },
      ],
    ]
    const rows: FileRow[] = []
    for await (const batch of ownedFiles(files, owners)) rows.push(...batch)
    expect(rows).toEqual([
      { k: 'f', p: '/etc', y: 'd' },
      { k: 'f', p: '/etc/x.conf', o: 'deb/x', cf: true },
      { k: 'f', p: '/usr/bin/x', y: 'l', l: 'y', o: 'deb/x' },
      { k: 'f', p: '/usr/bin/z' },
    ])
  })
})
