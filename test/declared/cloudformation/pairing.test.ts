import { describe, expect, it } from 'vitest'
import { at, read, stackResourcesOf, stacksOf, templateOf, type Reading } from './reading.ts'

const queue = { Type: 'AWS::SQS::Queue' }
const template = (...ids: string[]) => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Resources: Object.fromEntries(ids.map((id) => [id, queue])),
})
const stack = (name: string, ...ids: string[]) =>
  stackResourcesOf(
    name,
    Object.fromEntries(
      ids.map((id) => [id, ['AWS::SQS::Queue', `https://sqs.eu-west-1.amazonaws.com/123456789012/${name}-${id}`] as [string, string]]),
    ),
  )
/** Which file each resource was read from, and the stack that it belongs to. */
const origins = ({ resources }: Reading) =>
  resources.map(({ file, address, stack: name, physicalId }) => `${file} ${address} ${name} ${physicalId?.split('/').at(-1)}`)

const summaries = (...ids: string[]) => ({
  StackResourceSummaries: ids.map((id) => ({
    LogicalResourceId: id,
    PhysicalResourceId: `q-${id}`,
    ResourceType: 'AWS::SQS::Queue',
    ResourceStatus: 'CREATE_COMPLETE',
  })),
})

const instance = (name: string) => stackResourcesOf(name, { It: ['AWS::EC2::Instance', `i-${name}`] })

describe('which template made which stack', () => {
  it('is told by a folder of their own, also where all stacks are alike', async () => {
    const reading = await read({
      'prod/template.json': template('A'),
      'prod/resources.json': stack('one', 'A'),
      'test/template.json': template('A'),
      'test/resources.json': stack('two', 'A'),
    })
    expect(reading.error).toBeUndefined()
    expect(origins(reading)).toEqual(['./prod/template.json A one one-A', './test/template.json A two two-A'])
  })

  it('is told by the stack name in the file name, as a whole word', async () => {
    const reading = await read({
      'web.template.json': template('A'),
      'web-eu-template.json': template('A'),
      'x1.json': stack('web', 'A'),
      'x2.json': stack('web-eu', 'A'),
    })
    expect(reading.error).toBeUndefined()
    expect(origins(reading)).toEqual(['./web-eu-template.json A web-eu web-eu-A', './web.template.json A web web-A'])
  })

  it('is told by the logical ids', async () => {
    const reading = await read({
      't1.json': template('A'),
      't2.json': template('A', 'B'),
      'r1.json': stack('two', 'A', 'B'),
      'r2.json': stack('one', 'A'),
    })
    expect(origins(reading)).toEqual(['./t1.json A one one-A', './t2.json A two two-A', './t2.json B two two-B'])
  })

  it('may be the same template for several stacks', async () => {
    const reading = await read({ 't.json': template('A'), 'r1.json': stack('one', 'A'), 'r2.json': stack('two', 'A') })
    expect(origins(reading)).toEqual(['./t.json A one one-A', './t.json A two two-A'])
  })

  it('is an error where it cannot be told, and the other stacks are still read', async () => {
    const reading = await read({
      't1.json': template('A'),
      't2.json': template('A'),
      'r.json': stack('one', 'A'),
      'u.json': template('C'),
      's.json': stack('other', 'C'),
    })
    expect(reading.error).toMatchObject({ code: 'stack-pairing', at: { file: './r.json' } })
    expect(reading.error?.message).toContain('./t1.json, ./t2.json')
    expect(origins(reading)).toEqual(['./u.json C other other-C'])
  })

  it('is told by what is left when the certain ones are taken', async () => {
    const conditional = {
      ...template('A'),
      Conditions: { Open: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } },
      Parameters: { P: { Type: 'String' } },
    }
    const withB = { ...conditional, Resources: { A: queue, B: { ...queue, Condition: 'Open' } } }
    const reading = await read({ 'a.json': withB, 'b.json': template('A'), 'r.json': stack('one', 'A', 'B'), 's.json': stack('two', 'A') })
    expect(reading.error).toBeUndefined()
    expect(origins(reading)).toEqual(['./a.json A one one-A', './a.json B one one-B', './b.json A two two-A'])
  })
})

describe('what does not fit', () => {
  it('is said of resources that only one side has', async () => {
    const reading = await read({ 't.json': template('A', 'New'), 'r.json': stack('one', 'A', 'Old') })
    expect(reading.notes).toMatchObject([
      { code: 'resource-not-in-stack', message: expect.stringContaining('"New"'), location: { file: './t.json' } },
      { code: 'resource-not-in-template', message: expect.stringContaining('"Old"'), location: { file: './r.json' } },
    ])
    expect(at(reading, 'New').physicalId).toBeUndefined()
  })

  it('is said of a stack without a template, and deleted resources do not count', async () => {
    const reading = await read({
      't.json': template('A'),
      'r.json': stackResourcesOf('one', { A: ['AWS::SQS::Queue', 'q'], Gone: ['AWS::SQS::Queue', 'g', 'DELETE_COMPLETE'] }),
      's.json': stack('alone', 'Z'),
    })
    expect(reading.notes).toMatchObject([{ code: 'stack-without-template', location: { file: './s.json' } }])
  })

  it('is said of a list that stopped at 100 entries', async () => {
    const ids = Array.from({ length: 101 }, (_, n) => `Q${n}`)
    const reading = await read({ 't.json': template(...ids), 'r.json': stack('big', ...ids.slice(0, 100)) })
    expect(reading.notes).toMatchObject([{ code: 'resource-not-in-stack', hint: expect.stringContaining('list-stack-resources') }])
  })

  it('names no more than a few of many', async () => {
    const reading = await read({ 't.json': template('A', ...Array.from({ length: 9 }, (_, n) => `N${n}`)), 'r.json': stack('one', 'A') })
    expect(reading.notes[0]?.message).toContain('"N0", "N1", "N2", "N3", "N4" and 4 more')
  })
})

