import { describe, expect, it } from 'vitest'
import { wholeTable } from '../../src/mapping/data.ts'
import { factsOf } from '../../src/mapping/data.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { comparing, differences } from '../helpers/comparing.ts'

/** What became of each property that live alone has. */
function decided(kind: string, declared: JsonObject, live: JsonObject): string[] {
  const by: string[] = []
  const context = {
    aliases: new Map<string, string>(),
    trace: (step: { result: string; by: string }) => void (step.result !== 'equal' && by.push(step.by)),
  }
  comparing(kind, declared, { ...declared, ...live }, {}, context)
  return by
}

describe('a value that follows from what is declared beside it', () => {
  it.each<[string, string, JsonObject, JsonObject, JsonObject, JsonObject]>([
    [
      'a port by its engine',
      'AWS::RDS::DBCluster',
      { Engine: 'aurora-postgresql' },
      { Port: 5432 },
      { Engine: 'aurora-mysql' },
      { Port: 5433 },
    ],
    ['a port by its protocol', 'acme/Thing', { Protocol: 'HTTPS' }, { Port: 443 }, { Protocol: 'HTTP' }, { Port: 8443 }],
    [
      'throughput by the type of a volume',
      'acme/Thing',
      { VolumeType: 'gp3' },
      { Throughput: 125 },
      { VolumeType: 'io2' },
      { Throughput: 1000 },
    ],
    ['encryption by a key', 'acme/Thing', { KmsKeyId: 'alias/a' }, { StorageEncrypted: true }, {}, { StorageEncrypted: 'half' }],
  ])('is silent: %s', (_, kind, because, live, other, another) => {
    expect(decided(kind, because, live)).toEqual(['default'])
    expect(decided(kind, because, another)).not.toContain('default')
    expect(decided('acme/Thing', other, live)).not.toContain('default')
  })

  it('is found where it does not follow', () => {
    const build = (Type: string, TimeoutInMinutes: number): string[] =>
      differences(comparing('AWS::CodeBuild::Project', { Environment: { Type } }, { Environment: { Type }, TimeoutInMinutes }))
    expect(build('LINUX_LAMBDA_CONTAINER', 15)).toEqual([])
    expect(build('LINUX_CONTAINER', 15)).toEqual(['added /TimeoutInMinutes'])
    expect(build('LINUX_LAMBDA_CONTAINER', 480)).toEqual(['added /TimeoutInMinutes'])

    const cache = (NumNodeGroups: number): string[] =>
      differences(comparing('AWS::ElastiCache::ReplicationGroup', { NumNodeGroups }, { AutomaticFailoverEnabled: true }))
    expect(cache(2)).toEqual([])
    expect(cache(1)).toEqual(['added /AutomaticFailoverEnabled'])

    const key = (PublicKeyMaterial: string, KeyType: string): string[] =>
      differences(comparing('AWS::EC2::KeyPair', { PublicKeyMaterial }, { PublicKeyMaterial, KeyType }))
    expect(key('ssh-ed25519 AAAA ops', 'ed25519')).toEqual([])
    expect(key('ssh-rsa AAAA ops', 'ed25519')).toEqual(['added /KeyType'])
  })

  it('is another resource’s where this is a part or a copy of it', () => {
    const instance = (declared: JsonObject): string[] =>
      differences(comparing('AWS::RDS::DBInstance', declared, { ...declared, BackupRetentionPeriod: 7 }))
    expect(instance({ DBClusterIdentifier: 'shop', DBInstanceClass: 'db.r6g.large' })).toEqual([])
    expect(instance({ DBInstanceClass: 'db.r6g.large' })).toEqual(['added /BackupRetentionPeriod'])
  })

  it('is looked for beside it, at any depth', () => {
    const volume = (VolumeType: string): JsonObject => ({ Devices: { Ebs: { VolumeType } } })
    const live = (VolumeType: string): JsonObject => ({ Devices: { Ebs: { VolumeType, Iops: 3000 } } })
    expect(decided('acme/Thing', volume('gp3'), live('gp3'))).toEqual(['default'])
    expect(decided('acme/Thing', volume('io2'), live('io2'))).toEqual(['unknown'])
  })
})

describe('data/aws/conditions.json', () => {
  const table = wholeTable<{ path: string; when: Record<string, string>; is?: unknown[] }[]>('conditions.json')

  it.each(Object.entries(table))('%s has conditions, patterns and values', (kind, rows) => {
    const facts = factsOf(kind)
    for (const { path, when, is } of rows) {
      expect(is).not.toEqual([])
      expect(Object.keys(when).length).toBeGreaterThan(0)
      for (const [where, what] of Object.entries(when)) {
        expect(() => new RegExp(what)).not.toThrow()
        expect([where, kind === '*' && !where.startsWith('./')]).toEqual([where, false])
        if (kind !== '*') expect(Object.keys(facts?.y ?? {})).toContain(where.split('/')[0])
      }
      if (kind !== '*') expect(Object.keys(facts?.y ?? {})).toContain(path.split('/')[0])
    }
  })
})
