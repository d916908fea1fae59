import { describe, expect, it } from 'vitest'
import { nearest } from '../../src/cli/nearest.ts'
import { optionTable, variableOf } from '../../src/cli/options.ts'
import { Values } from '../../src/cli/values.ts'

const none = new Map()
const on = (text: string) => new Values({ flags: none, env: { DRIFTGATE_EXIT_ZERO: text } }).switch('exit-zero')

describe('values', () => {
  it('come from the flag, then the variable, then the configuration, then the default', () => {
    const configuration = new Map([['fail-on', 'low'] as const])
    const env = { DRIFTGATE_FAIL_ON: 'medium' }
    expect(new Values({ flags: new Map([['fail-on', 'critical']]), env, configuration }).text('fail-on')).toBe('critical')
    expect(new Values({ flags: none, env, configuration }).text('fail-on')).toBe('medium')
    expect(new Values({ flags: none, env: {}, configuration }).text('fail-on')).toBe('low')
    expect(new Values({ flags: none, env: {} }).text('fail-on')).toBe('high')
  })

  it('know what this run asked for itself', () => {
    const values = new Values({ flags: new Map([['region', 'eu-west-1']]), env: { DRIFTGATE_ACCOUNT: '012345678901' } })
    expect([values.isAsked('region'), values.isAsked('account'), values.isAsked('fail-on')]).toEqual([true, true, false])
    expect(values.texts('account')).toEqual(['012345678901'])
  })

  it('split a variable of several values at commas', () => {
    expect(new Values({ flags: none, env: { DRIFTGATE_DECLARED: 'a.tfstate, terraform-show:b.json' } }).texts('declared')).toEqual([
      'a.tfstate',
      'terraform-show:b.json',
    ])
  })

  it('read yes and no from a variable and refuse anything else', () => {
    expect([on('1'), on('yes'), on('FALSE'), on('off'), on('')]).toEqual([true, true, false, false, undefined])
    expect(() => on('perhaps')).toThrow('DRIFTGATE_EXIT_ZERO is "perhaps".')
  })

  it('refuse what is no choice or empty, wherever it comes from', () => {
    expect(() => new Values({ flags: none, env: { DRIFTGATE_UNMANAGED: 'everything' } })).toThrow(
      'DRIFTGATE_UNMANAGED cannot be "everything".',
    )
    expect(() => new Values({ flags: new Map([['output', '']]), env: {} })).toThrow('--output has an empty value.')
  })

  it('take a repeated switch as said once', () => {
    expect(new Values({ flags: new Map([['quiet', [true, true]]]), env: {} }).on('quiet')).toBe(true)
  })
})

describe('the table of options', () => {
  it('gives every option a variable of its own and every short form to one option', () => {
    const variables = [...optionTable.keys()].map(variableOf)
    expect(new Set(variables).size).toBe(optionTable.size)
    const shorts = [...optionTable.values()].flatMap(({ short }) => short ?? [])
    expect(new Set(shorts).size).toBe(shorts.length)
  })

  it('has a default among the choices', () => {
    const strangers = [...optionTable].filter(
      ([, { choices, default: usual }]) => usual !== undefined && choices?.includes(usual) === false,
    )
    expect(strangers).toEqual([])
  })
})

describe('the nearest name', () => {
  it('is found for a slip and not for another word', () => {
    expect(nearest('formt', ['format', 'force'])).toBe('format')
    expect(nearest('elephant', ['format', 'force'])).toBeUndefined()
    expect(nearest('x'.repeat(10_000), ['format'])).toBeUndefined()
  })
})
