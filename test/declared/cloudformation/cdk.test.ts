import { describe, expect, it } from 'vitest'
import { at, read, stackResourcesOf, templateOf } from './reading.ts'

const manifest = {
  version: '48.0.0',
  artifacts: {
    Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    'Web.assets': { type: 'cdk:asset-manifest', properties: { file: 'Web.assets.json' } },
    Web: {
      type: 'aws:cloudformation:stack',
      environment: 'aws://210987654321/us-east-1',
      properties: { templateFile: 'Web.template.json', stackName: 'shop-web', parameters: { Stage: 'prod' }, tags: { team: 'shop' } },
    },
    Data: {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile: 'Data.template.json' },
    },
  },
}
const template = templateOf(
  { ImageId: { Ref: 'AWS::Region' }, KeyName: { Ref: 'Stage' }, Tags: [] },
  { Parameters: { Stage: { Type: 'String', Default: 'dev' } } },
)
const files = {
  'cdk.out/manifest.json': manifest,
  'cdk.out/tree.json': { version: 'tree-0.1', tree: {} },
  'cdk.out/Web.template.json': template,
}

describe('what the CDK wrote', () => {
  it('says which stack a template makes, where, with what parameters and tags', async () => {
    const reading = await read(files)
    expect(reading.notes).toEqual([])
    expect(at(reading, 'It')).toMatchObject({
      stack: 'shop-web',
      account: '210987654321',
      region: 'us-east-1',
      properties: { ImageId: 'us-east-1', KeyName: 'prod', Tags: [{ Key: 'team', Value: 'shop' }] },
    })
  })

  it('joins stacks that have the same logical ids by the names of the stacks', async () => {
    const reading = await read({
      ...files,
      'cdk.out/Data.template.json': templateOf({ KeyName: 'data' }),
      'a.json': stackResourcesOf('Data', { It: ['AWS::EC2::Instance', 'i-data'] }),
      'b.json': stackResourcesOf('shop-web', { It: ['AWS::EC2::Instance', 'i-web'] }),
    })
    expect(
      reading.resources.map(({ physicalId, stack, region, properties }) => [physicalId, stack, region, properties['KeyName']]),
    ).toEqual([
      ['i-data', 'Data', 'eu-west-1', 'data'],
      ['i-web', 'shop-web', 'eu-west-1', 'prod'],
    ])
  })

  it('costs nothing where it is no such document', async () => {
    expect((await read({ ...files, 'cdk.out/manifest.json': { version: '1', artifacts: { A: null, B: { type: 1 } } } })).notes).toEqual([])
  })

  it('says the tags of a stack in the configuration of a pipeline, too', async () => {
    const reading = await read({ 't.json': template, 'parameters.json': { Parameters: { Stage: 'test' }, Tags: { team: 'web' } } })
    expect(at(reading, 'It').properties).toMatchObject({ KeyName: 'test', Tags: [{ Key: 'team', Value: 'web' }] })
  })
})
