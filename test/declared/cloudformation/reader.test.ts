import { describe, expect, it } from 'vitest'
import { recogniseCloudFormation } from '../../../src/declared/cloudformation/recognise.ts'
import { at, read, stackResourcesOf, stacksOf, templateOf } from './reading.ts'

const sniffed = (keys: string[], name = 'x.json', list = false) =>
  recogniseCloudFormation({ format: 'json', keys: new Set(keys), scalars: new Map(), list, ndjson: false, name })

describe('documents that are recognised', () => {
  it('are templates, what joins them to a stack, and parameters', () => {
    expect(sniffed(['Resources'])).toBe('template')
    expect(sniffed(['TemplateBody', 'StagesAvailable'])).toBe('template')
    expect(sniffed(['Description', 'Parameters', 'Mappings'])).toBe('template')
    expect(sniffed(['StackResourceDetail'])).toBe('stack-resources')
    expect(sniffed(['LogicalResourceId', 'ResourceType'], 'x.json', true)).toBe('stack-resources')
    expect(sniffed(['StackName', 'StackStatus'], 'x.json', true)).toBe('stacks')
    expect(sniffed(['ParameterKey'], 'x.json', true)).toBe('parameters')
    expect(sniffed(['Parameters', 'Tags'])).toBe('parameters')
  })

  it('are not those of other tools', () => {
    for (const keys of [
      ['apiVersion', 'kind'],
      ['services'],
      ['version', 'resources'],
      ['Parameters', 'other'],
      ['version', 'artifacts'],
      [],
    ]) {
      expect(sniffed(keys)).toBeUndefined()
    }
    expect(sniffed(['Key'], 'x.json', true)).toBeUndefined()
  })

  it('of the CDK declare nothing but their templates', async () => {
    const reading = await read({
      'cdk.out/Shop.template.json': templateOf({ ImageId: 'ami-1' }),
      'cdk.out/Shop.assets.json': { version: '48.0.0', files: {}, dockerImages: {} },
      'cdk.out/manifest.json': { version: '48.0.0', artifacts: {} },
      'cdk.out/tree.json': { version: 'tree-0.1', tree: {} },
      'cdk.out/cdk.out': { version: '48.0.0' },
    })
    expect(reading).toMatchObject({ notes: [], resources: [{ address: 'It', file: './cdk.out/Shop.template.json' }] })
    expect(sniffed(['version', 'artifacts'], 'manifest.json')).toBe('cdk-manifest')
  })

  it('may be get-template output, of either form', async () => {
    const object = await read({ 't.json': { TemplateBody: templateOf({ ImageId: 'ami-1' }), StagesAvailable: ['Original', 'Processed'] } })
    expect(at(object, 'It').properties).toEqual({ ImageId: 'ami-1' })
    const text = await read(
      {
        't.json': {
          TemplateBody: 'Resources:\n  It:\n    Type: AWS::EC2::Instance\n    Properties: { ImageId: !Sub "ami-${AWS::Region}" }\n',
        },
      },
      { region: 'eu-west-1' },
    )
    expect(at(text, 'It').properties).toEqual({ ImageId: 'ami-eu-west-1' })
  })
})

describe('parameters', () => {
  const parameters = {
    P: { Type: 'String', Default: 'standard' },
    L: { Type: 'List<Number>', Default: '1, 2' },
    S: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/x' },
    N: { Type: 'Number', Default: 8080 },
  }
  const template = templateOf({ P: { Ref: 'P' }, L: { Ref: 'L' }, S: { Ref: 'S' }, N: { Ref: 'N' } }, { Parameters: parameters })

  it('are their defaults where nothing else is said; what a store holds stays open', async () => {
    const resource = at(await read({ 't.json': template }), 'It')
    expect(resource.properties).toEqual({ P: 'standard', L: ['1', '2'], S: { Ref: 'S' }, N: '8080' })
    expect(resource.unresolved).toEqual(['/S'])
  })

  it('come from a parameters file of either form', async () => {
    expect(at(await read({ 't.json': template, 'p.json': [{ ParameterKey: 'P', ParameterValue: 'filed' }] }), 'It').properties['P']).toBe(
      'filed',
    )
    expect(at(await read({ 't.json': template, 'p.json': { Parameters: { P: 'filed', N: 1 }, Tags: {} } }), 'It').properties).toMatchObject(
      { P: 'filed', N: '1' },
    )
  })

  it('come from the stack before all else, and nothing is guessed of one that the stack hides', async () => {
    const stacks = stacksOf('shop', {
      Parameters: [
        { ParameterKey: 'P', ParameterValue: 'deployed' },
        { ParameterKey: 'S', ParameterValue: '/x', ResolvedValue: 'a,b' },
        { ParameterKey: 'N', ParameterValue: '****' },
      ],
    })
    const resource = at(
      await read({ 't.json': template, 's.json': stacks, 'p.json': [{ ParameterKey: 'P', ParameterValue: 'filed' }] }),
      'It',
    )
    expect(resource.properties).toMatchObject({ P: 'deployed', S: ['a', 'b'], N: { Ref: 'N' } })
    expect(resource.unresolved).toEqual(['/N'])
  })

  it('are for the template beside them or of the same name; a file that fits none is said', async () => {
    const reading = await read({
      'a.template.json': template,
      'b.template.json': template,
      'a.parameters.json': [{ ParameterKey: 'P', ParameterValue: 'of-a' }],
      'lost.json': [{ ParameterKey: 'P', ParameterValue: 'lost' }],
      'strange.json': [{ ParameterKey: 'Unheard', ParameterValue: 'x' }],
    })
    expect(reading.resources.map(({ properties }) => properties['P'])).toEqual(['of-a', 'standard'])
    expect(reading.notes).toMatchObject([
      { code: 'parameters-unused', location: { file: './lost.json' } },
      { code: 'parameters-unused', location: { file: './strange.json' } },
    ])
  })
})