describe('documents of one stack', () => {
  it('may be list-stack-resources output, which names no stack: describe-stacks beside it does', async () => {
    const reading = await read({ 't.json': template('A'), 'r.json': summaries('A'), 's.json': stacksOf('shop', {}) })
    expect(at(reading, 'A')).toMatchObject({ physicalId: 'q-A', stack: 'shop', account: '123456789012', region: 'eu-west-1' })
  })

  it('tells alike lists apart by what lies beside them', async () => {
    const reading = await read({
      'a/template.json': template('A'),
      'a/r.json': summaries('A'),
      'a/stacks.json': stacksOf('first', {}),
      'b/template.json': template('A'),
      'b/r.json': summaries('A'),
      'b/stacks.json': stacksOf('second', {}),
    })
    expect(reading.resources.map((resource) => resource.stack)).toEqual(['first', 'second'])
  })

  it('pairs by file names where nothing names the stack', async () => {
    const reading = await read({
      'web.template.json': template('A'),
      'web.resources.json': summaries('A'),
      'api.template.json': template('A'),
    })
    expect(reading.error).toBeUndefined()
    expect(reading.resources.map(({ file, physicalId }) => [file, physicalId])).toEqual([
      ['./api.template.json', undefined],
      ['./web.template.json', 'q-A'],
    ])
  })

  it('may be pages, NDJSON, YAML, bare lists, and both commands at once', async () => {
    const page = { ...summaries('A'), NextToken: 'more' }
    const reading = await read({ 't.json': template('A', 'B'), 'r.ndjson': `${JSON.stringify(page)}\n${JSON.stringify(summaries('B'))}\n` })
    expect(reading.resources.map(({ physicalId }) => physicalId)).toEqual(['q-A', 'q-B'])
    const both = await read({
      't.json': template('A'),
      'r.json': stack('one', 'A'),
      'l.json': {
        StackResourceSummaries: (stack('one', 'A') as { StackResources: object[] }).StackResources.map((entry) => ({
          ...entry,
          StackName: undefined,
          StackId: undefined,
        })),
      },
    })
    expect(origins(both)).toEqual(['./t.json A one one-A'])
    const yaml = await read({
      't.json': template('A'),
      'r.yaml': 'StackResources:\n- LogicalResourceId: A\n  PhysicalResourceId: q\n  ResourceType: AWS::SQS::Queue\n  StackName: one\n',
    })
    expect(at(yaml, 'A')).toMatchObject({ physicalId: 'q', stack: 'one' })
    const list = await read({ 't.json': template('A'), 'r.json': summaries('A').StackResourceSummaries })
    expect(at(list, 'A').physicalId).toBe('q-A')
  })

  it('give nested stacks what their parent gives them', async () => {
    const nested = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/inner/0a1b'
    const reading = await read({
      'inner.json': templateOf(
        { Value: { Ref: 'P' }, Other: { Ref: 'Q' } },
        { Parameters: { P: { Type: 'String', Default: 'wrong' }, Q: { Type: 'String', Default: 'standard' } } },
      ),
      'inner.r.json': stackResourcesOf('inner', { It: ['AWS::EC2::Instance', 'i-1'] }),
      'outer.json': {
        Resources: {
          Sub: {
            Type: 'AWS::CloudFormation::Stack',
            Properties: { TemplateURL: 'https://x', Parameters: { P: { Ref: 'AWS::StackName' } } },
          },
        },
      },
      'outer.r.json': stackResourcesOf('outer', { Sub: ['AWS::CloudFormation::Stack', nested] }),
    })
    expect(at(reading, 'It').properties).toEqual({ Value: 'outer', Other: 'standard' })
    expect(at(reading, 'Sub')).toMatchObject({ kind: 'AWS::CloudFormation::Stack', physicalId: nested, stack: 'outer' })
  })

  it('take the parameters file that lies beside them, or has their name', async () => {
    const shared = templateOf({ Value: { Ref: 'P' } }, { Parameters: { P: { Type: 'String', Default: 'standard' } } })
    const reading = await read({
      'template.json': shared,
      'one/resources.json': instance('one'),
      'one/parameters.json': [{ ParameterKey: 'P', ParameterValue: 'first' }],
      'resources.json': instance('two'),
      'two.parameters.json': [{ ParameterKey: 'P', ParameterValue: 'second' }],
    })
    expect(reading.resources.map(({ stack: name, properties }) => [name, properties['Value']])).toEqual([
      ['one', 'first'],
      ['two', 'second'],
    ])
  })
})
