import { describe, expect, it } from 'vitest'
import { at, read, stackResourcesOf, stacksOf } from './reading.ts'

const topic = (name: string) => ({ Type: 'AWS::SNS::Topic', Properties: { TopicName: name } })
const extensions = { Transform: 'AWS::LanguageExtensions' }

describe('Fn::ForEach', () => {
  it('makes a resource for every value, with its name in keys, texts and references', async () => {
    const { resources, notes } = await read({
      't.json': {
        ...extensions,
        Resources: {
          'Fn::ForEach::Topics': [
            'Name',
            ['alarms', 'web-log'],
            {
              'Topic&{Name}': topic('shop-${Name}'),
              'Policy&{Name}': { Type: 'AWS::SNS::TopicPolicy', Properties: { N: { Ref: 'Name' } } },
            },
          ],
          Other: { Type: 'AWS::SNS::Topic' },
        },
      },
    })
    expect(notes).toEqual([])
    expect(resources.map(({ address }) => address)).toEqual(['Other', 'Policyalarms', 'Policyweblog', 'Topicalarms', 'Topicweblog'])
    expect(resources[4]?.properties).toEqual({ TopicName: 'shop-web-log' })
    expect(resources[2]?.properties).toEqual({ N: 'web-log' })
  })

  it('may stand in another, and in properties', async () => {
    const reading = await read({
      't.json': {
        ...extensions,
        Resources: {
          'Fn::ForEach::A': ['A', ['x', 'y'], { 'Fn::ForEach::B': ['B', [1, 2], { 'T${A}${B}': topic('${A}-${B}') }] }],
          It: {
            Type: 'AWS::EC2::Instance',
            Properties: { 'Fn::ForEach::P': ['P', ['ImageId', 'KeyName'], { '${P}': { 'Fn::Sub': 'v-${P}' } }] },
          },
        },
      },
    })
    expect(reading.resources.map(({ address }) => address)).toEqual(['It', 'Tx1', 'Tx2', 'Ty1', 'Ty2'])
    expect(at(reading, 'It').properties).toEqual({ ImageId: 'v-ImageId', KeyName: 'v-KeyName' })
  })

  it('runs over what a parameter was at deployment', async () => {
    const template = {
      ...extensions,
      Parameters: { Names: { Type: 'CommaDelimitedList', Default: 'a' } },
      Resources: { 'Fn::ForEach::T': ['N', { Ref: 'Names' }, { 'T${N}': topic('${N}') }] },
    }
    const parameters = { Parameters: [{ ParameterKey: 'Names', ParameterValue: 'a,b' }] }
    const resources = stackResourcesOf('web', { Ta: ['AWS::SNS::Topic', 'arn:a'], Tb: ['AWS::SNS::Topic', 'arn:b'] })
    const reading = await read({ 't.json': template, 'r.json': resources, 's.json': stacksOf('web', parameters) })
    expect(reading.resources.map(({ address, physicalId }) => [address, physicalId])).toEqual([
      ['Ta', 'arn:a'],
      ['Tb', 'arn:b'],
    ])
    expect(reading.notes).toEqual([])
    expect((await read({ 't.json': template })).resources.map(({ address }) => address)).toEqual(['Ta'])
  })

  it('stays where its values are not known, or are more than any template has', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => String(index))
    for (const loop of [
      ['N', { Ref: 'Nobody' }, { 'T${N}': topic('x') }],
      ['N', many, { 'Fn::ForEach::M': ['M', many, { 'T${N}${M}': topic('x') }] }],
    ]) {
      const { resources, notes } = await read({ 't.json': { ...extensions, Resources: { 'Fn::ForEach::T': loop, It: topic('it') } } })
      expect(resources.map(({ address }) => address)).toEqual(['It'])
      expect(notes).toMatchObject([{ code: 'template-transform' }])
    }
  })
})
