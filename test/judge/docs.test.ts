import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { testPolicies } from '../../src/judge/self-test.ts'
import { loadText } from './load-text.ts'

const text = readFileSync(new URL('../../docs/policies.md', import.meta.url), 'utf8')
const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => block ?? '')

it('the examples of docs/policies.md load, and the tests shown there pass', async () => {
  const [policy = '', settings = '', tests = '', framework = ''] = blocks
  const { book, diagnostics } = await loadText(policy + tests, settings, framework)
  expect(diagnostics).toEqual([])
  expect(book.find('DG202')?.params).toEqual({ maxAgeDays: 30 })
  expect((await testPolicies(book)).filter((result) => result.policy === 'ACME001')).toMatchObject([{ ok: true }, { ok: true }])
})

it('docs/policies.md names every key of a policy and of a match', () => {
  const schema: { $defs: Record<string, { properties: object }> } = JSON.parse(
    readFileSync(new URL('../../schemas/policy.schema.json', import.meta.url), 'utf8'),
  )
  for (const part of ['policyRule', 'match', 'testInput'])
    for (const key of Object.keys(schema.$defs[part]?.properties ?? {})) expect(text).toContain(key)
})
