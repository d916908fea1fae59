import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { assemble, type Builtin } from '../../src/judge/assemble.ts'
import { celEngine } from '../../src/judge/cel.ts'
import { conditionEngine, conditionsOf, type CompiledModule } from '../../src/judge/conditions.ts'
import { testPolicies } from '../../src/judge/self-test.ts'
import { agreed } from './agreement.ts'
import { loadText } from './load-text.ts'

const packaged = (path: string) => new URL(`../../policies/compiled/${path}`, import.meta.url)
const builtin: Builtin = JSON.parse(readFileSync(packaged('builtin.json'), 'utf8'))
const { conditions }: { conditions: CompiledModule } = await import(packaged('conditions.mjs').href)
const compiled = conditionEngine(conditionsOf(conditions), undefined)
const cel = celEngine()

const expressions = builtin.policies.flatMap(({ id, when, severityRules = [], params = {} }) =>
  [when, ...severityRules.map((rule) => rule.when)].flatMap((text) => (text === undefined ? [] : [{ id, text, params }])),
)

describe('the conditions of the built-in pack', () => {
  it('are all compiled, so that a scan by them loads no CEL', () => {
    expect(expressions.length).toBeGreaterThan(10)
    expect(Object.keys(conditionsOf(conditions)).toSorted()).toEqual([...new Set(expressions.map(({ text }) => text))].toSorted())
  })

  it.each(expressions)('say what CEL says, or fail as it fails: $id $text', ({ text, params }) => {
    expect(agreed(text, params, [compiled, cel], 100)).toEqual(['error', 'false', 'true'])
  })

  it('pass the tests of the policies as they pass by CEL', async () => {
    const [first, second] = await Promise.all([compiled, cel].map((engine) => testPolicies(assemble(builtin, [], engine).book)))
    expect(first?.length).toBeGreaterThan(60)
    expect(first?.filter(({ ok }) => !ok)).toEqual([])
    expect(first).toEqual(second)
  })
})

const pack = (params: string, when: string) => `apiVersion: driftgate/v1
kind: PolicyPack
policies:
  - id: ACME001
    name: own
    title: Own
    description: Own.
    severity: low
    maturity: sandbox
    match: { kinds: ["*"], outcomes: [image] }
    params: ${params}
    when: ${when}
    message: Own.
`

describe('a condition with the text of a built-in one', () => {
  it('is judged by the same function where its params are of the same types', async () => {
    const { book, diagnostics } = await loadText(pack('{ maxAgeDays: { type: number, default: 1 } }', 'image.ageDays > params.maxAgeDays'))
    expect(diagnostics).toEqual([])
    expect(book.find('ACME001')?.when?.()).toBe(book.find('DG202')?.when?.())
  })

  it.each([
    ['{ maxAgeDays: { type: string, default: x } }', 'no such overload'],
    ['{ maxAge: { type: number, default: 1 } }', 'maxAgeDays'],
  ])('is refused by CEL with the params %s', async (params, why) => {
    const { diagnostics } = await loadText(pack(params, 'image.ageDays > params.maxAgeDays'))
    expect(diagnostics).toMatchObject([{ code: 'policy-expression', message: expect.stringContaining(why) }])
  })
})

it('has nothing to say of another text where CEL is not loaded', () => {
  expect(() => compiled.scope({})('1 == 1')).toThrow('CEL is not loaded')
})
