import { describe, expect, it } from 'vitest'
import { at, read, stackId, stackResourcesOf, stacksOf, templateOf, type Reading } from './reading.ts'

/** Evaluates one value as a property of a deployed instance, among what `more` adds. */
async function evaluate(
  value: unknown,
  more: Record<string, unknown> = {},
  documents: Record<string, unknown> = {},
): Promise<{ value: unknown; unresolved: readonly string[]; reading: Reading }> {
  const reading = await read({ 'template.json': templateOf({ Value: value }, more), 'resources.json': deployed, ...documents })
  expect(reading.error).toBeUndefined()
  const { properties, unresolved = [] } = at(reading, 'It')
  return { value: properties['Value'], unresolved, reading }
}

const others = {
  Role: { Type: 'AWS::IAM::Role', Properties: { Path: '/app/' } },
  Network: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.1.0.0/16' } },
  Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' },
  Never: { Type: 'AWS::S3::Bucket', Condition: 'No' },
  Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://x' } },
}
const sections = {
  Resources: others,
  Parameters: {
    Stage: { Type: 'String', Default: 'prod' },
    Zones: { Type: 'CommaDelimitedList', Default: 'a, b,c' },
    Open: { Type: 'String' },
  },
  Mappings: { M: { prod: { Size: 'big', List: ['x', 'y'] } } },
  Conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Maybe: { 'Fn::Equals': [{ Ref: 'Open' }, 'x'] },
  },
}
const balancer = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/front/50dc6c495c0c9188'
const deployed = stackResourcesOf('shop', {
  It: ['AWS::EC2::Instance', 'i-1'],
  Role: ['AWS::IAM::Role', 'shop-role'],
  Network: ['AWS::EC2::VPC', 'vpc-1'],
  Balancer: ['AWS::ElasticLoadBalancingV2::LoadBalancer', balancer],
  Nested: ['AWS::CloudFormation::Stack', stackId('inner')],
})

describe('functions that can be computed', () => {
  const cases: [name: string, written: unknown, value: unknown][] = [
    ['Ref of a parameter', { Ref: 'Stage' }, 'prod'],
    ['Ref of a list', { Ref: 'Zones' }, ['a', 'b', 'c']],
    ['Ref of a resource', { Ref: 'Role' }, 'shop-role'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Partition' }, 'aws'],
    [
      'Sub with attributes and literals',
      { 'Fn::Sub': '${AWS::Region}/${Role}/${Role.Arn}/${!Kept}/${ Stage }' },
      'eu-west-1/shop-role/arn:aws:iam::123456789012:role/app/shop-role/${Kept}/prod',
    ],
    ['Sub with a map', { 'Fn::Sub': ['${A}-${Stage}', { A: { Ref: 'Role' } }] }, 'shop-role-prod'],
    ['Join of a list', { 'Fn::Join': ['-', ['a', 1, true, { Ref: 'Stage' }]] }, 'a-1-true-prod'],
    ['Join of a list parameter', { 'Fn::Join': ['+', { Ref: 'Zones' }] }, 'a+b+c'],
    ['Select', { 'Fn::Select': ['1', { Ref: 'Zones' }] }, 'b'],
    ['Select beside what is unknown', { 'Fn::Select': [1, [{ Ref: 'Open' }, 'known']] }, 'known'],
    ['Select behind AWS::NoValue', { 'Fn::Select': [0, [{ Ref: 'AWS::NoValue' }, 'known']] }, 'known'],
    ['Split', { 'Fn::Select': [2, { 'Fn::Split': ['.', 'a.b.c'] }] }, 'c'],
    ['If', { 'Fn::If': ['Yes', { A: { Ref: 'Stage' } }, 'no'] }, { A: 'prod' }],
    ['If of a list element', [{ 'Fn::If': ['No', 'x', { Ref: 'AWS::NoValue' }] }, 'y'], ['y']],
    ['FindInMap', { 'Fn::FindInMap': ['M', { Ref: 'Stage' }, 'Size'] }, 'big'],
    ['FindInMap of a list', { 'Fn::FindInMap': ['M', 'prod', 'List'] }, ['x', 'y']],
    ['FindInMap with a default', { 'Fn::FindInMap': ['M', 'none', 'Size', { DefaultValue: 'small' }] }, 'small'],
    ['Base64', { 'Fn::Base64': 'hé' }, 'aMOp'],
    ['Cidr of a declared block', { 'Fn::Select': [1, { 'Fn::Cidr': [{ 'Fn::GetAtt': ['Network', 'CidrBlock'] }, 4, 8] }] }, '10.1.1.0/24'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws:iam::123456789012:role/app/shop-role'],
    ['GetAtt of a part of an ARN', { 'Fn::GetAtt': ['Balancer', 'LoadBalancerFullName'] }, 'app/front/50dc6c495c0c9188'],
    ['GetAtt of the identifier', { 'Fn::GetAtt': ['Network', 'VpcId'] }, 'vpc-1'],
    ['Length', { 'Fn::Length': { Ref: 'Zones' } }, 3],
    ['ToJsonString', { 'Fn::ToJsonString': { A: { Ref: 'Stage' } } }, '{"A":"prod"}'],
  ]
  it.each(cases)('%s', async (_, written, value) => {
    expect(await evaluate(written, sections)).toMatchObject({ value, unresolved: [] })
  })

  it('removes a property that is AWS::NoValue', async () => {
    const { reading } = await evaluate({ Ref: 'AWS::NoValue' }, sections)
    expect(at(reading, 'It').properties).toEqual({})
  })

  it('connects conditions as far as one side decides', async () => {
    const conditions = {
      ...sections.Conditions,
      Both: { 'Fn::And': [{ Condition: 'No' }, { Condition: 'Maybe' }] },
      Either: { 'Fn::Or': [{ Condition: 'Maybe' }, { Condition: 'Yes' }] },
      Undecided: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'Maybe' }] },
    }
    const more = { ...sections, Conditions: conditions }
    expect(await evaluate({ 'Fn::If': ['Both', 1, 2] }, more)).toMatchObject({ value: 2, unresolved: [] })
    expect(await evaluate({ 'Fn::If': ['Either', 1, 2] }, more)).toMatchObject({ value: 1, unresolved: [] })
    expect(await evaluate({ 'Fn::If': ['Undecided', 1, 2] }, more)).toMatchObject({
      value: { 'Fn::If': ['Undecided', 1, 2] },
      unresolved: ['/Value'],
    })
  })

  it('takes outputs of a nested stack and exports where they were given', async () => {
    const inner = { 'inner.json': stacksOf('inner', { Outputs: [{ OutputKey: 'Url', OutputValue: 'https://in', ExportName: 'url' }] }) }
    expect(await evaluate({ 'Fn::GetAtt': ['Nested', 'Outputs.Url'] }, sections, inner)).toMatchObject({ value: 'https://in' })
    expect(await evaluate({ 'Fn::ImportValue': 'url' }, sections, inner)).toMatchObject({ value: 'https://in' })
    expect(await evaluate({ 'Fn::ImportValue': 'other' }, sections, inner)).toMatchObject({ unresolved: ['/Value'] })
  })
})

