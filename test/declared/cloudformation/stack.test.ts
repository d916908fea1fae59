import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { at, read } from './reading.ts'

const web = await read(fileURLToPath(new URL('fixtures/web', import.meta.url)))

describe('a deployed stack with all of its documents', () => {
  it('yields every resource that the stack has, sorted, and none of a false condition', () => {
    expect(web.error).toBeUndefined()
    expect(web.notes).toEqual([])
    expect(web.resources.map(({ address }) => address)).toEqual(['Database', 'Dead', 'Jobs', 'Web', 'WebGroup'])
    expect(web.skipped).toEqual({ 'condition-false': 1 })
  })

  it('resolves what the stack, its parameters and its mappings tell', () => {
    expect(at(web, 'Web')).toMatchObject({
      kind: 'AWS::EC2::Instance',
      type: 'AWS::EC2::Instance',
      shape: 'neutral',
      reader: 'cloudformation',
      physicalId: 'i-0123456789abcdef0',
      account: '123456789012',
      region: 'eu-west-1',
      stack: 'shop-prod',
      lifecycle: { deletionPolicy: 'Retain' },
      dependencies: ['Jobs', 'WebGroup'],
      properties: {
        ImageId: 'ami-0123456789abcdef0',
        InstanceType: 'm6i.large',
        SubnetId: 'subnet-b',
        SecurityGroupIds: ['sg-0aaa'],
        UserData: Buffer.from('#!/bin/sh\necho prod https://sqs.eu-west-1.amazonaws.com/123456789012/jobs ${HOME} > /etc/web\n').toString(
          'base64',
        ),
      },
    })
    expect(at(web, 'Web').unresolved).toBeUndefined()
    expect(at(web, 'Web').file.endsWith('/web/template.yaml')).toBe(true)
  })

  it('puts the tags of the stack on what can have tags, and the template wins', () => {
    expect(at(web, 'Web').properties['Tags']).toEqual([
      { Key: 'Name', Value: 'shop-prod-web' },
      { Key: 'team', Value: 'shop' },
      { Key: 'cost', Value: '42' },
    ])
    expect(at(web, 'Dead').properties).toEqual({
      Tags: [
        { Key: 'cost', Value: '42' },
        { Key: 'team', Value: 'platform' },
      ],
    })
  })

  it('follows references to what was deployed, also into another stack of the same account and region', () => {
    expect(at(web, 'WebGroup').properties['VpcId']).toBe('vpc-0bbb')
    expect(at(web, 'Jobs').properties['RedrivePolicy']).toEqual({
      deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:123456789012:dead',
      maxReceiveCount: 3,
    })
  })

  it('leaves as written, and lists, what only the deployment knew; secrets are sensitive', () => {
    const database = at(web, 'Database')
    expect(database.unresolved).toEqual(['/AvailabilityZone', '/MasterUserPassword', '/MasterUsername'])
    expect(database.sensitive).toEqual(['/MasterUserPassword', '/MasterUsername'])
    expect(database.properties['MasterUserPassword']).toEqual({ Ref: 'DatabasePassword' })
    expect(web.secrets).toEqual(['changeme'])
  })

  it('keeps the text of a version that looks like a number', () => {
    expect(at(web, 'Database').properties['EngineVersion']).toBe('15.10')
  })

  it('names each resource as the live side may', () => {
    expect(at(web, 'Jobs').identities).toEqual([
      'arn:aws:sqs:eu-west-1:123456789012:jobs',
      'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs',
    ])
  })
})
