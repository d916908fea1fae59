import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { differences, differenceText, lostRows, readTable } from '../../tools/data-difference.mjs'
import { factsOf } from '../../tools/facts-from-schemas.mjs'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder of data: a table a file. */
function folderWith(files: Readonly<Record<string, object>>): string {
  const path = mkdtempSync(`${tmpdir()}/driftgate-`)
  folders.push(path)
  mkdirSync(`${path}/overrides`)
  for (const [name, table] of Object.entries(files)) writeFileSync(`${path}/${name}`, JSON.stringify(table))
  return path
}

const queue = { i: ['QueueUrl'], c: ['QueueName', 'FifoQueue'], d: { DelaySeconds: 0 }, y: { QueueUrl: 's', DelaySeconds: 'i' } }
const topic = { i: ['TopicArn'], t: 'Tags', y: { TopicArn: 's', TopicName: 's' } }

const before = readTable(
  folderWith({ 'sqs.json': { 'AWS::SQS::Queue': queue }, 'sns.json': { 'AWS::SNS::Topic': topic, 'AWS::SNS::Old': { h: 'r' } } }),
)
const after = readTable(
  folderWith({
    'sqs.json': {
      'AWS::SQS::Queue': { ...queue, c: ['FifoQueue', 'QueueName'], d: { DelaySeconds: 5 }, y: { QueueUrl: 's', Policy: 'j' } },
    },
    'sns.json': { 'AWS::SNS::StandardTopic': topic, 'AWS::SNS::New': { h: 'rl' } },
  }),
)

describe('what renewed data would change', () => {
  const found = differences(before, after)

  it('is what came, what went, what has another name and what another value; the order of a list is nothing', () => {
    expect(found).toEqual([
      { type: 'AWS::SNS::New', change: 'added' },
      { type: 'AWS::SNS::Old', change: 'removed' },
      { type: 'AWS::SNS::StandardTopic', change: 'renamed', before: 'AWS::SNS::Topic' },
      { type: 'AWS::SQS::Queue', change: 'changed', path: 'd DelaySeconds', before: '0', after: '5' },
      { type: 'AWS::SQS::Queue', change: 'removed', path: 'y DelaySeconds', before: '"i"' },
      { type: 'AWS::SQS::Queue', change: 'added', path: 'y Policy', after: '"j"' },
    ])
  })

  it('is written for a reader, counts first', () => {
    expect(differenceText('facts', found)).toBe(
      [
        'facts: 1 types added, 1 entries added, 1 types removed, 1 entries removed, 1 types renamed, 1 entries changed',
        '  + AWS::SNS::New',
        '  - AWS::SNS::Old',
        '  > AWS::SNS::StandardTopic (was AWS::SNS::Topic)',
        '  ~ AWS::SQS::Queue  default of DelaySeconds: 0 -> 5',
        '  - AWS::SQS::Queue  y DelaySeconds: "i"',
        '  + AWS::SQS::Queue  y Policy: "j"',
        '',
      ].join('\n'),
    )
    expect(differenceText('facts', found, 1)).toContain('  ... 2 more entries')
    expect(differenceText('facts', differences(before, before))).toBe('facts: no difference\n')
  })

  it('names the rows by hand that lose their type', () => {
    const rows = folderWith({
      'lifecycle.json': { 'AWS::SNS::Old': {}, 'AWS::SQS::Queue': {} },
      'overrides/api.json': { 'AWS::SNS::Topic': {} },
    })
    expect(lostRows(rows, before, after)).toEqual(['lifecycle.json: AWS::SNS::Old', 'overrides/api.json: AWS::SNS::Topic'])
  })
})

describe('the facts of a type', () => {
  it('come from its schema in the registry', () => {
    const schema = {
      typeName: 'AWS::Test::Thing',
      primaryIdentifier: ['/properties/Id'],
      readOnlyProperties: ['/properties/Id', '/properties/Parts/*/Arn'],
      writeOnlyProperties: ['/properties/Secret'],
      createOnlyProperties: ['/properties/Name'],
      deprecatedProperties: ['/properties/Old'],
      handlers: { read: {}, list: { handlerSchema: { required: ['Name'] } } },
      tagging: { taggable: true, tagProperty: '/properties/Labels' },
      propertyTransform: { '/properties/Parts/*/Name': '$lowercase(Name)' },
      definitions: {
        Part: {
          type: 'object',
          properties: { Name: { type: 'string', default: 'x' }, Parts: { type: 'array', items: { $ref: '#/definitions/Part' } } },
        },
      },
      properties: {
        Id: { type: 'string' },
        Name: { type: 'string' },
        Secret: { type: 'string' },
        Size: { type: 'integer', default: 8 },
        Labels: { type: 'array', insertionOrder: false, items: { type: 'object', properties: { Key: { type: 'string' } } } },
        Parts: { type: 'array', insertionOrder: false, items: { $ref: '#/definitions/Part' } },
        Variables: { type: 'object', patternProperties: { '.*': { type: 'string' } }, additionalProperties: false },
        Document: { type: ['object', 'string'] },
      },
    }
    expect(factsOf(schema)).toEqual({
      i: ['Id'],
      r: ['Id', 'Parts/Arn'],
      w: ['Secret'],
      c: ['Name'],
      h: 'rli',
      x: ['Old'],
      u: ['Labels', 'Parts'],
      d: { Size: 8, 'Parts/Name': 'x' },
      t: 'Labels',
      p: { 'Parts/*/Name': '$lowercase(Name)' },
      y: { Id: 's', Name: 's', Secret: 's', Size: 'i', Labels: 'a', Parts: 'a', Variables: 'm', Document: 'j' },
      m: ['Variables'],
    })
  })
})