/** A text that names a block twice. */
const twice = (next: string) => ({ 'Fn::Sub': `\${${next}.CidrBlock}\${${next}.CidrBlock}` })

describe('what only the deployment, or live, could tell', () => {
  const cases: [name: string, written: unknown][] = [
    ['a parameter without a value', { Ref: 'Open' }],
    ['a resource of a false condition', { Ref: 'Never' }],
    ['an attribute of a resource of a false condition', { 'Fn::GetAtt': 'Never.Arn' }],
    ['an attribute that AWS makes up', { 'Fn::GetAtt': ['Role', 'RoleId'] }],
    ['an attribute with a name of the language', { 'Fn::GetAtt': ['Role', 'constructor'] }],
    ['an attribute of nothing', { 'Fn::GetAtt': ['Nobody', 'Arn'] }],
    ['text with one unknown piece', { 'Fn::Sub': '${Stage}-${Open}' }],
    ['a joined list with one unknown piece', { 'Fn::Join': ['', ['a', { Ref: 'Open' }]] }],
    ['a dynamic reference', '{{resolve:ssm:/a/b:1}}'],
    ['a dynamic reference that is put together', { 'Fn::Join': ['', ['{{resolve:ssm:', { Ref: 'Stage' }, '}}']] }],
    ['zones', { 'Fn::GetAZs': '' }],
    ['an unknown function', { 'Fn::Brew': 'tea' }],
    ['a macro', { 'Fn::Transform': { Name: 'Mine' } }],
    ['a map entry that is not there', { 'Fn::FindInMap': ['M', 'none', 'Size'] }],
    ['a block without room', { 'Fn::Cidr': ['2001:db8::/63', 4, 64] }],
    ['a block that is none', { 'Fn::Cidr': ['2001:db8::1::/56', 4, 64] }],
    ['an output of a stack that is not here', { 'Fn::GetStackOutput': { StackName: 'far', OutputName: 'Id' } }],
    ['a list that is too short', { 'Fn::Select': [9, { Ref: 'Zones' }] }],
    ['malformed functions', { 'Fn::Join': 'x' }],
    ['a malformed substitution', { 'Fn::Sub': [1] }],
    ['a malformed choice', { 'Fn::Select': [] }],
    ['a malformed condition', { 'Fn::If': 'Yes' }],
    ['a malformed attribute', { 'Fn::GetAtt': 'Role' }],
    ['splitting at nothing', { 'Fn::Split': ['', 'abc'] }],
  ]
  it.each(cases)('%s stays as written and is listed', async (_, written) => {
    expect(await evaluate(written, sections)).toMatchObject({ value: written, unresolved: ['/Value'] })
  })

  it('lists the smallest part: its siblings are compared', async () => {
    const { value, unresolved } = await evaluate({ 'a/b': [{ Ref: 'AWS::NoValue' }, 1, { Ref: 'Open' }], c: 2 }, sections)
    expect(value).toEqual({ 'a/b': [1, { Ref: 'Open' }], c: 2 })
    expect(unresolved).toEqual(['/Value/a~1b/1'])
  })

  it('keeps what stands beside a macro', async () => {
    const { value, unresolved } = await evaluate({ 'Fn::Transform': { Name: 'AWS::Include' }, Own: 1 }, sections)
    expect(value).toEqual({ 'Fn::Transform': { Name: 'AWS::Include' }, Own: 1 })
    expect(unresolved).toEqual(['/Value/Fn::Transform'])
  })

  it('ends where attributes need each other', async () => {
    const circle = {
      A: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: { 'Fn::GetAtt': ['B', 'CidrBlock'] } } },
      B: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: { 'Fn::GetAtt': ['A', 'CidrBlock'] } } },
    }
    expect(await evaluate({ 'Fn::GetAtt': 'A.CidrBlock' }, { Resources: circle, Conditions: { C: { Condition: 'C' } } })).toMatchObject({
      unresolved: ['/Value'],
    })
    expect(await evaluate({ 'Fn::If': ['C', 1, 2] }, { Conditions: { C: { Condition: 'C' } } })).toMatchObject({ unresolved: ['/Value'] })
  })

  it('ends where a small template would make endless text, or a chain without end', async () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [
        `V${n}`,
        { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: n === 59 ? 'x' : twice(`V${n + 1}`) } },
      ]),
    )
    expect(await evaluate({ 'Fn::GetAtt': 'V0.CidrBlock' }, { Resources: doubling })).toMatchObject({ unresolved: ['/Value'] })
    expect(await evaluate({ 'Fn::GetAtt': 'V50.CidrBlock' }, { Resources: doubling })).toMatchObject({
      value: 'x'.repeat(512),
      unresolved: [],
    })
    const chain = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`C${n}`, { Condition: `C${n + 1}` }]))
    expect(await evaluate({ 'Fn::If': ['C0', 1, 2] }, { Conditions: chain })).toMatchObject({ unresolved: ['/Value'] })
  })

  it('does not take the IAM condition of a policy for a condition of the template', async () => {
    expect(await evaluate({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, sections)).toMatchObject({
      value: { Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      unresolved: [],
    })
    expect(await evaluate({ Condition: 'Yes' }, sections)).toMatchObject({ value: { Condition: 'Yes' }, unresolved: [] })
  })
})

