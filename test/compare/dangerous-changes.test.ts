import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { terraformIdentity } from '../../src/mapping/terraform-identity.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { isWithin } from '../../src/model/pointer.ts'
import type { DeclaredResource } from '../../src/model/resource.ts'
import { scanning } from '../helpers/scanning.ts'
import { declares, shows, terraform, whole } from '../helpers/resources.ts'

/** A change that must be seen whatever the rules: what was declared, what somebody made of it, and where. */
interface Danger {
  change: string
  kind: string
  declared: JsonObject
  live: JsonObject
  at: string
  /** The same declaration as a Terraform state records it. */
  terraform?: { type: string; attributes: JsonObject }
}

const dangers: Danger[] = JSON.parse(readFileSync(new URL('dangerous-changes.json', import.meta.url), 'utf8'))

/** Findings of low or above, by path. */
async function found(resource: DeclaredResource, live: JsonObject, physicalId: string): Promise<string[]> {
  const { report } = await scanning([resource], whole([shows(resource.kind, physicalId, live)]), { unmanaged: 'none' })
  expect(report.summary.resources).toMatchObject({ managed: 1, notChecked: 0 })
  return report.findings.filter(({ severity }) => severity !== 'info').map(({ difference }) => difference?.path ?? '')
}

const at = (paths: readonly string[], place: string): string[] => paths.filter((path) => isWithin(path, place) || isWithin(place, path))

it('there are a hundred of them and more', () => {
  expect(dangers.length).toBeGreaterThan(150)
  expect(new Set(dangers.map(({ kind }) => kind)).size).toBeGreaterThan(40)
})

describe('declared in a template', () => {
  it.each(dangers.map((one) => [one.change, one.kind, one] as const))('%s (%s)', async (_, kind, { declared, live, at: place }) => {
    const resource = declares(kind, declared, { physicalId: 'x' })
    expect(await found(resource, declared, 'x')).toEqual([])
    expect(at(await found(resource, live, 'x'), place)).not.toEqual([])
  })
})

describe('recorded in a state', () => {
  const recorded = dangers.flatMap((one) => (one.terraform === undefined ? [] : [[one.change, one.kind, one.terraform, one] as const]))

  it.each(recorded)('%s (%s)', async (_, kind, { type, attributes }, { declared, live, at: place }) => {
    const resource = terraform(type, attributes)
    const { physicalId = 'x' } = terraformIdentity(type, attributes)
    expect(resource.kind).toBe(kind)
    expect(await found(resource, declared, physicalId)).toEqual([])
    expect(at(await found(resource, live, physicalId), place)).not.toEqual([])
  })
})
