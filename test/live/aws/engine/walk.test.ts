import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dig, fulfils, merge, set, walk } from '../../../../src/live/aws/engine/walk.ts'
import type { Json, JsonObject } from '../../../../src/model/json.ts'

const page = {
  Reservations: [
    { OwnerId: '1', Instances: [{ Id: 'a' }, { Id: 'b' }] },
    { OwnerId: '2', Instances: [{ Id: 'c' }] },
  ],
}

describe('walk', () => {
  it('finds items of nested lists with what is around them, but not the answer itself', () => {
    const found = [...walk(page, 'Reservations[].Instances[]')]
    expect(found.map(({ item, parents }) => [item, parents.map((parent) => parent['OwnerId'])])).toEqual([
      [{ Id: 'a' }, ['1']],
      [{ Id: 'b' }, ['1']],
      [{ Id: 'c' }, ['2']],
    ])
  })

  it('gives map values with their key, plain members and the answer itself', () => {
    expect([...walk({ M: { x: { V: 1 } } }, 'M{}')].map(({ item }) => item)).toEqual([{ V: 1, '@key': 'x' }])
    expect([...walk({ Set: { Name: 'n' } }, 'Set')].map(({ item }) => item)).toEqual([{ Name: 'n' }])
    expect([...walk({ A: 1 }, '')].map(({ item }) => item)).toEqual([{ A: 1 }])
  })

  it('finds nothing where the answer has another shape', () => {
    for (const odd of [null, [], 'text', { Reservations: 'no' }, { Reservations: [null, 3] }] as Json[]) {
      expect([...walk(odd, 'Reservations[].Instances[]')]).toEqual([])
    }
  })

  it('does not follow the prototype', () => {
    expect([...walk({}, 'constructor')]).toEqual([])
    expect(dig({}, '__proto__.toString')).toBeUndefined()
  })
})

describe('dig', () => {
  it('takes the first, every or the one', () => {
    expect(dig({ A: [{ B: 1 }, { B: 2 }] }, 'A[].B')).toEqual([1, 2])
    expect(dig({ A: [{ B: 1 }, { B: 2 }] }, 'A[0].B')).toBe(1)
    expect(dig({ A: [] }, 'A[0].B')).toBeUndefined()
    expect(dig({ A: [{ B: [{ C: 1 }] }, { B: [{ C: 2 }] }] }, 'A[].B[].C')).toEqual([1, 2])
    expect(dig({ A: null }, 'A')).toBeUndefined()
  })

  it('reads what set wrote, whatever the names', () => {
    const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'Tags'), fc.stringMatching(/^[A-Za-z]{1,8}$/))
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (names, value) => {
        fc.pre(value !== null)
        const target: JsonObject = {}
        set(target, names.join('.'), value as Json)
        expect(dig(target, names.join('.'))).toEqual(value)
        expect(Object.getPrototypeOf(target)).toBe(Object.prototype)
      }),
    )
  })
})

describe('merge', () => {
  const object = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.oneof(fc.integer(), fc.dictionary(fc.constantFrom('x', 'y'), fc.integer())),
  )

  it('makes what is laid over win, and keeps the rest', () => {
    fc.assert(
      fc.property(object, object, (base, over) => {
        const merged = structuredClone(base) as JsonObject
        merge(merged, over)
        for (const key of Object.keys(base)) expect(Object.hasOwn(merged, key)).toBe(true)
        for (const [key, value] of Object.entries(over))
          expect(merged[key]).toEqual(typeof value === 'object' ? expect.objectContaining(value) : value)
        const again = structuredClone(merged)
        merge(again, over)
        expect(again).toEqual(merged)
      }),
    )
  })
})

describe('fulfils', () => {
  it.each<[Json, string | string[] | undefined, boolean]>([
    [{ A: 1 }, undefined, true],
    [{ A: 1 }, 'A', true],
    [{ B: 1 }, 'A', false],
    [{ IsEgress: false }, 'IsEgress=false', true],
    [{ State: { Name: 'Terminated' } }, 'State.Name!=terminated', false],
    [{}, 'State.Name!=terminated', true],
    [{ Type: 't3.micro' }, 'Type=t2.*|t3.*', true],
    [{ Type: 'm5.large' }, 'Type=t2.*|t3.*', false],
    [{ A: 1, State: 'gone' }, ['A', 'State!=gone'], false],
    [{ A: {} }, 'A=x', false],
  ])('%j by %j is %s', (item, conditions, expected) => expect(fulfils(item, conditions)).toBe(expected))
})
