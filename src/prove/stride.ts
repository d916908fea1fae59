import { countLeaves, type Json } from '../model/json.ts'

/** Each mutation of a property costs a look at all that the property holds: so many looks are spent on one property. */
const looks = 1_000_000
const leastTried = 20

/** How many mutations of a property one that is tried stands for: 1, but for properties of very many values. */
export function strideOf(value: Json | undefined): number {
  const size = typeof value === 'string' ? value.length / 20 : countLeaves(value)
  return Math.max(1, Math.ceil(size / Math.max(leastTried, looks / Math.max(size, 1))))
}
