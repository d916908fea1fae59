import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import type { Decision } from '../../src/model/pair.ts'
import { comparing, differences, onlyOne, pairOf, reasons, unknownKind } from '../helpers/comparing.ts'
import { compare } from '../../src/compare/compare.ts'
import { declares, shows } from '../helpers/resources.ts'

const bucket = 'AWS::S3::Bucket'
const instance = 'AWS::EC2::Instance'
const group = 'AWS::EC2::SecurityGroup'
const tags = (map: Record<string, string>): JsonObject[] => Object.entries(map).map(([Key, Value]) => ({ Key, Value }))

describe('tags', () => {
  const declared = { Tags: tags({ Name: 'web', Owner: 'ops' }) }

  it('of AWS itself are nobody’s mutation', () => {
    const live = { Tags: tags({ 'aws:cloudformation:stack-name': 'web', Owner: 'ops', Name: 'web' }) }
    expect(comparing(bucket, declared, live)).toMatchObject({ differences: [], equal: 4, added: 0 })
  })

  it('are reported at the value when it changed, named by their key', () => {
    expect(onlyOne(comparing(bucket, declared, { Tags: tags({ Owner: 'ops', Name: 'Web' }) }))).toMatchObject({
      path: '/Tags/0/Value',
      change: 'changed',
      declared: 'web',
      live: 'Web',
      element: 'Name',
      leaves: 1,
    })
  })

  it('are reported at the element when they came or went', () => {
    expect(onlyOne(comparing(bucket, declared, { Tags: tags({ Name: 'web', Owner: 'ops', Temp: '1' }) }))).toMatchObject({
      path: '/Tags/2',
      change: 'added',
      element: 'Temp',
      leaves: 0,
    })
    expect(onlyOne(comparing(bucket, declared, { Tags: tags({ Owner: 'ops' }) }))).toMatchObject({
      path: '/Tags/0',
      change: 'removed',
      element: 'Name',
      leaves: 2,
    })
  })

  it('are keys of a map where the kind has them as one', () => {
    const { differences: found } = comparing(
      'AWS::SSM::Parameter',
      { Tags: { a: '1', b: '2' } },
      { Tags: { a: '1', b: '3', c: '4', 'aws:x': 'y' } },
    )
    expect(found.map(({ path, change }) => [path, change])).toEqual([
      ['/Tags/b', 'changed'],
      ['/Tags/c', 'added'],
    ])
  })
})

describe('rules of a security group', () => {
  const web = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' }
  const rules = (...SecurityGroupIngress: JsonObject[]): JsonObject => ({ SecurityGroupIngress })

  it('have no ports for all protocols, whatever the declaration records', () => {
    const all = { IpProtocol: '-1', CidrIp: '0.0.0.0/0' }
    expect(comparing(group, rules({ ...all, FromPort: 0, ToPort: 0 }), rules(all)).differences).toEqual([])
    expect(comparing(group, rules({ ...all, IpProtocol: 'all' }), rules({ ...all, FromPort: -1, ToPort: -1 })).differences).toEqual([])
  })

  it('name one network and one protocol in several spellings', () => {
    expect(comparing(group, rules({ ...web, IpProtocol: '6', CidrIp: '10.1.2.3/8', FromPort: '443' }), rules(web)).differences).toEqual([])
  })

  it('are one difference in words when somebody adds one by hand', () => {
    const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0', Description: 'temp' }
    const comparison = comparing(group, rules(web), rules(ssh, web))
    expect(onlyOne(comparison)).toMatchObject({
      path: '/SecurityGroupIngress/0',
      change: 'added',
      element: 'tcp 22 from 0.0.0.0/0',
      live: ssh,
    })
    expect(comparison).toMatchObject({ equal: 4, different: 0, added: 1 })
  })

  it('that were changed are reported at the member that did', () => {
    expect(onlyOne(comparing(group, rules(web), rules({ ...web, CidrIp: '0.0.0.0/0' })))).toMatchObject({
      path: '/SecurityGroupIngress/0/CidrIp',
      change: 'changed',
      element: 'tcp 443 from 10.0.0.0/8',
    })
  })

  it('that are gone are removed as a whole', () => {
    const dns = { IpProtocol: 'udp', FromPort: 53, ToPort: 53, SourceSecurityGroupId: 'sg-1' }
    expect(onlyOne(comparing(group, rules(web, dns), rules(web)))).toMatchObject({
      path: '/SecurityGroupIngress/1',
      change: 'removed',
      element: 'udp 53 from sg-1',
      leaves: 4,
    })
  })
})