describe('conditions', () => {
  const template = {
    Parameters: { Stage: { Type: 'String', Default: 'dev' } },
    Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
    Resources: {
      Always: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { 'Fn::If': ['IsProd', 'live', 'trial'] } } },
      Guard: { Type: 'AWS::SNS::Topic', Condition: 'IsProd' },
    },
  }

  it('decide what is declared', async () => {
    expect(await read({ 't.json': template })).toMatchObject({ resources: [{ address: 'Always' }], skipped: { 'condition-false': 1 } })
  })

  it('are proven by what the stack has, where only a default says otherwise', async () => {
    const reading = await read({
      't.json': template,
      'r.json': stackResourcesOf('shop', { Always: ['AWS::SNS::Topic', 'arn:1'], Guard: ['AWS::SNS::Topic', 'arn:2'] }),
    })
    expect(reading.resources.map(({ address }) => address)).toEqual(['Always', 'Guard'])
    expect(at(reading, 'Always').properties).toEqual({ DisplayName: 'live' })
  })

  it('that cannot be told leave the resource declared', async () => {
    const open = { ...template, Parameters: { Stage: { Type: 'String' } } }
    const reading = await read({ 't.json': open })
    expect(reading.resources.map(({ address }) => address)).toEqual(['Always', 'Guard'])
    expect(at(reading, 'Always').unresolved).toEqual(['/DisplayName'])
  })
})

describe('names of a resource', () => {
  it('are its physical id, the end of its ARN, and its primary identifier with the part that only the stack knows', async () => {
    const reading = await read({
      't.json': templateOf(
        {},
        {
          Resources: {
            Api: { Type: 'AWS::ApiGateway::RestApi' },
            Path: { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' } } },
            Topic: { Type: 'AWS::SNS::Topic' },
          },
        },
      ),
      'r.json': stackResourcesOf('shop', {
        It: ['AWS::EC2::Instance', 'i-1'],
        Api: ['AWS::ApiGateway::RestApi', 'abc'],
        Path: ['AWS::ApiGateway::Resource', 'res'],
        Topic: ['AWS::SNS::Topic', 'arn:aws:sns:eu-west-1:123456789012:alarms'],
      }),
    })
    expect(at(reading, 'Path').identities).toEqual(['abc|res', 'res'])
    expect(at(reading, 'Topic').identities).toEqual(['alarms', 'arn:aws:sns:eu-west-1:123456789012:alarms'])
  })

  it('come from the template where no stack is given', async () => {
    const reading = await read({
      't.json': templateOf(
        { Bucket: { Ref: 'Logs' } },
        { Resources: { Logs: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'logs' } } } },
      ),
    })
    expect(at(reading, 'Logs')).toMatchObject({ identities: ['logs'] })
    expect(at(reading, 'Logs').physicalId).toBeUndefined()
    expect(at(reading, 'It').properties).toEqual({ Bucket: 'logs' })
    expect(at(reading, 'It').identities).toEqual([])
  })
})

