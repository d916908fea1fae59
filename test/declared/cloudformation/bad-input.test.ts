import { describe, expect, it } from 'vitest'
import { at, read, stackResourcesOf, templateOf } from './reading.ts'

const head = 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n'

describe('broken YAML ends with its place', () => {
  it.each<[string, string, string, number]>([
    ['wrong indentation', `${head}   Properties: {}\n`, 'yaml-broken', 4],
    ['tabs', 'Resources:\n\tQ:\n', 'yaml-broken', 2],
    ['a key that is a list', `${head}    Properties:\n      ? [a]\n      : 1\n`, 'yaml-key', 5],
    ['a merge of what is no map', `${head}    <<: 5\n`, 'yaml-merge', 4],
    ['a resource twice', `${head}  Q:\n    Type: AWS::SNS::Topic\n`, 'template-duplicate-key', 4],
  ])('%s', async (_, text, code, line) => {
    expect((await read({ 't.yaml': text })).error).toMatchObject({ code, at: { line } })
  })

  it.each<[string, string]>([
    ['a resource that holds itself', 'Resources: &a\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: *a\n'],
    ['ten thousand levels', `${head}    Properties: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
  ])('%s', async (_, text) => {
    expect((await read({ 't.yaml': text })).error).toMatchObject({ code: 'document-too-deep' })
  })
})

describe('what is odd is said with its place, and the rest is read', () => {
  it('a merge of several maps, and two merges', async () => {
    const text = `a: &a {Type: AWS::SQS::Queue}\nb: &b {Properties: {QueueName: web}}\n`
    for (const merge of ['    <<: [*a, *b]\n', '    <<: *a\n    <<: *b\n']) {
      expect(at(await read({ 't.yaml': `${text}Resources:\n  Q:\n${merge}` }), 'Q').properties).toEqual({ QueueName: 'web' })
    }
  })

  it('a function that nobody knows is not its argument', async () => {
    const { resources, notes } = await read({ 't.yaml': `${head}    Properties: { A: !Foo web, B: !Foo [x], C: !Sub s }\n` })
    expect(resources[0]).toMatchObject({
      properties: { A: { 'Fn::Foo': 'web' }, B: { 'Fn::Foo': ['x'] }, C: 's' },
      unresolved: ['/A', '/B'],
    })
    expect(notes).toMatchObject([{ code: 'template-unknown-tag', location: { line: 4 } }, { code: 'template-unknown-tag' }])
  })

  it('a resource without a type is an error: something was not read', async () => {
    const { resources, notes } = await read({ 't.yaml': `${head}  R: text\n` })
    expect(resources).toHaveLength(1)
    expect(notes).toMatchObject([{ code: 'template-resource-broken', level: 'error', location: { line: 4, column: 3 } }])
  })

  it('references in a circle', async () => {
    const circle = { A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { 'Fn::Not': [{ Condition: 'A' }] } }
    const { notes } = await read({ 't.json': templateOf({ X: { 'Fn::If': ['A', 1, 2] } }, { Conditions: circle }) })
    expect(notes).toMatchObject([{ code: 'template-circular', location: { line: 1 } }])
  })
})

describe('what a macro makes', () => {
  it('is not checked, since no template that is given declares it', async () => {
    const { resources, notes } = await read({
      't.yaml': 'Transform: AWS::Serverless-2016-10-31\nResources:\n  F: { Type: AWS::Serverless::Function, Properties: { Handler: x } }\n',
      'r.json': stackResourcesOf('api', { F: ['AWS::Lambda::Function', 'api-F-1'], FRole: ['AWS::IAM::Role', 'api-FRole-1'] }),
    })
    expect(resources.map(({ kind, physicalId, notChecked }) => [kind, physicalId, notChecked])).toEqual([
      ['AWS::Lambda::Function', 'api-F-1', 'not-in-template'],
      ['AWS::IAM::Role', 'api-FRole-1', 'not-in-template'],
    ])
    expect(notes.find(({ code }) => code === 'template-transform')).toMatchObject({
      message: expect.stringContaining('is an AWS SAM template'),
      hint: expect.stringContaining('get-template --template-stage Processed --stack-name api'),
    })
  })
})

describe('lists of stack resources in several files', () => {
  const page = (id: string, more = {}) => ({
    StackResourceSummaries: [
      { LogicalResourceId: id, ResourceType: 'AWS::SQS::Queue', PhysicalResourceId: `q-${id}`, ResourceStatus: 'CREATE_COMPLETE' },
    ],
    ...more,
  })
  const template = { Resources: { A: { Type: 'AWS::SQS::Queue' }, B: { Type: 'AWS::SQS::Queue' } } }

  it('are one list where they are pages of it', async () => {
    const { resources, notes } = await read({ 't.json': template, 'page-1.json': page('A', { NextToken: 'x' }), 'page-2.json': page('B') })
    expect(resources.map(({ physicalId }) => physicalId)).toEqual(['q-A', 'q-B'])
    expect(notes).toEqual([])
  })

  it('are two where each is whole', async () => {
    const { resources } = await read({ 't.json': template, 'page-1.json': page('A'), 'page-2.json': page('B') })
    expect(resources.map(({ physicalId }) => physicalId)).toContain(undefined)
  })
})
