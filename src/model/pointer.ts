/** JSON Pointers (RFC 6901): the one way to name a place inside a resource. */

export function escapeSegment(segment: string | number): string {
  const text = String(segment)
  return text.includes('/') || text.includes('~') ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text
}

/** `['Tags', 0, 'Key']` to `/Tags/0/Key`. */
export function toPointer(segments: readonly (string | number)[]): string {
  let text = ''
  for (const segment of segments) text += `/${escapeSegment(segment)}`
  return text
}

/** The innermost name of a path, past positions in lists: `Tags` of `['Tags', 0]`. */
export function lastName(path: readonly (string | number)[]): string | undefined {
  for (let at = path.length - 1; at >= 0; at -= 1) {
    const step = path[at]
    if (typeof step === 'string') return step
  }
  return undefined
}

/** The names of a path, without positions in lists. */
export function namesOfPath(path: readonly (string | number)[]): string[] {
  return path.filter((step) => typeof step === 'string')
}

/** `/Tags/0/Key` to `['Tags', '0', 'Key']`. */
export function fromPointer(pointer: string): string[] {
  if (pointer === '') return []
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** True when `pointer` is `prefix` or lies below it. */
export function isWithin(pointer: string, prefix: string): boolean {
  return pointer === prefix || (pointer.startsWith(prefix) && pointer[prefix.length] === '/')
}

/** True when one of two pointers lies within the other. */
export function overlaps(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one)
}

/**
 * Whether a pointer fits a pattern in which `*` is any one segment and a last `**` any number of them.
 * `/SecurityGroupIngress/*` fits `/SecurityGroupIngress/3` and not `/SecurityGroupIngress/3/FromPort`.
 */
export function fitsPattern(pointer: string, pattern: string): boolean {
  const path = pointer.split('/')
  const parts = pattern.split('/')
  for (const [at, part] of parts.entries()) {
    if (part === '**' && at === parts.length - 1) return path.length >= at
    const segment = path[at]
    if (segment === undefined || (part !== '*' && part !== segment)) return false
  }
  return path.length === parts.length
}
