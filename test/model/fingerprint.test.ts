import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprintOf, uniqueFingerprints, type Identity } from '../../src/model/fingerprint.ts'

const identity: Identity = {
  policy: 'DG401',
  outcome: 'mutated',
  resource: { kind: 'AWS::EC2::SecurityGroup', address: 'Web', stack: 'shop', physicalId: 'sg-1' },
  difference: { path: '/SecurityGroupIngress/3', change: 'added', element: 'tcp 22 from 0.0.0.0/0', live: { FromPort: 22 } },
}
const withPath = (path: string, element?: string, kind = 'x/y'): Identity => ({
  policy: 'DG101',
  outcome: 'mutated',
  resource: { kind, address: 'a' },
  difference: { path, change: 'changed', ...(element === undefined ? {} : { element }) },
})

const print = (path: string, element?: string) => fingerprintOf(withPath(path, element))
const ofPort = (port: number) => fingerprintOf(withPath(`/ports/tcp/0.0.0.0/${port}`, undefined, 'host'))
const unmanaged = (physicalId: string): Identity => ({
  policy: 'DG103',
  outcome: 'unmanaged',
  resource: { kind: 'k', address: 'same', physicalId },
})
const finding = (path: string, physicalId = 'id') => {
  const one = withPath(path)
  return { ...one, resource: { ...one.resource, physicalId }, fingerprint: fingerprintOf(one) }
}

describe('fingerprintOf', () => {
  it('is what it always was: baselines and exceptions hold it', () => {
    expect(fingerprintOf(identity)).toMatchInlineSnapshot(`"46a5ff0280fd7f367af676c02bf0ef34"`)
    expect(
      fingerprintOf({
        policy: 'DG103',
        outcome: 'unmanaged',
        resource: { kind: 'AWS::EC2::Instance', physicalId: 'i-1', account: '1', region: 'r' },
      }),
    ).toMatchInlineSnapshot(`"be55194ec6ff9a8704c3593e1692910a"`)
  })

  it('does not change with values, messages, lines, physical ids or a shifted index', () => {
    fc.assert(
      fc.property(fc.nat(), fc.jsonValue(), fc.string(), (index, live, physicalId) => {
        const moved = {
          ...identity,
          message: physicalId,
          severity: 'low',
          location: { file: 'a', line: index },
          resource: { ...identity.resource, physicalId },
          difference: { path: `/SecurityGroupIngress/${index}`, change: 'added' as const, element: 'tcp 22 from 0.0.0.0/0', live },
        }
        expect(fingerprintOf(moved)).toBe(fingerprintOf(identity))
      }),
    )
  })

  it.each([
    ['policy', { policy: 'DG104' }],
    ['outcome', { outcome: 'missing' as const }],
    ['stack', { resource: { ...identity.resource, stack: 'other' } }],
    ['kind', { resource: { ...identity.resource, kind: 'x' } }],
    ['address', { resource: { ...identity.resource, address: 'Db' } }],
    ['account', { resource: { ...identity.resource, account: '1' } }],
    ['region', { resource: { ...identity.resource, region: 'eu-west-1' } }],
    ['element', { difference: { path: '/SecurityGroupIngress/3', change: 'added' as const, element: 'tcp 23' } }],
  ])('changes with the %s', (_, change) => {
    expect(fingerprintOf({ ...identity, ...change })).not.toBe(fingerprintOf(identity))
  })

  it('goes by the physical id where nothing declares the resource', () => {
    expect(fingerprintOf(unmanaged('a'))).not.toBe(fingerprintOf(unmanaged('b')))
  })

  it('names the innermost element and stars the other indexes', () => {
    expect(print('/A/0/B/2/C', 'x')).toBe(print('/A/7/B/9/C', 'x'))
    expect(print('/A/0/B/2/C', 'x')).not.toBe(print('/A/0/B/2/C', 'y'))
    expect(print('/A/0')).toBe(print('/A/1'))
    // A key that looks like the replacement of an index is not one.
    expect(print('/A/0', 'x')).not.toBe(print('/A/x'))
  })

  it('takes a port of a host for a key, not for an index', () => {
    expect(ofPort(22)).not.toBe(ofPort(23))
  })
})

describe('uniqueFingerprints', () => {
  it('leaves alone what is unique already', () => {
    const findings = [finding('/a'), finding('/b')]
    expect(uniqueFingerprints(findings)).toEqual(findings)
  })

  it('counts what collides in the order of paths, so the order of the findings does not matter', () => {
    const findings = [finding('/a/10'), finding('/a/2'), finding('/a/1'), finding('/b')]
    const byPath = (list: readonly ReturnType<typeof finding>[]) =>
      Object.fromEntries(uniqueFingerprints(list).map((one) => [one.difference?.path, one.fingerprint]))
    expect(new Set(Object.values(byPath(findings))).size).toBe(4)
    expect(byPath(findings.toReversed())).toEqual(byPath(findings))
    expect(byPath(findings)['/a/1']).toBe(fingerprintOf(withPath('/a/1')))
    expect(byPath(findings)['/a/2']).not.toBe(byPath(findings)['/a/10'])
  })

  it('no two are ever the same', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), fc.constantFrom('p', 'q'))), (list) => {
        const made = uniqueFingerprints(list.map(([index, id]) => finding(`/a/${index}`, id)))
        expect(new Set(made.map((one) => one.fingerprint)).size).toBe(list.length)
      }),
    )
  })
})
