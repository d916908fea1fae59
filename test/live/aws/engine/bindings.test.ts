import { describe, expect, it } from 'vitest'
import { arnFrom, bind } from '../../../../src/live/aws/engine/bindings.ts'
import { partitionOf } from '../../../../src/mapping/partitions.ts'
import { identitiesOf, placeOf } from '../../../../src/live/aws/engine/identity.ts'

const bound = {
  item: { Id: 'i', Ids: ['a'], Arn: 'arn:aws:x:::path/name' },
  input: { Cluster: 'c' },
  properties: { Name: 'n' },
  arn: 'arn:own',
}

describe('bindings', () => {
  it('take members, inputs, properties, the ARN and constants', () => {
    expect(
      bind(
        {
          A: 'Id',
          B: '@Cluster',
          C: '%Name',
          D: '%arn',
          E: '="x"',
          F: '=["$Default"]',
          G: '=plain',
          H: ['Id'],
          I: '$',
          J: 'Arn|path-tail',
        },
        bound,
      ),
    ).toEqual({ A: 'i', B: 'c', C: 'n', D: 'arn:own', E: 'x', F: ['$Default'], G: 'plain', H: ['i'], I: bound.item, J: 'name' })
  })

  it('are nothing when one value is missing', () => {
    expect(bind({ A: 'Id', B: 'Missing' }, bound)).toBeUndefined()
    expect(bind({ A: '%arn' }, { ...bound, arn: undefined })).toBeUndefined()
  })
})

describe('an ARN template', () => {
  const where = { account: '111122223333', region: 'cn-north-1' }

  it('is filled from the place and from properties whose names agree', () => {
    expect(arnFrom('arn:${Partition}:sqs:${Region}:${Account}:${QueueName}', { QueueName: 'q' }, where)).toBe(
      'arn:aws-cn:sqs:cn-north-1:111122223333:q',
    )
    expect(arnFrom('arn:${Partition}:x:${Region}:${Account}:thing/${ThingId}', { Id: 't' }, where)).toBe(
      'arn:aws-cn:x:cn-north-1:111122223333:thing/t',
    )
  })

  it('is nothing when a part is missing', () => {
    expect(arnFrom('arn:${Partition}:x:${Region}::${Unknown}', {}, where)).toBeUndefined()
    expect(arnFrom('arn:${Partition}:x:${Region}::y', {}, {})).toBeUndefined()
    expect(arnFrom(undefined, {}, where)).toBeUndefined()
  })

  it('knows the partition of a region', () => {
    expect(['eu-west-1', 'cn-north-1', 'us-gov-west-1', undefined].map(partitionOf)).toEqual(['aws', 'aws-cn', 'aws-us-gov', 'aws'])
  })
})

describe('identities', () => {
  it('are the resource itself, not what it refers to', () => {
    const item = { GroupId: 'sg-1', GroupName: 'web', VpcId: 'vpc-1', OwnerId: '1', SecurityGroupArn: 'arn:aws:ec2:::sg-1' }
    expect(identitiesOf('AWS::EC2::SecurityGroup', 'sg-1', item, {})).toEqual(['arn:aws:ec2:::sg-1', 'web'])
  })

  it('leave out names that are only unique beside their owner', () => {
    expect(identitiesOf('AWS::IAM::RolePolicy', 'p|r', { PolicyName: 'p', RoleName: 'r' }, {})).toEqual([])
  })

  it('take the members that the row names', () => {
    expect(
      identitiesOf('AWS::EC2::EIP', '1.2.3.4|eipalloc-1', { AllocationId: 'eipalloc-1', PublicIp: '1.2.3.4' }, {}, [
        'AllocationId',
        'PublicIp',
      ]),
    ).toEqual(['1.2.3.4', 'eipalloc-1'])
  })
})

describe('the place of a resource', () => {
  const where = { account: '111122223333', region: 'eu-west-1' }

  it('is its own where it says so, else that of the call', () => {
    expect(placeOf({ OwnerId: '999900001111' }, undefined, where)).toEqual({ account: '999900001111', region: 'eu-west-1' })
    expect(placeOf({ BucketRegion: 'us-west-2' }, 'arn:aws:s3:::b', where)).toEqual({ account: '111122223333', region: 'us-west-2' })
    expect(placeOf({ OwnerId: 'amazon' }, 'arn:aws:x:ap-south-1:444455556666:y', {})).toEqual({
      account: '444455556666',
      region: 'ap-south-1',
    })
    expect(placeOf({}, undefined, {})).toEqual({})
  })
})
