import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bundledServices, packageOf } from '../../../../src/live/aws/calls/clients.ts'
import { apiKinds, apiRow } from '../../../../src/mapping/api.ts'
import { byText } from '../../../../src/model/json.ts'

interface Manifest {
  dependencies: Record<string, string>
  peerDependencies: Record<string, string>
  peerDependenciesMeta: Record<string, { optional: boolean }>
}

const read = (name: string): string => readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8')
const manifest = JSON.parse(read('package.json')) as Manifest

/** The packages of every service that a row calls. */
const called = new Set(
  apiKinds().flatMap((kind) => {
    const row = apiRow(kind)
    if (row === undefined || row.q === 'N') return []
    const operations = [row.l, ...(row.d ?? []), row.c, row.t].flatMap((call) => (call === undefined ? [] : [call.o]))
    return operations.map((operation) => packageOf(operation.split('.')[0] ?? ''))
  }),
)
const bundled = bundledServices.map(packageOf)

describe('the clients in package.json', () => {
  it('that are loaded are dependencies, each of one exact version', () => {
    const clients = Object.entries(manifest.dependencies).filter(([name]) => name.startsWith('@aws-sdk/client-'))
    expect(clients.map(([name]) => name).toSorted(byText)).toEqual(bundled.toSorted(byText))
    expect(clients.filter(([, version]) => !/^3\.\d+\.\d+$/.test(version))).toEqual([])
  })

  it('of every other service that the rows call are optional peers: package managers that are strict let nothing else be loaded', () => {
    const others = [...called].filter((name) => !bundled.includes(name)).toSorted(byText)
    expect(others.length).toBeGreaterThan(200)
    expect(Object.keys(manifest.peerDependencies)).toEqual(others)
    expect(new Set(Object.values(manifest.peerDependencies))).toEqual(new Set(['^3.0.0']))
    expect(manifest.peerDependenciesMeta).toEqual(Object.fromEntries(others.map((name) => [name, { optional: true }])))
  })

  it('come from the public registry', () => {
    const elsewhere = [...read('package-lock.json').matchAll(/"resolved": "([^"]*)"/g)].filter(
      ([, from = '']) => !from.startsWith('https://registry.npmjs.org/'),
    )
    expect(elsewhere).toEqual([])
  })
})