describe('tags of the stack', () => {
  it('take the form that the kind has, and leave alone what is not known', async () => {
    const reading = await read({
      't.json': templateOf(
        { Tags: { Ref: 'Open' } },
        {
          Parameters: { Open: { Type: 'String' } },
          Resources: {
            Group: { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: { MinSize: '1' } },
            Setting: { Type: 'AWS::SSM::Parameter', Properties: { Tags: { team: 'shop' } } },
            Policy: { Type: 'AWS::IAM::Policy', Properties: {} },
          },
        },
      ),
      's.json': stacksOf('shop', {
        Tags: [
          { Key: 'team', Value: 'platform' },
          { Key: '__proto__', Value: 'x' },
        ],
      }),
    })
    expect(at(reading, 'Group').properties['Tags']).toEqual([
      { Key: '__proto__', Value: 'x', PropagateAtLaunch: true },
      { Key: 'team', Value: 'platform', PropagateAtLaunch: true },
    ])
    expect(Object.entries(at(reading, 'Setting').properties['Tags'] as object)).toEqual([
      ['team', 'shop'],
      ['__proto__', 'x'],
    ])
    expect(at(reading, 'Policy').properties).toEqual({})
    expect(at(reading, 'It').properties['Tags']).toEqual({ Ref: 'Open' })
  })
})

describe('templates that are not wholly what is deployed', () => {
  it('are said, and what can be read is read', async () => {
    const sam = await read({
      't.yaml': 'Transform: AWS::Serverless-2016-10-31\nResources:\n  F: { Type: AWS::Serverless::Function, Properties: { Handler: x } }\n',
    })
    expect(sam).toMatchObject({
      resources: [{ address: 'F' }],
      notes: [{ code: 'template-transform', hint: expect.stringContaining('--template-stage Processed') }],
    })
    const include = await read({ 't.json': templateOf({ 'Fn::Transform': { Name: 'AWS::Include', Parameters: {} } }) })
    expect(include.notes).toMatchObject([{ code: 'template-transform' }])
    const extensions = await read({ 't.json': templateOf({}, { Transform: 'AWS::LanguageExtensions' }) })
    expect(extensions.notes).toEqual([])
    const loop = await read({
      't.json': {
        Transform: 'AWS::LanguageExtensions',
        Resources: { 'Fn::ForEach::Topics': ['N', { Ref: 'Open' }, {}], It: { Type: 'AWS::SNS::Topic' } },
      },
    })
    expect(loop).toMatchObject({ resources: [{ address: 'It' }], notes: [{ code: 'template-transform' }] })
  })
})

describe('hostile and broken documents', () => {
  it('lose nothing of the others: each is noted as an error', async () => {
    const reading = await read({
      'a.json': '{"Resources": {',
      'b.yaml': 'Resources:\n  A: [\n',
      'c.json': templateOf({ ImageId: 'ami-1' }),
      'd.yaml': 'AWSTemplateFormatVersion: 2010-09-09\n',
    })
    expect(reading.resources.map(({ file }) => file)).toEqual(['./c.json'])
    expect(reading.error).toBeUndefined()
    expect(reading.notes).toMatchObject([
      { code: 'json-broken', level: 'error', location: { file: './a.json', line: 1 } },
      { code: 'yaml-broken', level: 'error', location: { file: './b.yaml', line: 3 } },
      { code: 'template-without-resources', level: 'error', location: { file: './d.yaml' } },
    ])
  })

  it('are thrown where nothing else can be read', async () => {
    const reading = await read({ 'a.json': '{"Resources": {', 'b.yaml': 'Resources:\n  A: [\n' })
    expect(reading.error).toMatchObject({ code: 'json-broken', at: { file: './a.json', line: 1 } })
    expect(reading.notes).toMatchObject([{ code: 'yaml-broken', level: 'error' }])
  })

  it('may use the names of the prototype', async () => {
    const reading = await read({
      't.json':
        '{"Resources": {"__proto__": {"Type": "AWS::SNS::Topic", "Properties": {"__proto__": {"x": 1}, "toString": {"Ref": "constructor"}}}}}',
    })
    const [resource] = reading.resources
    expect(resource?.address).toBe('__proto__')
    expect(Object.keys(resource?.properties ?? {})).toEqual(['__proto__', 'toString'])
    expect(resource?.unresolved).toEqual(['/toString'])
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  it('say which resources have no type', async () => {
    const reading = await read({ 't.json': { Resources: { A: { Properties: {} }, B: 'x', C: { Type: 'AWS::SNS::Topic' } } } })
    expect(reading.resources.map(({ address }) => address)).toEqual(['C'])
    expect(reading.notes.map(({ code }) => code)).toEqual(['template-resource-broken', 'template-resource-broken'])
  })
})
