import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { parseYamlTemplate } from '../../../src/declared/cloudformation/yaml-template.ts'
import { InputError } from '../../../src/model/errors.ts'
import { at, read, templateOf } from './reading.ts'

const parse = async (text: string) => (await parseYamlTemplate(text, 't.yaml')).value
const failure = async (text: string): Promise<InputError> =>
  parse(text).then(
    () => Promise.reject(new Error('no error')),
    (error: InputError) => error,
  )

describe('plain scalars are what CloudFormation makes of them', () => {
  const cases: [written: string, value: unknown][] = [
    ['true', true],
    ['No', false],
    ['on', true],
    ['"yes"', 'yes'],
    ["'123'", '123'],
    ['N', 'N'],
    ['y', 'y'],
    ['2010-09-09', '2010-09-09'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['012345678901', '012345678901'],
    ['123456789012', 123456789012],
    ['0755', 493],
    ['0x1F', 31],
    ['0b101', 5],
    ['1_000', 1000],
    ['-17', -17],
    ['+5', 5],
    ['1:30', 90],
    ['03:00', '03:00'],
    ['1e3', '1e3'],
    ['1.5', 1.5],
    ['50.0', 50],
    ['1.5e+3', 1500],
    ['12345678901234567890', '12345678901234567890'],
    ['.inf', '.inf'],
    ['1.2.3.4/16', '1.2.3.4/16'],
    ['~', null],
    ['', null],
  ]
  it.each(cases)('%s', async (written, value) => {
    expect(await parse(`Value: ${written}\n`)).toEqual({ Value: value })
  })

  it('keeps the text of keys', async () => {
    expect(await parse('{012: a, yes: b, 80: c}')).toEqual({ '012': 'a', yes: 'b', '80': 'c' })
  })

  it('keeps the text of a version, but not of a number, in properties, and of both in parameters', async () => {
    const text = `Parameters: { P: { Default: 1.10 } }
Resources:
  Db: { Type: AWS::RDS::DBInstance, Properties: { EngineVersion: 15.10, Nested: { TargetValue: 50.0 } } }
  Other: { Type: AWS::Nothing::Known, Properties: { EngineVersion: 15.10 } }
`
    expect(await parse(text)).toMatchObject({
      Parameters: { P: { Default: '1.10' } },
      Resources: {
        Db: { Properties: { EngineVersion: '15.10', Nested: { TargetValue: 50 } } },
        Other: { Properties: { EngineVersion: 15.1 } },
      },
    })
  })

  it('says where a number is rarely meant', async () => {
    const { warnings } = await parseYamlTemplate('A:\n  Mode: 0755\n  Good: "0755"\n', 't.yaml')
    expect(warnings).toEqual([
      {
        code: 'template-yaml-number',
        message: 'CloudFormation reads 0755 as the number 493; quote it if it is text.',
        place: { file: 't.yaml', line: 2, column: 9 },
      },
    ])
  })
})

describe('short forms', () => {
  it('are the functions that they stand for, over a scalar, a list or a map', async () => {
    const text = `
A: !Ref 012
B: !GetAtt X.Y.Z
C: !GetAtt [X, Y]
D: !Sub ['\${A}', { A: !Ref B }]
E: !If [C, !Select [0, !Split [",", "a,b"]], !Ref "AWS::NoValue"]
F: !Transform { Name: AWS::Include }
G: !Base64
  Fn::Sub: x
H: !Condition Yes
I: !GetAZs
J: !ImportValue
  Fn::Sub: '\${N}-vpc'
`
    expect(await parse(text)).toEqual({
      A: { Ref: '012' },
      B: { 'Fn::GetAtt': 'X.Y.Z' },
      C: { 'Fn::GetAtt': ['X', 'Y'] },
      D: { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] },
      E: { 'Fn::If': ['C', { 'Fn::Select': [0, { 'Fn::Split': [',', 'a,b'] }] }, { Ref: 'AWS::NoValue' }] },
      F: { 'Fn::Transform': { Name: 'AWS::Include' } },
      G: { 'Fn::Base64': { 'Fn::Sub': 'x' } },
      H: { Condition: 'Yes' },
      I: { 'Fn::GetAZs': '' },
      J: { 'Fn::ImportValue': { 'Fn::Sub': '${N}-vpc' } },
    })
  })

  it('that nobody knows are said', async () => {
    const { warnings } = await parseYamlTemplate('A: !Brew tea\n', 't.yaml')
    expect(warnings).toMatchObject([{ code: 'template-unknown-tag', place: { file: 't.yaml', line: 1 } }])
  })
})

