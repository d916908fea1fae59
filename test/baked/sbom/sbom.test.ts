import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packageOf } from '../../../src/baked/sbom/purl.ts'
import { billOfMaterials } from '../../../src/baked/sbom/read.ts'
import type { Json } from '../../../src/model/json.ts'

describe('a purl', () => {
  it.each([
    ['pkg:deb/debian/bash@5.2.15-2%2Bb7?arch=amd64&distro=debian-12', { mgr: 'deb', n: 'bash', v: '5.2.15-2+b7', a: 'amd64' }],
    [
      'pkg:deb/debian/libssl3@1%3A3.0.11-1?arch=amd64&upstream=openssl',
      { mgr: 'deb', n: 'libssl3', v: '1:3.0.11-1', a: 'amd64', src: 'openssl' },
    ],
    [
      'pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386&epoch=1&upstream=curl-7.50.3-1.fc25.src.rpm',
      { mgr: 'rpm', n: 'curl', v: '1:7.50.3-1.fc25', a: 'i386' },
    ],
    ['pkg:apk/alpine/musl@1.2.4-r2', { mgr: 'apk', n: 'musl', v: '1.2.4-r2' }],
    ['pkg:npm/%40angular/animation@12.3.1', { mgr: 'npm', n: '@angular/animation', v: '12.3.1' }],
    ['pkg:pypi/django@1.11.1', { mgr: 'pypi', n: 'django', v: '1.11.1' }],
    ['pkg:maven/org.apache.batik/batik-anim@1.9.1?packaging=sources', { mgr: 'maven', n: 'org.apache.batik:batik-anim', v: '1.9.1' }],
    ['pkg:golang/google.golang.org/genproto@abc#googleapis/api', { mgr: 'golang', n: 'google.golang.org/genproto', v: 'abc' }],
  ])('%s is a package', (purl, row) => expect(packageOf(purl)).toEqual({ k: 'p', ...row, purl }))

  it.each(['', 'pkg:', 'pkg:deb/', 'pkg:deb/debian/bash', 'bash@5', 'pkg:npm/@', 'pkg:npm/@1'])('%j is none', (purl) =>
    expect(packageOf(purl)).toBeUndefined(),
  )

  it('never breaks, and names its package again', () => {
    const part = fc.string({ minLength: 1 })
    const law = fc.property(part, part, (name, version) => {
      const purl = `pkg:pypi/${encodeURIComponent(name)}@${encodeURIComponent(version)}`
      expect(packageOf(purl)).toMatchObject({ n: name, v: version })
    })
    fc.assert(law, { numRuns: 200 })
    fc.assert(
      fc.property(fc.string(), (text) => void packageOf(`pkg:${text}`)),
      { numRuns: 200 },
    )
  })
})

describe('a bill of materials', () => {
  const bash = 'pkg:deb/debian/bash@5.2-1?arch=amd64'
  const openssl = 'pkg:apk/alpine/openssl@3.1.4-r5'
  const names = (document: Json): string[] => billOfMaterials(document, 'x.json').packages.map(({ mgr, n, v }) => `${mgr}/${n} ${v}`)

  it('in CycloneDX has packages at every depth, and no files or operating system', () => {
    const bill = {
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      components: [
        { type: 'library', name: 'openssl', purl: openssl, components: [{ type: 'library', name: 'bash', purl: bash }] },
        { type: 'file', name: '/bin/sh' },
        { type: 'operating-system', name: 'debian', version: '12' },
        { type: 'application', name: 'own', version: '1' },
      ],
    }
    expect(names(bill)).toEqual(['apk/openssl 3.1.4-r5', 'deb/bash 5.2-1'])
    expect(billOfMaterials(bill, 'x.json').unnamed).toBe(1)
  })

  it('in SPDX has the purl of each package', () => {
    const externalRefs = [
      { referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:a:x' },
      { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: bash },
    ]
    expect(names({ spdxVersion: 'SPDX-2.3', packages: [{ name: 'bash', versionInfo: '5.2-1', externalRefs }, { name: 'root' }] })).toEqual([
      'deb/bash 5.2-1',
    ])
  })

  it('of syft has its artifacts, one that stands in several versions once', () => {
    const artifacts = ['4.17.21', '3.10.1', '4.17.21'].map((version) => ({
      name: 'lodash',
      version,
      type: 'npm',
      purl: `pkg:npm/lodash@${version}`,
    }))
    expect(names({ artifacts, descriptor: { name: 'syft', version: '1.0.0' } })).toEqual(['npm/lodash 3.10.1, 4.17.21'])
  })

  it.each([[null], [{}], [[]], [{ spdxVersion: 'SPDX-3.0' }], [{ artifacts: [] }]])('is not %j', (document) =>
    expect(() => billOfMaterials(document, 'x.json')).toThrow(expect.objectContaining({ code: 'sbom-unknown' })),
  )
})
