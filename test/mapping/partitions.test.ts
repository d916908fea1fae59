import { describe, expect, it } from 'vitest'
import { apiKinds, apiRow, isGlobalKind, listServiceOf } from '../../src/mapping/api.ts'
import { wholeTable } from '../../src/mapping/data.ts'
import { homeOf, homeOfService, hostSuffixOf, isOnlyAtHome, partitionOf } from '../../src/mapping/partitions.ts'

describe('partitions', () => {
  it('are told by their regions, and have a home among these', () => {
    const partitions = Object.keys(wholeTable('partitions.json'))
    expect(partitions.length).toBeGreaterThan(6)
    for (const partition of partitions) expect([partition, partitionOf(homeOf(partition))]).toEqual([partition, partition])
    expect(['us-isob-east-1', 'us-iso-west-1', 'us-west-1', 'eusc-de-east-1'].map(partitionOf)).toEqual([
      'aws-iso-b',
      'aws-iso',
      'aws',
      'aws-eusc',
    ])
    expect([hostSuffixOf('aws-cn'), hostSuffixOf('aws-of-nobody')]).toEqual(['amazonaws.com.cn', undefined])
  })
})

describe('global services', () => {
  const services = Object.keys(wholeTable('global-services.json'))

  it('are services that list kinds, each with a region that is asked', () => {
    const listing = new Set(apiKinds().map(listServiceOf))
    expect(services.filter((service) => !listing.has(service))).toEqual([])
    for (const service of services)
      expect([service, homeOfService(service, 'aws') ?? 'any']).toEqual([service, expect.stringMatching(/^(?:us-(?:east-1|west-2)|any)$/)])
  })

  it('are asked where their partition has them', () => {
    expect(homeOfService('cloudfront', 'aws')).toBe('us-east-1')
    expect(homeOfService('globalaccelerator', 'aws')).toBe('us-west-2')
    expect(homeOfService('iam', 'aws-us-gov')).toBe('us-gov-west-1')
    expect([homeOfService('s3', 'aws-cn'), homeOfService('ec2', 'aws')]).toEqual([undefined, undefined])
  })

  it('have kinds that belong to no region, but for directory buckets', () => {
    expect(['AWS::IAM::Role', 'AWS::CloudFront::Distribution', 'AWS::S3::Bucket', 'AWS::Organizations::Account'].map(isGlobalKind)).toEqual(
      Array(4).fill(true),
    )
    expect(['AWS::EC2::Instance', 'AWS::S3Express::DirectoryBucket', 'AWS::No::Such'].map(isGlobalKind)).toEqual([false, false, false])
  })

  it('of a regional service are the web ACLs of CloudFront alone, whose scope the lists loop through', () => {
    expect([isOnlyAtHome('wafv2', 'Scope', 'CLOUDFRONT'), isOnlyAtHome('wafv2', 'Scope', 'REGIONAL')]).toEqual([true, false])
    for (const [service, inputs] of Object.entries(wholeTable<Record<string, string>>('home-inputs.json'))) {
      const loops = apiKinds().flatMap((kind) => (listServiceOf(kind) === service ? [apiRow(kind)?.l.n ?? {}] : []))
      for (const [input, value] of Object.entries(inputs)) expect(loops.some((loop) => String(loop[input]).includes(value))).toBe(true)
    }
  })
})