describe('broken and hostile documents', () => {
  it('names line and column of what is no YAML', async () => {
    const error = await failure('Resources:\n  A: [1,\n')
    expect(error).toBeInstanceOf(InputError)
    expect(error).toMatchObject({ code: 'yaml-broken', at: { file: 't.yaml', line: 3 } })
  })

  it('refuses a second document, a logical id that comes twice and a section that comes twice', async () => {
    expect(await failure('A: 1\n---\nB: 2\n')).toMatchObject({ code: 'yaml-broken' })
    expect(await failure('Resources:\n  A: {}\n  A: {}\n')).toMatchObject({ code: 'template-duplicate-key', at: { line: 3, column: 3 } })
    expect(await failure('Resources: {}\nResources: {}\n')).toMatchObject({ code: 'template-duplicate-key', at: { line: 2, column: 1 } })
  })

  it('warns of a property that comes twice; the last one counts', async () => {
    const { value, warnings } = await parseYamlTemplate('Resources:\n  A:\n    Type: x\n    Type: y\n', 't.yaml')
    expect(value).toEqual({ Resources: { A: { Type: 'y' } } })
    expect(warnings).toMatchObject([{ code: 'template-duplicate-key', place: { line: 4, column: 5 } }])
  })

  it('follows aliases and merges, and refuses those that multiply', async () => {
    expect(await parse('a: &x { k: 1 }\nb: *x\nc: { <<: *x, l: 2 }\n')).toEqual({ a: { k: 1 }, b: { k: 1 }, c: { k: 1, l: 2 } })
    const laughs = ['a0: &a0 [lol, lol]', ...Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`)].join(
      '\n',
    )
    expect(await failure(laughs)).toMatchObject({ code: 'yaml-aliases' })
    expect(await failure('a: *nobody\n')).toMatchObject({ code: 'yaml-aliases' })
  })

  it('refuses a depth that only an attack explains', async () => {
    expect(await failure(`a: ${'['.repeat(500)}${']'.repeat(500)}`)).toMatchObject({ code: 'document-too-deep' })
    expect(await failure(`a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`)).toMatchObject({ code: 'document-too-deep' })
  })

  it('reads a key of the prototype as any other', async () => {
    const value = await parse('__proto__: { polluted: 1 }\nconstructor: 2\n')
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('JSON and YAML', () => {
  it('of one template without functions say the same', async () => {
    const word = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !/^(?:Ref|Fn::|Condition|<<)/.test(text))
    const scalar = fc.oneof(
      fc.string(),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.constantFrom('yes', 'N', '0755', '1e3', '1:30', '2010-09-09', '012345678901', '1.10', '~', '!Ref x'),
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        scalar,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(word, tie('value'), { maxKeys: 3 }),
      ),
    }))
    await fc.assert(
      fc.asyncProperty(fc.dictionary(word, value, { maxKeys: 4 }), async (properties) => {
        const template = templateOf(properties)
        const json = await read({ 'template.json': template })
        const yaml = await read({ 'template.yaml': stringify(template, { version: '1.1', aliasDuplicateObjects: false }) })
        expect(yaml.error).toBeUndefined()
        expect(at(json, 'It').properties).toEqual(JSON.parse(JSON.stringify(properties)))
        expect(at(yaml, 'It').properties).toEqual(at(json, 'It').properties)
      }),
      { numRuns: 150 },
    )
  })
})
