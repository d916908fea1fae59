import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countLeaves, type Json, type JsonObject } from '../../src/model/json.ts'
import { isWithin, toPointer } from '../../src/model/pointer.ts'
import { comparing, differences, unknownKind } from '../helpers/comparing.ts'
import { asObject, leavesOf, name, properties, reversed, withLeaf } from '../helpers/trees.ts'

const kinds = [unknownKind, 'AWS::EC2::Instance', 'AWS::S3::Bucket']

describe.each(kinds)('for any properties of %s', (kind) => {
  it('a resource that nobody touched has no difference, and every declared leaf is counted once', () => {
    fc.assert(
      fc.property(properties, (tree) => {
        const { equal, different, added, notCompared, differences: found } = comparing(kind, tree, structuredClone(tree))
        expect(found).toEqual([])
        expect({ different, added }).toEqual({ different: 0, added: 0 })
        expect(equal + notCompared.reduce((sum, { leaves = 1 }) => sum + leaves, 0)).toBe(countLeaves(tree))
      }),
    )
  })

  it('every declared leaf is counted once whatever live says', () => {
    fc.assert(
      fc.property(properties, properties, (declared, live) => {
        const { equal, different, notCompared } = comparing(kind, declared, live)
        expect(equal + different + notCompared.reduce((sum, { leaves = 1 }) => sum + leaves, 0)).toBe(countLeaves(declared))
      }),
    )
  })

  it('a changed leaf is reported where it stands, or at the list that holds it, and nowhere else', () => {
    fc.assert(
      fc.property(properties, fc.nat(), (tree, nth) => {
        const leaves = leavesOf(tree)
        const path = leaves[nth % leaves.length] ?? []
        const list = path.findIndex((step) => typeof step === 'number')
        const { differences: found } = comparing(kind, tree, asObject(withLeaf(tree, path, 'changed by hand')))
        expect(found.length).toBeGreaterThan(0)
        if (list === -1) expect(found).toMatchObject([{ path: toPointer(path), change: 'changed', live: 'changed by hand' }])
        for (const difference of found)
          expect(isWithin(difference.path, toPointer(path.slice(0, list === -1 ? path.length : list)))).toBe(true)
      }),
    )
  })

  it('the order of lists means nothing', () => {
    fc.assert(
      fc.property(properties, (tree) => {
        expect(differences(comparing(kind, tree, asObject(reversed(tree))))).toEqual([])
      }),
      { examples: [[{ aA: [[false, false, true], [true, false], 0] }]] },
    )
  })
})

describe('a map whose keys are the user’s own', () => {
  it('has the same differences from either side, added for removed', () => {
    const variables = fc.dictionary(
      name,
      fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
      { noNullPrototype: true },
    )
    const paths = (declared: JsonObject, live: JsonObject, change: string): string[] =>
      differences(
        comparing(
          'AWS::Lambda::Function',
          { Environment: { Variables: { is: 'x', ...declared } } },
          { Environment: { Variables: { is: 'x', ...live } } },
        ),
      )
        .filter((text) => text.startsWith(change))
        .map((text) => text.slice(change.length))
        .toSorted()
    fc.assert(
      fc.property(variables, variables, (a, b) => {
        expect(paths(a, b, 'added')).toEqual(paths(b, a, 'removed'))
        expect(paths(a, b, 'changed')).toEqual(paths(b, a, 'changed'))
        expect(paths(a, b, 'added')).toHaveLength(Object.keys(b).filter((key) => !Object.hasOwn(a, key)).length)
      }),
    )
  })
})

describe('elements that nothing names', () => {
  it('find the partner that fits them best, not the first that fits', () => {
    const declared = [{ aA: ['x', 'y'] }, { aA: ['x', 'y'], bB: 2 }]
    const live = [{ bB: 2, aA: ['y', 'x'] }, { aA: ['y', 'x'] }]
    expect(differences(comparing(unknownKind, { List: declared }, { List: live }))).toEqual([])
  })

  it('do not give their identical partner away to one that says nothing but "off"', () => {
    const declared = [{ aA: false }, { bB: [false] }]
    const live = [{ aA: 'changed by hand' }, { bB: [false] }]
    expect(differences(comparing(unknownKind, { List: declared }, { List: live }))).not.toEqual([])
  })
})

describe('nothing', () => {
  const nothings: (Json | undefined)[] = [undefined, null, '', [], {}, [null], { a: '' }]
  const as = (value: Json | undefined): JsonObject => (value === undefined ? {} : { Spot: value })

  it.each(
    nothings.flatMap((declared) =>
      nothings.map((live) => [JSON.stringify(declared) ?? 'absent', JSON.stringify(live) ?? 'absent', declared, live] as const),
    ),
  )('is one thing: %s declared, %s live', (_, __, declared, live) => {
    expect(comparing(unknownKind, as(declared), as(live))).toMatchObject({ differences: [], different: 0, added: 0 })
  })
})
