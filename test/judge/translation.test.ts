import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { celEngine } from '../../src/judge/cel.ts'
import { conditionEngine, conditionsOf, type CompiledModule } from '../../src/judge/conditions.ts'
import type { Engine } from '../../src/judge/expression.ts'
import type { Param } from '../../src/model/generated/policy.ts'
import { agreed, answer } from './agreement.ts'
import { awkwardValues } from './facts-arbitrary.ts'

/** tools/conditions.mjs knows more than the built-in pack asks for today: what it writes is CEL, what it does not know it leaves. */

type Translate = (policies: readonly object[], warn: (reason: string) => void) => Promise<string>
const { compiledConditions }: { compiledConditions: Translate } = await import(new URL('../../tools/conditions.mjs', import.meta.url).href)

const folder = mkdtempSync(join(tmpdir(), 'conditions-'))
afterAll(() => rmSync(folder, { recursive: true }))

const params: Record<string, Param> = {
  limit: { type: 'number', default: 22 },
  ports: { type: 'array', items: 'number', default: [22, 90] },
  names: { type: 'array', default: ['Owner', 'Team'] },
  on: { type: 'boolean', default: true },
}

const known = [
  'change.live == "a" || change.live == 22 || change.live == 2.5 || change.live == null || change.live == true',
  'change.live != change.declared',
  'change.declared in [22, 2.5, "a", null, false]',
  'change.live in params.ports || change.live in params.names',
  'image.ageDays in params.ports && image.ageDays == 22 && 22 != params.limit',
  'params.limit + 1 > 22 && params.limit * 2 <= 60.0 && 90 - params.limit >= -1 && -params.limit / 2 < 11.5',
  'change.path < "b" || change.path + "x" == "ax"',
  'change.path.contains("a") && change.path.trim().size() > 1 && size(change.path) < 4',
  'change.path.upperAscii().startsWith(change.kind) && change.path.endsWith(change.element)',
  'size(change.names) == 2 && params.names.size() >= 1 && size(params.ports) != 3',
  'has(change.live.Port) && change.live.Port == 22',
  'has(change.live.a.b) || has(live.Name)',
  'change.live.List.all(n, n == 1 || n == 2)',
  'change.live.exists(t, has(t.Port) ? t.Port == 22 : t == 1)',
  'change.live.exists(t, t.Port == 22)',
  '9007199254740993 == 9007199254740992 || size(change.path) == size(change.kind)',
  'change.live.a.exists(t, t == "constructor" || t == "b") || change.live.toString == 1',
  'has(change.live.toString) && change.live.toString == 1',
  'change.names.all(n, params.names.exists(m, m == n || n.startsWith(m)))',
  'params.on ? change.live == 1 : change.declared == 1',
  'glob(change.path, "*a?") || glob(change.element, change.path)',
  'worldReaches(live, [22]) && leaves(change.path).exists(v, v != "")',
  'double(change.live) > 1.0 || double(image.ageDays) > 22.0 || double("3") == params.limit || double(2) == 1.0 || double(change.path) < 0.0',
  'params.names.exists(change, change == "Owner")',
]

async function translated(text: string): Promise<{ module: string; said: string[] }> {
  const said: string[] = []
  const module = await compiledConditions([{ id: 'ACME001', when: text, params }], (reason) => said.push(reason))
  return { module, said }
}

let files = 0

async function compiled(text: string): Promise<Engine> {
  const { module, said } = await translated(text)
  expect(said).toEqual([])
  const file = join(folder, `${(files += 1)}.mjs`)
  writeFileSync(file, module)
  const { conditions }: { conditions: CompiledModule } = await import(pathToFileURL(file).href)
  return conditionEngine(conditionsOf(conditions), undefined)
}

describe('a condition that is known', () => {
  it.each(known)('says what CEL says: %s', async (text) => {
    expect(agreed(text, params, [await compiled(text), celEngine()])).toEqual(['error', 'false', 'true'])
  })

  it.each(['change.live == change.declared', 'change.live != change.declared', 'double(change.live) < double(change.declared)'])(
    'says what CEL says of every two awkward values: %s',
    async (text) => {
      const engines = [await compiled(text), celEngine()]
      const [first, second] = engines.map((engine) => engine.scope(params)(text))
      const said = new Set<string>()
      for (const live of awkwardValues)
        for (const declared of awkwardValues) {
          const [given, wanted] = [first, second].map((holds) => answer(holds ?? (() => false), { change: { live, declared } }))
          if (given !== wanted) expect({ live, declared, given }).toEqual({ live, declared, given: wanted })
          said.add(String(wanted))
        }
      expect(said.size).toBeGreaterThan(2)
    },
  )
})

describe('a condition that is not known', () => {
  it.each([
    ['re2(change.path, "a")', "'call re2'"],
    ['resource.tags["a"] == "b"', "'[]'"],
    ['resource.tags == {"a": "b"}', "'.'"],
    ['now == now', "'id'"],
    ['1 + 1 == 2', "'+'"],
    ['change.live.?Port.orValue(0) == 22', "'rcall orValue'"],
    ['change.live > 1', "'>'"],
    ['change.live && true', "'.'"],
    ['change.names.exists_one(n, n == "a")', "'rcall exists_one'"],
    ['change.names.map(n, n + "a") == ["a"]', "'rcall map'"],
    ['change.names == params.names', "'=='"],
    ['size(change.live) == 1', "'call size'"],
    ['"a" in change.live', "'in'"],
    ['leaves([1]) == change.live', "'call leaves'"],
  ])('is left to CEL, and why is said: %s', async (text, why) => {
    const { module, said } = await translated(text)
    expect(module).not.toContain('holds')
    expect(said).toEqual([expect.stringContaining(`ACME001: '${text}' is left to CEL: ${why}`)])
  })

  it('is an error where it is wrong', async () => {
    await expect(translated('change.pth == "a"')).rejects.toThrow('No such key: pth')
    await expect(translated('change.live')).rejects.toThrow('gives dyn')
  })

  it('is an error where two policies mean another thing by it', async () => {
    const when = 'params.limit == params.limit'
    const other = { id: 'ACME002', when, params: { limit: { type: 'string', default: 'x' } } }
    await expect(compiledConditions([{ id: 'ACME001', when, params }, other], () => {})).rejects.toThrow('ACME002')
  })
})
