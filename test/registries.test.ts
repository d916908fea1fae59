import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bakeSources } from '../src/baked/sources/index.ts'
import type { BakeSourceEntry } from '../src/baked/sources/source.ts'
import { stateSources } from '../src/declared/sources/index.ts'
import type { StateSourceEntry } from '../src/declared/sources/source.ts'
import { declaredReaders, type DeclaredReaderEntry } from '../src/declared/index.ts'
import { documentObservers, namedObservers, type DocumentObserverEntry, type NamedObserverEntry } from '../src/live/index.ts'
import { reporters } from '../src/report/index.ts'

/** Where each extension is proven, and an example that names or shows what it reads or writes. */
const proofs: Record<string, { test: string; example: string }> = {
  'declared terraform-state': { test: 'test/declared/terraform.test.ts', example: 'fixtures/web-shop/terraform/terraform.tfstate' },
  'declared terraform-show': { test: 'test/declared/terraform.test.ts', example: 'test/declared/terraform.test.ts' },
  'declared cloudformation': {
    test: 'test/declared/cloudformation/reader.test.ts',
    example: 'test/declared/cloudformation/fixtures/web/template.yaml',
  },
  'fetched s3': { test: 'test/declared/sources/s3.test.ts', example: 'test/declared/sources/s3.test.ts' },
  'fetched http': { test: 'test/declared/sources/http.test.ts', example: 'test/declared/sources/http.test.ts' },
  'fetched tfc': { test: 'test/declared/sources/tfc.test.ts', example: 'test/declared/sources/tfc.test.ts' },
  'fetched terraform': { test: 'test/declared/sources/terraform.test.ts', example: 'test/declared/sources/terraform.test.ts' },
  'live capture': { test: 'test/live/capture.test.ts', example: 'fixtures/web-shop/live/mutated.ndjson' },
  'live cloudcontrol': { test: 'test/live/aws/cloudcontrol/documents.test.ts', example: 'test/live/aws/cloudcontrol/documents.test.ts' },
  'live aws-config': { test: 'test/live/aws/config/documents.test.ts', example: 'test/live/aws/config/documents.test.ts' },
  'live terraform-state': { test: 'test/live/terraform.test.ts', example: 'fixtures/web-shop/terraform/terraform.tfstate' },
  'live terraform-show': { test: 'test/live/terraform.test.ts', example: 'test/live/terraform.test.ts' },
  'live aws-cli': { test: 'test/live/aws/saved/saved.test.ts', example: 'test/live/fixtures/account/describe-instances.json' },
  'live docker-inspect': { test: 'test/live/docker/documents.test.ts', example: 'test/live/docker/fixtures/containers.json' },
  'source docker': { test: 'test/live/docker/docker.test.ts', example: 'test/live/docker/engine-server.ts' },
  'source config': { test: 'test/live/aws/config/observer.test.ts', example: 'test/live/aws/config/observer.test.ts' },
  'source aws': { test: 'test/live/aws/calls/sdk.test.ts', example: 'test/engines/moto.test.ts' },
  'source host': { test: 'test/live/machine/machine.test.ts', example: 'test/live/machine/machine.test.ts' },
  'source rootfs': { test: 'test/live/machine/machine.test.ts', example: 'test/live/machine/machine.test.ts' },
  'baked host': { test: 'test/baked/sources/folder.test.ts', example: 'test/baked/sources/folder.test.ts' },
  'baked rootfs': { test: 'test/baked/sources/folder.test.ts', example: 'test/baked/sources/folder.test.ts' },
  'source tar': { test: 'test/live/machine/machine.test.ts', example: 'test/live/machine/machine.test.ts' },
  'source collected': { test: 'test/live/machine/collected.test.ts', example: 'data/contents/collect.sh' },
  'baked collected': { test: 'test/live/machine/collected.test.ts', example: 'data/contents/collect.sh' },
  'baked oci': { test: 'test/baked/sources/oci.test.ts', example: 'test/baked/sources/images.ts' },
  'baked docker-archive': { test: 'test/baked/sources/docker-archive.test.ts', example: 'test/baked/sources/images.ts' },
  'baked docker': { test: 'test/baked/sources/docker.test.ts', example: 'test/baked/sources/docker.test.ts' },
  'baked registry': { test: 'test/baked/sources/registry.test.ts', example: 'test/baked/sources/serving.ts' },
  'baked tar': { test: 'test/baked/sources/docker-archive.test.ts', example: 'test/contents/tar/archive-builder.ts' },
  'reporter table': { test: 'test/report/table.test.ts', example: 'test/report/fixtures/golden/80.txt' },
  'reporter json': { test: 'test/report/json.test.ts', example: 'test/report/web-shop.ts' },
  'reporter sarif': { test: 'test/report/sarif.test.ts', example: 'test/report/fixtures/sarif-2.1.0.json' },
}

