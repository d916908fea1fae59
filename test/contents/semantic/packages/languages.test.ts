import { describe, expect, it } from 'vitest'
import { ownersOf } from '../../../../src/contents/semantic/owners.ts'
import { apk } from '../../../../src/contents/semantic/packages/apk.ts'
import { gem } from '../../../../src/contents/semantic/packages/gem.ts'
import { npm } from '../../../../src/contents/semantic/packages/npm.ts'
import { python } from '../../../../src/contents/semantic/packages/python.ts'
import { telling, treeOf } from '../../../helpers/written-tree.ts'

describe('packages of apk', () => {
  // Of Alpine 3.19, shortened.
  const installed = `C:Q1YSoM0RXBN2XmBHbbSZhDM5HGmaM=
P:musl
V:1.2.4_git20230717-r4
A:x86_64
S:407278
o:musl
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1G3h3dlCGhWtz+Pr0H8LkmNEbPmk=
R:libc.musl-x86_64.so.1

C:Q1YSoM0RXBN2XmBHbbSZhDM5HGmaM=
P:ssl_client
V:1.36.1-r15
A:x86_64
o:busybox
F:etc
F:etc/ssl
R:client.conf
F:usr/bin
R:ssl_client
`
  const tree = treeOf({ '/lib/apk/db/installed': installed })

  it('are read with the source that they come from', async () => {
    expect(await apk.rows(tree, telling())).toEqual([
      { k: 'p', mgr: 'apk', n: 'musl', v: '1.2.4_git20230717-r4', a: 'x86_64' },
      { k: 'p', mgr: 'apk', n: 'ssl_client', v: '1.36.1-r15', a: 'x86_64', src: 'busybox' },
    ])
  })

  it('own their files', async () => {
    expect([...(await ownersOf(tree, telling()))].map(([path, owner]) => [path, owner.package, owner.conffile])).toEqual([
      ['/lib/ld-musl-x86_64.so.1', 'apk/musl', false],
      ['/lib/libc.musl-x86_64.so.1', 'apk/musl', false],
      ['/etc/ssl/client.conf', 'apk/ssl_client', true],
      ['/usr/bin/ssl_client', 'apk/ssl_client', false],
    ])
  })
})

describe('packages of Python', () => {
  it('are known by their metadata, under one spelling, and one row tells of every copy', async () => {
    const context = telling()
    const tree = treeOf({
      '/usr/lib/python3/dist-packages/PyYAML-6.0.egg-info/PKG-INFO': 'Metadata-Version: 1.1\nName: PyYAML\nVersion: 6.0\n\nVersion: 9\n',
      '/usr/lib/python3/dist-packages/old.egg-info': 'Name: Old.Thing\nVersion: 1.0\n',
      '/usr/local/lib/python3.11/site-packages/pyyaml-6.1.dist-info/METADATA': 'Name: pyyaml\nVersion: 6.1\n',
      '/usr/local/lib64': { target: 'lib' },
      '/usr/local/lib/python3.11/site-packages/broken.dist-info/METADATA': 'nothing',
      '/usr/local/lib/python3.11/site-packages/empty.dist-info/RECORD': '',
    })
    expect(await python.rows(tree, context)).toEqual([
      { k: 'p', mgr: 'pypi', n: 'pyyaml', v: '6.0, 6.1', at: '/usr/lib/python3/dist-packages, /usr/local/lib/python3.11/site-packages' },
      { k: 'p', mgr: 'pypi', n: 'old-thing', v: '1.0', at: '/usr/lib/python3/dist-packages' },
    ])
    expect(context.told).toEqual(['/usr/local/lib/python3.11/site-packages/broken.dist-info: its metadata names no package'])
  })
})

describe('packages of Node', () => {
  it('are those installed for everybody, scoped ones too', async () => {
    const context = telling()
    const tree = treeOf({
      '/usr/local/lib/node_modules/npm/package.json': '{"name":"npm","version":"10.2.4"}',
      '/usr/local/lib/node_modules/npm/node_modules/abbrev/package.json': '{"version":"2.0.0"}',
      '/usr/local/lib/node_modules/@acme/tool/package.json': '{"version":"1.0.0"}',
      '/usr/local/lib/node_modules/torn/package.json': '{"version":',
      '/usr/local/lib/node_modules/.package-lock.json': '{}',
    })
    expect(await npm.rows(tree, context)).toEqual([
      { k: 'p', mgr: 'npm', n: '@acme/tool', v: '1.0.0', at: '/usr/local/lib/node_modules' },
      { k: 'p', mgr: 'npm', n: 'npm', v: '10.2.4', at: '/usr/local/lib/node_modules' },
    ])
    expect(context.told).toEqual(['/usr/local/lib/node_modules/torn/package.json: it says no version'])
  })

  it('need only the file of each itself', () => {
    expect(npm.wants('/usr/local/lib/node_modules/npm/package.json')).toBe(true)
    expect(npm.wants('/usr/local/lib/node_modules/@acme/tool/package.json')).toBe(true)
    expect(npm.wants('/usr/local/lib/node_modules/npm/node_modules/abbrev/package.json')).toBe(false)
  })
})

describe('packages of Ruby', () => {
  it('are known by the names of their specifications', async () => {
    const tree = treeOf({
      '/var/lib/gems/3.1.0/specifications/rack-test-2.1.0.gemspec': '',
      '/var/lib/gems/3.1.0/specifications/nokogiri-1.15.0-x86_64-linux.gemspec': '',
      '/var/lib/gems/3.1.0/specifications/default/json-2.6.1.gemspec': '',
    })
    expect(await gem.rows(tree, telling())).toEqual([
      { k: 'p', mgr: 'gem', n: 'nokogiri', v: '1.15.0', a: 'x86_64-linux', at: '/var/lib/gems/3.1.0/specifications' },
      { k: 'p', mgr: 'gem', n: 'rack-test', v: '2.1.0', at: '/var/lib/gems/3.1.0/specifications' },
      { k: 'p', mgr: 'gem', n: 'json', v: '2.6.1', at: '/var/lib/gems/3.1.0/specifications/default' },
    ])
  })
})
