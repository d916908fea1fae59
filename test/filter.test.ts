import { describe, expect, it } from 'vitest'
import { Filter } from '../src/filter.ts'
import { UsageError } from '../src/model/errors.ts'
import { declares, shows, terraform } from './helpers/resources.ts'

const place = { account: '111111111111', region: 'eu-west-1' }
const live = shows('AWS::EC2::Instance', 'i-1', { Tags: [{ Key: 'team', Value: 'web shop' }] }, place)
const declared = terraform('aws_instance', { id: 'i-1', tags: { team: 'web' } }, { ...place, address: 'aws_instance.a' })

describe('a filter', () => {
  it.each<[string, boolean]>([
    ['kind=AWS::EC2::*', true],
    ['kind=AWS::S3::*', false],
    ['service=ec2', true],
    ['account=111111111111 region=eu-*', true],
    ['account=111111111111 region=us-*', false],
    ['tag:team=web*', true],
    ['tag:team="web shop"', true],
    ['tag:"team"=web', false],
    ['tag:owner=*', false],
    ['id=i-?', true],
    ['address=i-1', true],
  ])('%s of something unmanaged', (text, expected) => {
    expect(new Filter([text], []).wants({ live })).toBe(expected)
    expect(new Filter([], [text]).wants({ live })).toBe(!expected)
  })

  it('knows the type and the address of what is declared', () => {
    expect(new Filter(['kind=aws_instance'], []).wants({ declared })).toBe(true)
    expect(new Filter(['address=aws_instance.*'], []).wants({ declared, live })).toBe(true)
    expect(new Filter(['tag:team=web'], []).wants({ declared })).toBe(true)
    expect(new Filter(['kind=aws_s3_*'], []).wants({ declared })).toBe(false)
  })

  it('is one of several to include, and none to exclude', () => {
    const filter = new Filter(['service=s3', 'service=ec2'], ['tag:team="web shop"'])
    expect(filter.wants({ live })).toBe(false)
    expect(filter.wants({ live: shows('AWS::S3::Bucket', 'b') })).toBe(true)
    expect(filter.wants({ declared: declares('AWS::SQS::Queue', {}) })).toBe(false)
  })

  it('needs only the kinds that it can fit', () => {
    const kinds = ['AWS::EC2::Instance', 'AWS::S3::Bucket']
    const read = (...given: ConstructorParameters<typeof Filter>) => kinds.filter((kind) => new Filter(...given).wantsKind(kind))
    expect(read(['kind=AWS::EC2::* tag:team=web'], [])).toEqual(['AWS::EC2::Instance'])
    expect(read(['tag:team=web'], [])).toEqual(kinds)
    expect(read(['kind=aws_instance'], [])).toEqual(kinds)
    expect(read([], ['service=s3'])).toEqual(['AWS::EC2::Instance'])
    expect(read([], ['service=s3 tag:team=web'])).toEqual(kinds)
  })

  it('needs only the accounts and regions that it can fit', () => {
    const places = ['eu-west-1', 'us-east-1'].map((region) => ({ account: '111111111111', region }))
    const read = (...given: ConstructorParameters<typeof Filter>) =>
      places.filter((each) => new Filter(...given).wantsPlace(each)).map(({ region }) => region)
    expect(read(['region=eu-* tag:team=web'], [])).toEqual(['eu-west-1'])
    expect(read([], ['region=eu-*'])).toEqual(['us-east-1'])
    expect(read([], ['region=eu-* tag:team=web'])).toEqual(['eu-west-1', 'us-east-1'])
    expect(read(['account=2*', 'region=us-*'], [])).toEqual(['us-east-1'])
    expect(new Filter(['region=eu-*'], []).wantsPlace({})).toBe(true)
  })

  it.each(['', '   ', 'kind', 'kind=', 'colour=red', 'tag:=x', 'kind=AWS::* =x', 'kind="AWS::*'])('refuses %j', (text) => {
    expect(() => new Filter([text], [])).toThrow(UsageError)
  })
})
