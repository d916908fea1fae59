import { describe, expect, it } from 'vitest'
import { at, read, stackId, stackResourcesOf, stacksOf, templateOf } from './reading.ts'

const nestedKind = 'AWS::CloudFormation::Stack'
const inner = {
  Parameters: { Stage: { Type: 'String', Default: 'dev' }, Nets: { Type: 'CommaDelimitedList', Default: 'none' } },
  Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::Sub': 'a-${Stage}' }, Nets: { Ref: 'Nets' } } } },
  Outputs: { Arn: { Value: { Ref: 'Topic' } }, Stage: { Value: { Ref: 'Stage' } } },
}
const outer = {
  Resources: {
    Inner: {
      Type: nestedKind,
      Properties: { TemplateURL: './inner.json', Parameters: { Stage: 'prod', Nets: ['n1', 'n2'] } },
    },
    It: {
      Type: 'AWS::EC2::Instance',
      Properties: { A: { 'Fn::GetAtt': ['Inner', 'Outputs.Arn'] }, S: { 'Fn::GetAtt': 'Inner.Outputs.Stage' } },
    },
  },
}
const outerResources = stackResourcesOf('outer', { Inner: [nestedKind, stackId('outer-Inner-1')], It: ['AWS::EC2::Instance', 'i-1'] })
const arn = 'arn:aws:sns:eu-west-1:123456789012:a-prod'
const innerResources = stackResourcesOf('outer-Inner-1', { Topic: ['AWS::SNS::Topic', arn] })

describe('nested stacks', () => {
  it('get parameters from their parent and give it their outputs', async () => {
    const reading = await read({ 'outer.json': outer, 'inner.json': inner, 'r1.json': outerResources, 'r2.json': innerResources })
    expect(reading.error).toBeUndefined()
    expect(at(reading, 'It')).toMatchObject({ properties: { A: arn, S: 'prod' } })
    expect(at(reading, 'Topic')).toMatchObject({ physicalId: arn, properties: { TopicName: 'a-prod', Nets: ['n1', 'n2'] } })
  })

  it('are what CloudFormation says of them, where it was asked', async () => {
    const stack = stacksOf('outer-Inner-1', { Outputs: [{ OutputKey: 'Arn', OutputValue: 'other' }] })
    const reading = await read({
      'outer.json': outer,
      'inner.json': inner,
      'r1.json': outerResources,
      'r2.json': innerResources,
      's.json': stack,
    })
    expect(at(reading, 'It')).toMatchObject({ properties: { A: 'other' }, unresolved: ['/S'] })
  })

  it('are found by the file that the template names, or the asset that the CDK wrote', async () => {
    const asset = {
      Resources: {
        ...outer.Resources,
        Inner: {
          ...outer.Resources.Inner,
          Properties: { ...outer.Resources.Inner.Properties, TemplateURL: { Ref: 'Url' } },
          Metadata: { 'aws:asset:path': 'inner.json' },
        },
      },
    }
    for (const template of [outer, asset]) {
      const reading = await read({ 'outer.json': template, 'inner.json': inner, 'r1.json': outerResources })
      expect(at(reading, 'It').properties).toMatchObject({ S: 'prod' })
      expect(at(reading, 'Topic')).toMatchObject({ properties: { TopicName: 'a-prod' }, stack: 'outer-Inner-1', account: '123456789012' })
    }
  })

  it('have the tags of their parent, and those that it gives them', async () => {
    const Inner = { Type: nestedKind, Properties: { TemplateURL: 'inner.json', Tags: [{ Key: 'part', Value: 'a' }] } }
    const tags = stacksOf('outer', { Tags: [{ Key: 'team', Value: 'shop' }] })
    const files = { 'outer.json': { Resources: { ...outer.Resources, Inner } }, 'inner.json': inner, 'r1.json': outerResources }
    expect(at(await read({ ...files, 's.json': tags }), 'Topic').properties['Tags']).toEqual([
      { Key: 'part', Value: 'a' },
      { Key: 'team', Value: 'shop' },
    ])
  })

  it('that need themselves are not known, and end', async () => {
    const self = {
      Resources: {
        Inner: { Type: nestedKind, Properties: { TemplateURL: 'self.json', Parameters: { P: { 'Fn::GetAtt': 'Inner.Outputs.O' } } } },
        It: { Type: 'AWS::EC2::Instance', Properties: { A: { 'Fn::GetAtt': 'Inner.Outputs.O' } } },
      },
      Outputs: { O: { Value: { 'Fn::GetAtt': 'Inner.Outputs.O' } } },
    }
    expect(at(await read({ 'self.json': self }), 'It').unresolved).toEqual(['/A'])
  })

  it('whose outputs a stack asks for by name are found in the account and region', async () => {
    const ask = (StackName: string, more = {}) => ({ 'Fn::GetStackOutput': { StackName, OutputName: 'Id', ...more } })
    const reading = await read({
      't.json': templateOf({ A: ask('net'), B: ask('net', { Region: 'us-east-1' }), C: ask('net', { RoleArn: 'arn:x' }), D: ask('none') }),
      'r.json': stackResourcesOf('web', { It: ['AWS::EC2::Instance', 'i-1'] }),
      's.json': stacksOf('net', { Outputs: [{ OutputKey: 'Id', OutputValue: 'vpc-1' }] }),
    })
    expect(at(reading, 'It')).toMatchObject({ properties: { A: 'vpc-1' }, unresolved: ['/B', '/C', '/D'] })
  })
})
