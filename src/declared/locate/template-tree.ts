import type { Range } from './line-index.ts'

/** A node below another: its place, and the way further down. */
export interface Child {
  range: Range
  into: (segment: string) => Child | undefined
}

/** What an intrinsic function makes of its arguments only CloudFormation knows: no path leads into it. */
export function isIntrinsic(key: unknown): boolean {
  return typeof key === 'string' && (key === 'Ref' || key.startsWith('Fn::'))
}

/** Whether a step of a path can be an index. */
export function isIndex(segment: string): boolean {
  return /^\d{1,9}$/.test(segment)
}
