import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countLeaves, type Json, type JsonObject } from '../../src/model/json.ts'
import type { Comparison, Pair } from '../../src/model/pair.ts'
import { comparing, unknownKind } from '../helpers/comparing.ts'
import { declares, shows } from '../helpers/resources.ts'
import { name, properties } from '../helpers/trees.ts'

/** Every declared leaf, wherever it ended. */
function booked({ equal, different, notCompared }: Comparison): number {
  return equal + different + notCompared.reduce((sum, { leaves = 1 }) => sum + leaves, 0)
}

const text = fc.constantFrom('a', 'b', '*', 'arn:aws:iam::123456789012:root', '123456789012', 'true', '')
const texts = fc.oneof(text, fc.array(text, { maxLength: 3 }))
const statement = fc.record(
  { Effect: fc.constantFrom('Allow', 'deny'), Action: texts, Resource: texts, Principal: fc.oneof(text, fc.record({ AWS: texts })) },
  { requiredKeys: ['Effect'], noNullPrototype: true },
)
const policy: fc.Arbitrary<JsonObject> = fc.record(
  { Version: text, Statement: fc.oneof(statement, fc.array(statement, { minLength: 1, maxLength: 3 })) },
  { requiredKeys: ['Statement'], noNullPrototype: true },
)
const rule: fc.Arbitrary<JsonObject> = fc.record(
  {
    IpProtocol: fc.constantFrom('-1', 'tcp', 'all'),
    FromPort: fc.constantFrom(0, 22),
    ToPort: fc.constantFrom(0, 22),
    CidrIp: fc.constantFrom('0.0.0.0/0', '10.0.0.1/8'),
  },
  { requiredKeys: ['IpProtocol'], noNullPrototype: true },
)
const tag = fc.record({ Key: fc.constantFrom('aws:cloudformation:stack-name', 'Name', 'Team'), Value: text }, { noNullPrototype: true })
const nothing = fc.constantFrom<Json>(null, '', {}, { a: null }, { a: { b: '' } }, [''])
const awkward: fc.Arbitrary<Json> = fc.oneof(
  nothing,
  policy,
  policy.map((document) => JSON.stringify(document)),
  policy.map((document) => JSON.stringify(document, null, 2)),
  properties.map((document) => JSON.stringify(document)),
  properties,
  fc.array(rule, { maxLength: 3 }),
  fc.array(fc.oneof(rule, nothing, text), { maxLength: 3 }),
  fc.array(fc.record({ Name: name, Value: text }, { noNullPrototype: true }), { maxLength: 3 }),
)
const names = ['UserData', 'Policy', 'SecurityGroupIngress', 'Environment', 'Password']
const tree: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.dictionary(fc.oneof(fc.constantFrom(...names), name), awkward, { maxKeys: 5, noNullPrototype: true }),
    fc.array(tag, { maxLength: 3 }),
    fc.oneof(fc.constant({}), rule),
  )
  .map(([members, tags, root]) => ({ ...members, ...(tags.length === 0 ? {} : { Tags: tags }), ...root }))
/** What one pair may be told beside its values. */
const more: fc.Arbitrary<Partial<Pair>> = fc.record(
  { scope: fc.subarray(names), notHere: fc.subarray(names) },
  { requiredKeys: [], noNullPrototype: true },
)
const pointers = fc.subarray(names.map((each) => `/${each}`))

describe('for any pair', () => {
  it.each([unknownKind, 'AWS::EC2::Instance', 'AWS::S3::Bucket', 'AWS::IAM::Role', 'AWS::EC2::SecurityGroup', 'AWS::RDS::DBInstance'])(
    'of %s, equal, different and not compared are all declared leaves',
    (kind) => {
      fc.assert(
        fc.property(tree, tree, more, pointers, pointers, (declared, live, about, places, unread) => {
          // Nothing is no function.
          const unresolved = places.filter((place) => declared[place.slice(1)] !== null)
          const comparison = comparing(kind, declared, live, {
            ...about,
            declared: declares(kind, declared, { unresolved }),
            live: shows(kind, 'id-1', live, { unread }),
          })
          expect(booked(comparison)).toBe(leavesOf(declared, unresolved))
          for (const { leaves = 1 } of comparison.notCompared) expect(leaves).toBeGreaterThanOrEqual(0)
          for (const { leaves } of comparison.differences) expect(leaves).toBeGreaterThanOrEqual(0)
        }),
        { numRuns: 400 },
      )
    },
  )

  it('of a Terraform type against a Terraform document too, what the provider computes among them', () => {
    const attributes = fc.dictionary(
      fc.oneof(fc.constantFrom('tags', 'tags_all', 'policy', 'id', 'arn', 'description', 'acl', 'new_in_7'), name),
      awkward,
      { maxKeys: 6, noNullPrototype: true },
    )
    fc.assert(
      fc.property(attributes, attributes, fc.constantFrom('aws_s3_bucket', 'aws_iam_role', 'github_repository'), (declared, live, type) => {
        const comparison = comparing(type, declared, live, {
          shape: 'terraform',
          declared: declares(type, declared, { shape: 'terraform', type }),
          live: shows(type, 'id-1', live, { shape: 'terraform', type }),
        })
        expect(booked(comparison)).toBe(leavesOf(declared))
      }),
      { numRuns: 400 },
    )
  })
})

/** An empty tree declares nothing: it has no leaf of its own. */
function leavesOf(declared: JsonObject, unresolved: readonly string[] = []): number {
  // A function is one value, whatever it is made of.
  const leaves = ([member, value = null]: [string, Json?]): number => (unresolved.includes(`/${member}`) ? 1 : countLeaves(value))
  return Object.entries(declared).reduce((sum, entry) => sum + leaves(entry), 0)
}

describe('one declared value is one leaf', () => {
  it('although a document in a text has many places inside', () => {
    const document = (action: string): string => JSON.stringify({ Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] })
    const { equal, different, differences } = comparing('AWS::IAM::Role', { Doc: document('a:b') }, { Doc: document('a:*') })
    expect({ equal, different }).toEqual({ equal: 0, different: 1 })
    expect(differences).toMatchObject([{ path: '/Doc/Statement/0/Action/0', leaves: 1 }])
  })

  it('although a reformatted text was compared as a document', () => {
    const { equal, different } = comparing(unknownKind, { Doc: '{"a":1,"b":[2]}' }, { Doc: '{"b":[2], "a":1}' })
    expect({ equal, different }).toEqual({ equal: 1, different: 0 })
  })

  it('that is compared elsewhere where a sibling declares it, and equal where it is what joined the two', () => {
    const comparison = comparing(unknownKind, { Name: 'web', Mine: 1, Other: 2 }, { Name: 'web', Mine: 1 }, { scope: ['Mine'] })
    expect(comparison).toMatchObject({ equal: 2, notCompared: [{ path: '/Other', reason: 'declared-by-sibling', leaves: 1 }] })
  })

  it('that was declared as nothing shares the fate of what live has there', () => {
    expect(comparing('AWS::IAM::Role', { PermissionsBoundary: '' }, { PermissionsBoundary: 'arn:aws:iam::aws:policy/x' })).toMatchObject({
      equal: 0,
      different: 1,
      added: 1,
    })
    expect(comparing(unknownKind, { Thing: '' }, { Thing: 'x' })).toMatchObject({
      equal: 0,
      notCompared: [{ path: '/Thing', reason: 'default-unknown', leaves: 1, live: 'x' }],
    })
  })
})
