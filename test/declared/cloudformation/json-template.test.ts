import { describe, expect, it } from 'vitest'
import { parseJsonTemplate } from '../../../src/declared/cloudformation/json-template.ts'
import type { InputError } from '../../../src/model/errors.ts'

function failure(text: string): InputError {
  try {
    parseJsonTemplate(text, 't.json')
  } catch (error) {
    return error as InputError
  }
  throw new Error('no error')
}

describe('a JSON template', () => {
  it('breaks with line and column', () => {
    expect(failure('{\n  "Resources": {,}\n}')).toMatchObject({ code: 'json-broken', at: { file: 't.json', line: 2, column: 17 } })
  })

  it('refuses a logical id and a section that come twice, with the place of the second', () => {
    expect(failure('{"Resources": {\n "A": {"Type": "x"},\n "A": {"Type": "y"}}}')).toMatchObject({
      code: 'template-duplicate-key',
      at: { file: 't.json', line: 3, column: 2 },
    })
    expect(failure('{"Resources": {}, "Resources": {}}')).toMatchObject({ code: 'template-duplicate-key', at: { line: 1, column: 19 } })
    expect(failure('{"Resources": {"\\u0041": {}, "A": {}}}')).toMatchObject({ code: 'template-duplicate-key' })
  })

  it('warns of a property that comes twice; the last one counts', () => {
    const { value, warnings } = parseJsonTemplate('{"Resources": {"A": {"Type": "x", "Type": "y"}}}', 't.json', 7)
    expect(value).toEqual({ Resources: { A: { Type: 'y' } } })
    expect(warnings).toMatchObject([{ code: 'template-duplicate-key', place: { file: 't.json', line: 7, column: 35 } }])
  })

  it('does not take equal keys of different objects, or text that looks like keys, for duplicates', () => {
    const text = '{"A": {"K": "\\"K\\": {", "L": ["K", {"K": 1}, {"K": 2}]}, "K": {"K": 1}}'
    expect(parseJsonTemplate(text, 't.json').warnings).toEqual([])
  })

  it('refuses a depth that only an attack explains', () => {
    expect(failure(`${'['.repeat(5000)}${']'.repeat(5000)}`)).toMatchObject({ code: 'document-too-deep' })
  })

  it('of 5 MB is read in a moment', () => {
    const resources = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, at) => [`R${at}`, { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q'.repeat(190) } }]),
    )
    const text = JSON.stringify({ Resources: resources })
    expect(text.length).toBeGreaterThan(5_000_000)
    const began = performance.now()
    parseJsonTemplate(text, 't.json')
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})
