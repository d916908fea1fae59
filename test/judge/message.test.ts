import { describe, expect, it } from 'vitest'
import type { Mutation } from '../../src/model/mutation.ts'
import { loadPolicies } from '../../src/judge/load.ts'
import { messageOf, sentenceOf, shown, unknownPlaceholders } from '../../src/judge/message.ts'
import { aContext, aMutation } from './builders.ts'

const { book } = await loadPolicies([])
const [anyPolicy] = book.policies
const say = (message: string, mutation: Mutation) =>
  anyPolicy === undefined
    ? ''
    : messageOf({ ...anyPolicy, rule: { ...anyPolicy.rule, message }, params: { max: 90, list: ['a', 'b'] } }, mutation, aContext)

describe('messageOf', () => {
  it.each([
    ['{resource} {kind} {path}', 'Web x/y /a/b'],
    ['{declared} to {live}', '1 to [true,null,{"k":"v"}]'],
    ['{difference}', `is '[true,null,{"k":"v"}]' live but '1' declared`],
    ['{change}', `'/a/b' is '[true,null,{"k":"v"}]' live but '1' declared`],
    ['{element}', 'k'],
    ['at most {params.max} of {params.list}', 'at most 90 of ["a","b"]'],
    ['{params.none} {unknown}', '{params.none} {unknown}'],
    ['{image}{imageAge}{instanceAge}{group}{groupImages}{templateVersion}{instanceTemplateVersion}', '-1-10'],
  ])('%s', (message, expected) => {
    expect(
      say(message, aMutation({ path: '/a/b', change: 'changed', declared: 1, live: [true, null, { k: 'v' }], element: 'k' }, 'x/y')),
    ).toBe(expected)
  })

  it('says what is only there and what is gone', () => {
    expect(say('{difference}', aMutation({ path: '/a', change: 'added', live: '' }))).toBe("is '' live and nothing is declared")
    expect(say('{difference}', aMutation({ path: '/a', change: 'removed', declared: false }))).toBe("was declared as 'false' and is gone")
    expect(say('{declared} {live}', { outcome: 'missing', resource: { kind: 'x' } })).toBe('nothing nothing')
  })

  it('names the machine, its image and its group', () => {
    const mutation: Mutation = {
      outcome: 'image',
      resource: { kind: 'AWS::EC2::Instance', physicalId: 'i-1' },
      image: { id: 'ami-1', known: true, live: { creationDate: '2025-12-01T12:00:00Z' }, launchedAt: '2025-12-30T00:00:00Z' },
      group: {
        id: 'asg-1',
        address: 'WebGroup',
        kind: 'g',
        images: ['a', 'b'],
        size: 2,
        templateVersion: '7',
        instanceTemplateVersion: '6',
      },
    }
    expect(
      say(
        '{resource} {element} {image} {imageAge} {instanceAge} {group} {groupImages} {templateVersion} {instanceTemplateVersion}',
        mutation,
      ),
    ).toBe('i-1 i-1 ami-1 30 2 WebGroup 2 7 6')
  })

  it('does not fill in what a value looks like', () => {
    expect(say('{live} {kind}', aMutation({ path: '/a', change: 'changed', live: '{kind} $& $1' }, 'x/y'))).toBe('{kind} $& $1 x/y')
  })
})

describe('shown', () => {
  it('cuts at 80 characters and does not split one', () => {
    expect(shown('x'.repeat(80))).toBe('x'.repeat(80))
    expect(shown('x'.repeat(81))).toBe(`${'x'.repeat(79)}…`)
    expect(shown('😀'.repeat(200))).toBe(`${'😀'.repeat(79)}…`)
  })

  it('looks at no more of a value than it shows', () => {
    const started = performance.now()
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, 'v'.repeat(100)]))
    for (const value of ['x'.repeat(10_000_000), [wide, wide], wide]) expect(shown(value).length).toBeLessThanOrEqual(80)
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [[], '[]'],
    [{}, '{}'],
    [3.5, '3.5'],
    ['a\tb', 'a\\u0009b'],
  ])('%j as %s', (value, text) => {
    expect(shown(value)).toBe(text)
  })
})

it('sentenceOf says on one line what an error says', () => {
  expect(sentenceOf(new Error('first\nsecond'))).toBe('first.')
  expect(sentenceOf(Object.assign(new Error('long'), { summary: 'short.' }))).toBe('short.')
  expect(sentenceOf('odd')).toBe('odd.')
})

it('unknownPlaceholders names what no message can fill', () => {
  expect(unknownPlaceholders('{resource} {resorce} {params.max} {params.min}', ['max'])).toEqual(['resorce', 'params.min'])
})
