import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Paths } from '../../../../src/live/aws/engine/paths.ts'
import { byText } from '../../../../src/model/json.ts'

const pointers = fc.array(fc.constantFrom('/', '/A', '/A/0/B', '/B', '/__proto__'), { maxLength: 8 })

describe('a set of pointers', () => {
  it('has what was put into it, once and sorted, and never changes', () => {
    fc.assert(
      fc.property(pointers, pointers, (first, more) => {
        const before = new Paths(first)
        const shown = before.sorted()
        const after = before.withAll(more)
        expect(after.sorted()).toEqual([...new Set([...first, ...more])].toSorted(byText))
        expect(after.size).toBe(after.sorted().length)
        for (const path of [...first, ...more]) expect(after.has(path)).toBe(true)
        expect(before.sorted()).toBe(shown)
        expect(shown).toEqual([...new Set(first)].toSorted(byText))
      }),
    )
  })

  it('may be as large as the longest list of a resource', () => {
    const all = Array.from({ length: 100_000 }, (_, at) => `/Rules/${at}/Prefix`)
    expect(new Paths(['/A']).withAll(all).size).toBe(100_001)
  })

  it('is one and the same for whoever comes to it by the same steps', () => {
    const none = new Paths()
    expect(none.withAll(['/A', '/B'])).toBe(none.with('/A').with('/B'))
    expect(none.with('/A').with('/A')).toBe(none.with('/A'))
    expect(none.withAll([])).toBe(none)
  })
})
