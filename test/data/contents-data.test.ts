import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { classified } from '../../src/compare/contents/classify.ts'
import { profileOf, profileTitles } from '../../src/compare/contents/profile.ts'
import { rowKinds } from '../../src/model/content.ts'
import type { Mutations, Profiles } from '../../src/model/generated/contents.ts'

const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

const profiles: Profiles = JSON.parse(text('data/contents/profiles.json'))
const mutations: Mutations = JSON.parse(text('data/contents/mutations.json'))

describe('the tables of what machines contain', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ajv.addSchema(JSON.parse(text('schemas/contents.schema.json')), 'contents')

  it.each(['profiles', 'mutations', 'rows'])('%s are as their schema says', (name) => {
    ajv.validate({ $ref: `contents#/$defs/${name}` }, JSON.parse(text(`data/contents/${name}.json`)))
    expect(ajv.errors ?? []).toEqual([])
  })

  it('name only what is there, and have nothing that nobody names', () => {
    const groups = new Set(Object.values(profiles.profiles).flatMap((profile) => profile.groups))
    expect([...groups].toSorted()).toEqual(Object.keys(profiles.groups).toSorted())
    expect([...new Set(profiles.choice.map(({ profile }) => profile)), 'paranoid'].toSorted()).toEqual(
      [...profileTitles().keys()].toSorted(),
    )
    const sets = new Set(mutations.rules.flatMap((rule) => rule.in ?? []))
    expect(Object.keys(mutations.sets).filter((name) => !sets.has(name) && name !== 'secret')).toEqual([])
    for (const name of sets) expect(mutations.sets).toHaveProperty([name])
    expect([...new Set(mutations.rules.map((rule) => rule.class))].toSorted()).toEqual(Object.keys(mutations.classes).toSorted())
  })

  it.each([...profileTitles().keys()])('each pattern of %s fits a path, for which it or a sharper one decides', (name) => {
    const profile = profileOf(name, { collected: new Set(rowKinds) })
    const rules = (profiles.profiles[name]?.groups ?? []).flatMap((group) => profiles.groups[group] ?? [])
    const patterns = rules.flatMap((rule) => rule.paths)
    for (const pattern of patterns) {
      const decides = profile.at(pattern.replaceAll('**', 'x/y').replaceAll('[0-9]', '7').replaceAll('*', 'x').replaceAll('?', '7')).pattern
      expect(patterns.indexOf(decides ?? '')).toBeGreaterThanOrEqual(patterns.indexOf(pattern))
    }
  })

  it('have no rule of mutations that an earlier one hides', () => {
    for (const rule of mutations.rules) {
      const [set] = rule.in ?? []
      const path = set === undefined ? '/srv/x' : mutations.sets[set]?.[0]?.replaceAll('**', 'x').replaceAll('*', 'x')
      const subjects = (rule.changes ?? (['added', 'changed', 'removed'] as const)).map((change) => ({
        row: rule.rows?.[0] ?? ('f' as const),
        change,
        fields: rule.fields === undefined ? ['content'] : [rule.fields[0] ?? ''],
        traits: new Set(rule.is),
        ...(path === undefined ? {} : { path }),
      }))
      expect(subjects.map(classified)).toContainEqual({ class: rule.class, severity: rule.severity })
    }
  })
})