describe('policy documents', () => {
  const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' }
  const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': false } } }
  const policy = (...Statement: JsonObject[]): JsonObject => ({ PolicyDocument: { Version: '2012-10-17', Statement } })
  const kind = 'AWS::S3::BucketPolicy'

  it('mean the same with one value and a list of one, in any order, under any spelling of an account', () => {
    const declared = policy({ ...read, Principal: { AWS: '123456789012' } }, deny)
    const live = policy(
      { ...deny, Principal: { AWS: '*' }, Action: ['s3:*'], Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { ...read, Principal: { AWS: ['arn:aws:iam::123456789012:root'] }, Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::a/*'] },
    )
    expect(comparing(kind, declared, live).differences).toEqual([])
  })

  it('mean the same as text', () => {
    const { PolicyDocument } = policy(read, deny)
    expect(comparing(kind, { PolicyDocument: JSON.stringify(PolicyDocument) }, policy(deny, read)).differences).toEqual([])
  })

  it('with a single statement need no list of it', () => {
    expect(comparing(kind, { PolicyDocument: { Version: '2012-10-17', Statement: read } }, policy(read)).differences).toEqual([])
  })

  it('keep account and everybody apart', () => {
    const found = comparing(kind, policy({ ...read, Principal: { AWS: '123456789012' } }), policy({ ...read, Principal: '*' }))
    expect(differences(found)).toEqual(['changed /PolicyDocument/Statement/0/Principal/AWS/0'])
  })

  it('are wider by an action, at the action', () => {
    const found = onlyOne(comparing(kind, policy(read), policy({ ...read, Action: ['s3:GetObject', 's3:PutObject'] })))
    expect(found).toMatchObject({ path: '/PolicyDocument/Statement/0/Action/1', change: 'added', live: 's3:PutObject' })
  })

  it('have a new statement as one addition, and a lost condition as one removal', () => {
    expect(onlyOne(comparing(kind, policy(read), policy(read, deny)))).toMatchObject({
      path: '/PolicyDocument/Statement/1',
      change: 'added',
    })
    const { Condition: _condition, ...bare } = deny
    expect(onlyOne(comparing(kind, policy(deny), policy(bare)))).toMatchObject({
      path: '/PolicyDocument/Statement/0/Condition',
      change: 'removed',
    })
  })

  it('that are malformed are compared as they are', () => {
    const odd = { Effect: 'Allow', Principal: 'someone', Action: 's3:*', Resource: '*', Condition: 'never' }
    expect(comparing(kind, policy(odd), policy(odd)).differences).toEqual([])
    expect(differences(comparing(kind, policy(odd), policy({ ...odd, Condition: { Bool: 'x' } })))).toEqual([
      'changed /PolicyDocument/Statement/0/Condition',
    ])
  })

  it('get names from AWS that nobody declared', () => {
    expect(
      comparing(kind, policy(read), { PolicyDocument: { Version: '2012-10-17', Id: 'made', Statement: [{ ...read, Sid: 'made' }] } })
        .differences,
    ).toEqual([])
  })
})

describe('documents as text', () => {
  it('are compared by what they say, not by how they are written', () => {
    const text = '{"StartAt": "A",\n "States": {"A": {"Type": "Pass", "End": true}}}'
    const kind = 'AWS::StepFunctions::StateMachine'
    expect(comparing(kind, { DefinitionString: text }, { DefinitionString: JSON.stringify(JSON.parse(text)) }).differences).toEqual([])
    const changed = text.replace('Pass', 'Fail')
    expect(differences(comparing(kind, { DefinitionString: text }, { DefinitionString: changed }))).toEqual([
      'changed /DefinitionString/States/A/Type',
    ])
  })

  it('that are no JSON are plain texts', () => {
    expect(differences(comparing(unknownKind, { Text: '{not json' }, { Text: '[nor this' }))).toEqual(['changed /Text'])
  })

  it('on one side only are a change', () => {
    expect(differences(comparing(unknownKind, { Text: '{"a":1}' }, { Text: 'plain' }))).toEqual(['changed /Text'])
    expect(differences(comparing(unknownKind, { Text: { a: 1 } }, { Text: 'plain' }))).toEqual(['changed /Text'])
  })
})

describe('user data', () => {
  const script = '#!/bin/sh\necho hello\n'
  const packed = Buffer.from(script).toString('base64')
  it('is the same in clear, in base64 and in base64 with line breaks', () => {
    for (const declared of [script, packed, `${packed.slice(0, 8)}\n${packed.slice(8)}`]) {
      expect(comparing(instance, { UserData: declared }, { UserData: packed }).differences).toEqual([])
    }
    expect(differences(comparing(instance, { UserData: script }, { UserData: Buffer.from('#!/bin/sh\n').toString('base64') }))).toEqual([
      'changed /UserData',
    ])
  })
})

describe('containers', () => {
  it('of one block fold with the block', () => {
    expect(comparing(unknownKind, { Spot: [{ a: 1 }] }, { Spot: { a: 1 } }).differences).toEqual([])
    expect(comparing(unknownKind, { Spot: { a: 1 } }, { Spot: [{ a: 1 }] }).differences).toEqual([])
    expect(differences(comparing(unknownKind, { Spot: [{ a: 1 }] }, { Spot: { a: 2 } }))).toEqual(['changed /Spot/a'])
  })

  it('of several blocks do not', () => {
    expect(differences(comparing(unknownKind, { Spot: [{ a: 1 }, { a: 2 }] }, { Spot: { a: 1 } }))).toEqual(['changed /Spot'])
    expect(differences(comparing(unknownKind, { Spot: { a: 1 } }, { Spot: [{ a: 1 }, { a: 2 }] }))).toEqual(['changed /Spot'])
  })

  it('of one value fold with the value', () => {
    expect(comparing(unknownKind, { Spot: 'x' }, { Spot: ['x'] }).differences).toEqual([])
    expect(comparing(unknownKind, { Spot: ['x'] }, { Spot: 'x' }).differences).toEqual([])
    expect(comparing(unknownKind, { Spot: ['x'] }, { Spot: 'y' }).different).toBe(1)
  })

  it('that are empty on the live side are a removal of the block', () => {
    expect(onlyOne(comparing(unknownKind, { Spot: { a: 1, b: [2] } }, { Spot: [] }))).toMatchObject({
      path: '/Spot',
      change: 'removed',
      leaves: 2,
    })
  })

  it('keep keys of the prototype apart from its members', () => {
    const hostile = JSON.parse('{"__proto__": {"a": 1}, "constructor": "x"}') as JsonObject
    expect(differences(comparing(unknownKind, hostile, {}))).toEqual(['removed /__proto__', 'removed /constructor'])
  })
})

describe('lists in which order means something', () => {
  const kind = 'AWS::EC2::DHCPOptions'
  it('are compared by position', () => {
    const servers = { DomainNameServers: ['10.0.0.1', '10.0.0.2'] }
    expect(comparing(kind, servers, servers).differences).toEqual([])
    expect(differences(comparing(kind, servers, { DomainNameServers: ['10.0.0.2', '10.0.0.1'] }))).toEqual([
      'changed /DomainNameServers/0',
      'changed /DomainNameServers/1',
    ])
    expect(differences(comparing(kind, servers, { DomainNameServers: ['10.0.0.1'] }))).toEqual(['removed /DomainNameServers/1'])
    expect(differences(comparing(kind, servers, { DomainNameServers: ['10.0.0.1', '10.0.0.2', '1.1.1.1'] }))).toEqual([
      'added /DomainNameServers/2',
    ])
  })
})

describe('what live does not show', () => {
  it('is a removal where the kind can be read', () => {
    const { differences: found, different, equal } = comparing(instance, { KeyName: 'ops', IamInstanceProfile: 'web' }, { KeyName: 'ops' })
    expect(found).toMatchObject([{ path: '/IamInstanceProfile', change: 'removed', declared: 'web' }])
    expect([equal, different]).toEqual([1, 1])
  })

  it('is not read where the source says so, and a gap where it shows nothing more', () => {
    const live = (unread: string[]): Partial<Parameters<typeof pairOf>[3]> => ({ live: shows(instance, 'i-1', {}, { unread }) })
    const declared = { KeyName: 'ops', MetadataOptions: { HttpPutResponseHopLimit: 3 } }
    expect(reasons(comparing(instance, declared, {}, live(['/KeyName', '/MetadataOptions/HttpPutResponseHopLimit'])))).toMatchObject({
      '/KeyName': 'not-read',
      '/MetadataOptions/HttpPutResponseHopLimit': 'not-read',
    })
    // What nobody asked for is not off either.
    expect(reasons(comparing(instance, { EbsOptimized: false }, {}, live(['/EbsOptimized'])))).toMatchObject({
      '/EbsOptimized': 'not-read',
    })
    const all = comparing(instance, declared, {}, live(['/']))
    expect(all.differences).toEqual([])
    expect(reasons(all)['/KeyName']).toBe('read-gap')
  })

  it('is write-only where no API gives it back', () => {
    const comparison = comparing('AWS::RDS::DBInstance', { MasterUserPassword: 'x', Engine: 'mysql' }, { Engine: 'mysql' })
    expect(comparison.differences).toEqual([])
    expect(reasons(comparison)).toEqual({ '/MasterUserPassword': 'write-only' })
  })

  it('means off where off was declared', () => {
    expect(comparing(unknownKind, { Enabled: false, Count: 0 }, {})).toMatchObject({ differences: [], equal: 2 })
    expect(differences(comparing(unknownKind, { Enabled: true }, {}))).toEqual(['removed /Enabled'])
    expect(differences(comparing('AWS::Lambda::Function', { Environment: { Variables: { FLAG: 'false' } } }, { Environment: {} }))).toEqual(
      ['removed /Environment/Variables'],
    )
  })
})

describe('values that only a deployment can tell', () => {
  it('are unresolved: neither equal nor different', () => {
    const pair = pairOf(
      instance,
      { KeyName: '?', ImageId: 'ami-1', SecurityGroupIds: ['?', 'sg-2'] },
      { KeyName: 'ops', ImageId: 'ami-1', SecurityGroupIds: ['sg-1', 'sg-2'] },
    )
    const comparison = compare({ ...pair, declared: declares(instance, {}, { unresolved: ['/KeyName', '/SecurityGroupIds/0'] }) })
    expect(comparison.differences).toEqual([])
    expect(reasons(comparison)).toEqual({ '/KeyName': 'unresolved', '/SecurityGroupIds/0': 'unresolved' })
    expect(comparison.equal).toBe(2)
  })

  it('are unresolved below a block that is gone, too', () => {
    const pair = pairOf(instance, { MetadataOptions: { HttpTokens: '?' } }, {})
    expect(reasons(compare({ ...pair, declared: declares(instance, {}, { unresolved: ['/MetadataOptions/HttpTokens'] }) }))).toEqual({
      '/MetadataOptions/HttpTokens': 'unresolved',
    })
  })

  it('include a key behind an alias that nobody listed', () => {
    const key = '11111111-2222-3333-4444-555555555555'
    const kind = 'AWS::SQS::Queue'
    expect(reasons(comparing(kind, { KmsMasterKeyId: 'alias/web' }, { KmsMasterKeyId: key }))).toEqual({ '/KmsMasterKeyId': 'unresolved' })
    const aliases = new Map([['alias/web', key]])
    expect(comparing(kind, { KmsMasterKeyId: 'alias/web' }, { KmsMasterKeyId: key }, {}, { aliases }).equal).toBe(1)
    const other = new Map([['alias/web', '99999999-2222-3333-4444-555555555555']])
    expect(comparing(kind, { KmsMasterKeyId: 'alias/web' }, { KmsMasterKeyId: key }, {}, { aliases: other }).different).toBe(1)
  })
})

describe('what a pair leaves out', () => {
  it('is compared elsewhere', () => {
    const declared = { BucketName: 'a', VersioningConfiguration: { Status: 'Enabled' } }
    const live = { BucketName: 'b', VersioningConfiguration: { Status: 'Suspended' } }
    expect(differences(comparing(bucket, declared, live, { scope: ['VersioningConfiguration'] }))).toEqual([
      'changed /VersioningConfiguration/Status',
    ])
    expect(differences(comparing(bucket, declared, live, { notHere: ['VersioningConfiguration'] }))).toEqual(['changed /BucketName'])
  })

  it('is carried over with its reason', () => {
    const excluded = [{ path: '/password', reason: 'secret' as const }]
    expect(comparing(bucket, {}, {}, { excluded }).notCompared).toEqual(excluded)
  })
})

describe('explaining', () => {
  it('tells each decision with the rule or the reason that made it, and tells no trial', () => {
    const decisions: Decision[] = []
    comparing(
      instance,
      { EbsOptimized: 'true', KeyName: 'a', Tags: [{ Key: 'x', Value: '1' }], SecurityGroupIds: ['sg-1', 'sg-2'] },
      { EbsOptimized: true, KeyName: 'b', InstanceId: 'i-1', Tags: [{ Key: 'x', Value: '1' }], SecurityGroupIds: ['sg-2', 'sg-1'] },
      {},
      { aliases: new Map(), trace: (decision) => void decisions.push(decision) },
    )
    expect(decisions.filter(({ path }) => path === '/EbsOptimized')).toMatchObject([{ result: 'equal', by: 'scalar-type' }])
    expect(decisions.filter(({ path }) => path === '/KeyName')).toMatchObject([{ result: 'different', by: 'changed' }])
    expect(decisions.filter(({ path }) => path === '/InstanceId')).toMatchObject([{ result: 'ignored', by: 'read-only' }])
    expect(decisions.filter(({ path }) => path.startsWith('/SecurityGroupIds'))).toHaveLength(2)
  })
})
