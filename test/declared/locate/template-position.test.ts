import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { type TemplateFormat, templatePosition } from '../../../src/declared/locate/template-position.ts'

const fixtures = join(import.meta.dirname, 'fixtures')

/** `line text`, with a `~` before the place of something else than was asked for. */
function shown(text: string, format: TemplateFormat, id: string, path?: string): string | undefined {
  const found = templatePosition(text, format, id, path?.split('/'))
  if (found === undefined) return undefined
  const lines = text.replace('\uFEFF', '').split('\n')
  const line = lines[found.line - 1]?.slice(found.column - 1, found.endColumn - 1)
  return `${found.isExact ? '' : '~ '}${found.line} ${line}`
}

describe('a YAML template', () => {
  const text = readFileSync(join(fixtures, 'stack.yaml'), 'utf8')
  const at = (id: string, path?: string): string | undefined => shown(text, 'yaml', id, path)

  it('has resources at their names and properties at their lines, whatever their intrinsics', () => {
    expect(at('Queue')).toBe('~ 8 Queue:')
    expect(at('Queue', 'QueueName')).toBe('11 QueueName: !Sub "${AWS::StackName}-jobs"')
    expect(at('Queue', 'DelaySeconds')).toBe('12 DelaySeconds": 5')
    expect(at('Queue', 'RedrivePolicy/deadLetterTargetArn')).toBe('14 deadLetterTargetArn: !GetAtt [Dead, Arn]')
    expect(at('Absent')).toBeUndefined()
  })

  it('leads through aliases and merge keys to where the value is written', () => {
    expect(at('Queue', 'Tags')).toBe('15 Tags: *tags')
    expect(at('Queue', 'Tags/0/Value')).toBe('6 Value: shared')
    expect(at('Bucket', 'Versioned')).toBe('3 Versioned: yes')
    expect(at('Bucket', 'Tags/0')).toBe('5 Key: Owner')
  })

  it('stops at intrinsics, at what is absent and at resources without properties', () => {
    expect(at('Bucket', 'BucketName/0')).toBe('20 BucketName: !If [IsProd, "a", !Ref "AWS::NoValue"]')
    expect(at('Bucket', 'LifecycleConfiguration/Fn::If')).toBe('21 LifecycleConfiguration:')
    expect(at('Queue', 'Tags/5/Value')).toBe('15 Tags: *tags')
    expect(at('Queue', 'KmsMasterKeyId')).toBe('~ 8 Queue:')
    expect(at('Nowhere', 'BucketName')).toBe('~ 26 Nowhere:')
  })

  it('may be circular, tangled, broken or no template at all', () => {
    expect(shown('Resources:\n  A: &a\n    Properties:\n      <<: *a\n', 'yaml', 'A', 'X')).toBe('~ 2 A: &a')
    expect(shown('Resources: &r\n  <<: [*r, *r]\n', 'yaml', 'A')).toBeUndefined()
    expect(shown('Resources:\n  A:\n    Properties: &p {<<: [*p, *p, *q], Q: {<<: *p}}\n', 'yaml', 'A', 'Q/Q/Q/X')).toBe('3 Q: {<<: *p}')
    expect(shown('[1', 'yaml', 'A')).toBeUndefined()
    expect(shown('', 'yaml', 'A')).toBeUndefined()
    expect(shown('Resources: {A: {Properties: {B: 1}', 'yaml', 'A', 'B')).toBe('1 B: 1')
    expect(shown(`Resources: ${'['.repeat(50_000)}`, 'yaml', 'A')).toBeUndefined()
  })

  it('takes the last anchor of a name before the alias, and counts no byte order mark', () => {
    const twice = '\uFEFFa: &x {V: 1}\nb: &x {V: 2}\nResources:\n  A:\n    Properties: *x\nc: &x {V: 3}\n'
    expect(shown(twice, 'yaml', 'A', 'V')).toBe('2 V: 2')
    expect(shown('\uFEFFResources: {A: {}}', 'yaml', 'A')).toBe('~ 1 A: {}')
  })
})

describe('a JSON template', () => {
  const text = readFileSync(join(fixtures, 'stack.template.json'), 'utf8')
  const at = (id: string, path?: string): string | undefined => shown(text, 'json', id, path)

  it('has resources at their names and properties at their lines', () => {
    expect(at('Queue')).toBe('~ 3 Queue": {')
    expect(at('Queue', 'Tags/0/Value')).toBe('8 Value": "bob"')
    expect(at('Queue', 'Tags/0')).toBe('8 { "Key": "Owner", "Value": "bob" }')
    expect(at('Queue', 'Tags/1/Value')).toBe('7 Tags": [')
    expect(at('Queue', 'QueueName/Fn::Sub')).toBe('6 QueueName": { "Fn::Sub": "jobs" }')
    expect(at('Queue', 'Absent')).toBe('~ 3 Queue": {')
    expect(at('Other')).toBeUndefined()
  })

  it('may be broken or no template at all', () => {
    expect(shown('', 'json', 'A')).toBeUndefined()
    expect(shown('{"Resources":{"A":{"Properties":{"B":1', 'json', 'A', 'B')).toBe('1 B":1')
    expect(shown('{"Resources":'.repeat(100_000), 'json', 'A')).toBeUndefined()
    expect(shown('{"Resources":[{}, "x"]}', 'json', '1')).toBe('~ 1 "x"')
  })
})

function paths(node: unknown): string[][] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([name, inner]) => [[name], ...paths(inner).map((rest) => [name, ...rest])])
}

describe('every property of a generated template', () => {
  const key = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 :#😀-]{0,8}$/u).filter((name) => name !== 'Ref' && !name.startsWith('Fn::'))
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.oneof(fc.string(), fc.integer(), fc.boolean()),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }))
  const properties = fc.dictionary(key, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true })

  it.each(['json', 'yaml'] as const)('in %s is found at its own name', (format) => {
    fc.assert(
      fc.property(properties, (tree) => {
        const template = { Resources: { R: { Type: 'X', Properties: tree } } }
        const text = format === 'json' ? JSON.stringify(template, null, 2) : stringify(template)
        const lines = text.split('\n')
        for (const path of paths(tree)) {
          const found = templatePosition(text, format, 'R', path)
          expect(found?.isExact).toBe(true)
          const last = path.at(-1) ?? ''
          // An element of a list has no name to find.
          const rest = lines[(found?.line ?? 0) - 1]?.slice((found?.column ?? 0) - 1)
          expect(/^\d+$/.test(last) || rest?.startsWith(last)).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('and no text makes it throw', () => {
    const piece = fc.constantFrom(
      'Resources:',
      '\n',
      '  ',
      'A:',
      '- ',
      '&a ',
      '*a',
      '<<: ',
      '{',
      '}',
      '[',
      ']',
      '"',
      '!Sub ',
      '!',
      '|',
      '#',
      '---\n',
      ': ',
      ',',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.constantFrom('json', 'yaml'), (pieces, format) => {
        const found = templatePosition(pieces.join(''), format, 'A', ['A', '0'])
        expect(found === undefined || found.line > 0).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
