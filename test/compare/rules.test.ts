import { describe, expect, it } from 'vitest'
import { ruleFor, rules, type Leaf, type Rule, type Scalar } from '../../src/compare/rules/index.ts'
import type { Json } from '../../src/model/json.ts'
import { canonicalNetwork } from '../../src/compare/rules/aws-rules.ts'

/** The leaf that a rule's own pairs stand for. */
function leafOf(rule: Rule): Leaf {
  return { name: 'Member', free: false, caseless: false, aliases: new Map(), ...rule.example }
}

function scalar(value: Json): Scalar {
  if (typeof value === 'object' && value !== null) throw new Error(`a rule's pair holds a container: ${JSON.stringify(value)}`)
  return value
}

function asked(rule: Rule, [declared, live]: readonly [Json, Json]): Rule | undefined {
  return ruleFor(scalar(declared), scalar(live), leafOf(rule))
}

const text = (pair: readonly [Json, Json]): string => `${JSON.stringify(pair[0])} and ${JSON.stringify(pair[1])}`

/** Every value of every pair, to be asked about in every combination. */
const pool = [...new Set(rules.flatMap(({ equal, different }) => [...equal, ...different].flat()).map(scalar))]

describe('the rule book', () => {
  it('names each rule once, in kebab case, with its reason in a sentence', () => {
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length)
    for (const { name, because } of rules) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect(because).toMatch(/^\S.{10,}\.$/)
    }
  })

  it('has a proof in both senses for each rule', () => {
    for (const rule of rules) {
      expect([rule.name, rule.equal.length > 0, rule.different.length > 0]).toEqual([rule.name, true, true])
      expect([rule.name, rule.fits === undefined || rule.fits(leafOf(rule))]).toEqual([rule.name, true])
    }
  })
})

describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
  it.each(rule.equal.map((pair) => [text(pair), pair] as const))('folds %s', (_text, pair) => {
    expect(rule.same(scalar(pair[0]), scalar(pair[1]), leafOf(rule))).toBe(true)
    expect(asked(rule, pair)).toBeDefined()
    if (rule.directed !== true) expect(asked(rule, [pair[1], pair[0]])).toBeDefined()
  })

  it.each(rule.different.map((pair) => [text(pair), pair] as const))('keeps %s apart', (_text, pair) => {
    expect(asked(rule, pair)).toBeUndefined()
    if (rule.directed !== true) expect(asked(rule, [pair[1], pair[0]])).toBeUndefined()
  })

  it('says of any two values the same from either side', () => {
    if (rule.directed === true) return
    const leaf = leafOf(rule)
    // One look at the end: there are a hundred thousand pairs.
    const lopsided: [Scalar, Scalar][] = []
    for (const a of pool) for (const b of pool) if (rule.same(a, b, leaf) !== rule.same(b, a, leaf)) lopsided.push([a, b])
    expect(lopsided).toEqual([])
  })
})

describe('texts of the user', () => {
  const free: Leaf = { name: 'Value', free: true, caseless: false, aliases: new Map() }

  it.each([
    ['Blue', 'blue'],
    ['a ', 'a'],
    ['True', 'true'],
    ['1.0', '1'],
    ['https://a.example/x/', 'https://a.example/x'],
    ['web', 'arn:aws:iam::123456789012:role/web'],
  ])('are compared as they are: %j is not %j', (declared, live) => {
    expect(ruleFor(declared, live, free)).toBeUndefined()
  })

  it('fold a number with its text, since a service may only take texts', () => {
    expect(ruleFor(5, '5', free)?.name).toBe('scalar-type')
  })
})

describe('names under which text is taken to the letter', () => {
  it.each([
    ['Handler', 'index.Handler', 'index.handler'],
    ['LogFilePrefix', 'logs/', 'logs'],
    ['Value', 'Enabled', 'enabled'],
    ['Image', 'shop/web:RC', 'shop/web:rc'],
    ['Version', '1.30', '1.3'],
    ['Key', 'A.zip', 'a.zip'],
    ['OriginPath', 'www.example.org', 'www.example.org.'],
  ])('%s: %j is not %j', (name, declared, live) => {
    expect(ruleFor(declared, live, { name, free: false, caseless: false, aliases: new Map() })).toBeUndefined()
  })

  it('fold where AWS folds the case', () => {
    expect(ruleFor('A.zip', 'a.zip', { name: 'Key', free: false, caseless: true, aliases: new Map() })?.name).toBe('letter-case')
  })
})

describe('networks', () => {
  it.each([
    ['10.0.0', undefined],
    ['10.0.0.1', '00001010000000000000000000000001/32'],
    ['10.0.0.1/33', undefined],
    ['10.0.0/8', undefined],
    ['10.0.0.256/8', undefined],
    ['10.0.0.1/x', undefined],
    ['2001:db8::1::2/64', undefined],
    ['2001:zz::/32', undefined],
    ['0.0.0.0/0', '/32'],
    ['::/0', '/128'],
    ['192.0.2.0/24', '110000000000000000000010/32'],
  ])('%s is %s', (written, expected) => {
    expect(canonicalNetwork(written)).toBe(expected)
  })

  it('write the same bits however IPv6 is shortened', () => {
    expect(canonicalNetwork('2001:db8:0:0:0:0:0:1/128')).toBe(canonicalNetwork('2001:DB8::1/128'))
  })
})