describe('pseudo parameters', () => {
  const written = {
    Partition: { Ref: 'AWS::Partition' },
    Suffix: { Ref: 'AWS::URLSuffix' },
    Account: { Ref: 'AWS::AccountId' },
    Topics: { Ref: 'AWS::NotificationARNs' },
    Id: { Ref: 'AWS::StackId' },
    New: { Ref: 'AWS::New' },
  }
  const regions: [region: string, partition: string, suffix: string][] = [
    ['eu-west-1', 'aws', 'amazonaws.com'],
    ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
    ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
  ]
  it.each(regions)('of %s follow from the region', async (region, partition, suffix) => {
    const reading = await read({ 't.json': templateOf(written) }, { region, account: '111122223333' })
    expect(at(reading, 'It')).toMatchObject({
      region,
      account: '111122223333',
      properties: { Partition: partition, Suffix: suffix, Account: '111122223333' },
    })
    expect(at(reading, 'It').unresolved).toEqual(['/Id', '/New', '/Topics'])
  })

  it('of a stack come from it, and without any place all stay open', async () => {
    const reading = await read({ 't.json': templateOf(written), 's.json': stacksOf('shop', { NotificationARNs: ['arn:1'] }) })
    expect(at(reading, 'It').properties).toMatchObject({ Topics: ['arn:1'], Id: stackId('shop'), Account: '123456789012' })
    expect(at(await read({ 't.json': templateOf(written) }), 'It').unresolved).toEqual([
      '/Account',
      '/Id',
      '/New',
      '/Partition',
      '/Suffix',
      '/Topics',
    ])
  })
})

describe('secrets', () => {
  it('are marked wherever they go in, and their clear values are handed on', async () => {
    const template = templateOf(
      {
        Plain: { Ref: 'Password' },
        Inside: [{ 'Fn::Sub': 'user:${Password}' }],
        Mapped: { 'Fn::Sub': ['${P}', { P: { Ref: 'Password' } }] },
        Store: '{{resolve:ssm-secure:/db:1}}',
        Built: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Elsewhere' }, '}}']] },
        Open: '{{resolve:ssm:/open:1}}',
      },
      { Parameters: { Password: { Type: 'String', NoEcho: 'true', Default: 'old-secret' }, Elsewhere: { Type: 'String' } } },
    )
    const reading = await read({
      'template.json': template,
      'parameters.json': [{ ParameterKey: 'Password', ParameterValue: 'new-secret' }],
    })
    const resource = at(reading, 'It')
    expect(resource.sensitive).toEqual(['/Built', '/Inside/0', '/Mapped', '/Plain', '/Store'])
    expect(resource.unresolved).toEqual(['/Built', '/Open', '/Store'])
    expect(resource.properties).toMatchObject({ Plain: 'new-secret', Inside: ['user:new-secret'], Mapped: 'new-secret' })
    expect(reading.secrets).toEqual(['new-secret', 'old-secret'])
  })
})