const readers: [string, DeclaredReaderEntry][] = Object.entries(declaredReaders)
const documents: [string, DocumentObserverEntry][] = Object.entries(documentObservers)
const named: [string, NamedObserverEntry][] = Object.entries(namedObservers)
const places: [string, StateSourceEntry][] = Object.entries(stateSources)
const images: [string, BakeSourceEntry][] = Object.entries(bakeSources)
const writers = Object.entries(reporters)

const titles: [string, string][] = [
  ...readers.map(([name, { title }]): [string, string] => [`declared ${name}`, title]),
  ...documents.map(([name, { title }]): [string, string] => [`live ${name}`, title]),
  ...places.map(([name, { title }]): [string, string] => [`fetched ${name}`, title]),
  ...named.map(([name, { title }]): [string, string] => [`source ${name}`, title]),
  ...images.map(([name, { title }]): [string, string] => [`baked ${name}`, title]),
  ...writers.map(([name, { title }]): [string, string] => [`reporter ${name}`, title]),
]

describe('every extension', () => {
  it('has a test and an example, and none is left of one that is gone', () => {
    expect(titles.map(([name]) => name).toSorted()).toEqual(Object.keys(proofs).toSorted())
    for (const { test, example } of Object.values(proofs))
      expect([test, existsSync(test), example, existsSync(example)]).toEqual([test, true, example, true])
  })

  it('has a title of its own within its registry, in plain words', () => {
    for (const registry of ['declared', 'fetched', 'live', 'source', 'baked', 'reporter']) {
      const own = titles.filter(([name]) => name.startsWith(`${registry} `)).map(([, title]) => title)
      expect(new Set(own).size).toBe(own.length)
      for (const title of own) expect(title).toMatch(/^\S.{8,}[^.\s]$/)
    }
  })

  it('is named by its test or its example, which show what it reads or writes', () => {
    const unnamed = Object.entries(proofs).filter(([name, { test, example }]) => {
      const word = name.split(' ')[1] ?? ''
      const spellings = [word, word.replaceAll('-', ' '), word.split('-').at(-1) ?? word, word.toUpperCase()]
      const texts = `${test}\n${readFileSync(test, 'utf8')}\n${example}`
      return !spellings.some((spelling) => texts.includes(spelling))
    })
    expect(unnamed).toEqual([])
  })
})

describe('loading', () => {
  it.each(readers)('gives the reader %s', async (_, entry) => {
    expect((await entry.load()).default.read).toBeTypeOf('function')
  })
  it.each(documents)('gives the observer %s', async (_, entry) => {
    expect((await entry.load()).default.observe).toBeTypeOf('function')
  })
  it.each(named)('gives the source %s', async (_, entry) => {
    const { observe, probe } = (await entry.load()).default
    expect([typeof observe, typeof probe]).toEqual(['function', 'function'])
  })
  it.each(places)('gives the place %s, which recognises its own example and no file', async (_, entry) => {
    expect((await entry.load()).default.open).toBeTypeOf('function')
    expect(entry.recognise(entry.example.replace('tfc:ORG/WORKSPACE', 'tfc:org/workspace'))?.shown).toBeTypeOf('string')
    expect(entry.recognise('terraform.tfstate')).toBeUndefined()
  })
  it.each(images)('gives the source of images %s, named as its example says', async (name, entry) => {
    expect((await entry.load()).default.open).toBeTypeOf('function')
    expect(entry.example.split(':')[0]).toBe(name)
  })
  it.each(writers)('gives the reporter %s', async (_, entry) => {
    expect(await entry.load()).toBeTypeOf('function')
  })
})
