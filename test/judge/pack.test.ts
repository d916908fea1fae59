import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadPolicies } from '../../src/judge/load.ts'
import { testPolicies } from '../../src/judge/self-test.ts'
import { unknownControls } from '../../src/judge/controls.ts'
import { unknownPlaceholders } from '../../src/judge/message.ts'

const { book, diagnostics } = await loadPolicies([])

describe('the built-in pack', () => {
  it('is as policies/*.yaml says (else run npm run generate)', async () => {
    const generator: { generated(): Promise<Record<string, string>> } = await import(
      new URL('../../tools/generate.mjs', import.meta.url).href
    )
    const files = await generator.generated()
    for (const path of [
      'policies/compiled/builtin.json',
      'policies/compiled/conditions.mjs',
      'src/model/generated/policy.ts',
      'schemas/compiled/policy.mjs',
    ])
      expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(files[path])
  })

  it('loads without a complaint', () => {
    expect(diagnostics).toEqual([])
    expect(book.policies.map((policy) => policy.id)).toEqual(
      'DG101 DG102 DG103 DG104 DG105 DG106 DG201 DG202 DG203 DG205 DG301 DG302 DG303 DG304 DG305 DG306 DG307 DG308 DG401 DG402 DG403 DG501 DG502 DG503 DG601 DG602 DG603 DG604 DG605 DG606 DG607 DG608 DG609 DG701 DG702 DG801'.split(
        ' ',
      ),
    )
  })

  it('passes its own tests, each policy with a case that fires and one that is silent', async () => {
    const results = await testPolicies(book)
    expect(results.filter((result) => !result.ok)).toEqual([])
    expect(results.length).toBeGreaterThan(60)
  })

  it.each(book.policies.map((policy) => [policy.id, policy] as const))(
    '%s is complete: text, controls that exist, conditions that compile',
    (_, policy) => {
      const { rule } = policy
      expect(rule).toMatchObject({
        rationale: expect.any(String),
        help: expect.any(String),
        owner: 'driftgate',
        precision: expect.any(String),
        class: expect.any(String),
      })
      expect(rule.references?.length).toBeGreaterThan(0)
      expect(rule.rebuild).toBeDefined()
      expect(unknownControls(rule, book.controls)).toEqual([])
      expect(unknownPlaceholders(rule.message, Object.keys(rule.params ?? {}))).toEqual([])
      expect(Object.keys(policy.controls).length).toBeGreaterThan(0)
      expect(() => policy.when?.()).not.toThrow()
      for (const { when } of policy.severityWhen) expect(() => when()).not.toThrow()
      // Each control beside the groups says why it is there.
      for (const [framework, ids] of Object.entries(rule.controls ?? {}))
        for (const id of ids) expect(Object.keys(rule.rationaleFor ?? {})).toContain(`${framework} ${id}`)
    },
  )
})
