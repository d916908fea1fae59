import { globTest } from '../../model/glob.ts'

/** Patterns over absolute paths, each with a value. `*` and `?` stay within a name, `[0-9]` is a digit, `**` is any names. */
export interface PathSet<T> {
  /** The value of the last pattern that fits. */
  last(path: string): T | undefined
  has(path: string): boolean
}

interface Pattern<T> {
  at: number
  value: T
  fits(names: readonly string[]): boolean
}

/** Patterns are looked at once; of many only those are tried that begin or end like the path. */
export function pathSet<T>(entries: readonly (readonly [pattern: string, value: T])[]): PathSet<T> {
  const byFirst = new Map<string, Pattern<T>[]>()
  const byName = new Map<string, Pattern<T>[]>()
  const others: Pattern<T>[] = []
  for (const [at, [text, value]] of entries.entries()) {
    const parts = text.slice(1).split('/')
    const pattern = { at, value, fits: testOf(parts) }
    const [first = '', last = ''] = [parts[0], parts.at(-1)]
    if (!/[*?[]/.test(first)) put(byFirst, first, pattern)
    else if (!/[*?[]/.test(last)) put(byName, last, pattern)
    else others.push(pattern)
  }
  const last = (path: string): Pattern<T> | undefined => {
    let best: Pattern<T> | undefined
    let names: string[] | undefined
    const end = path.indexOf('/', 1)
    for (const list of [
      byFirst.get(end === -1 ? path.slice(1) : path.slice(1, end)),
      byName.get(path.slice(path.lastIndexOf('/') + 1)),
      others,
    ])
      for (const pattern of list ?? [])
        if ((best === undefined || pattern.at > best.at) && pattern.fits((names ??= path.slice(1).split('/')))) best = pattern
    return best
  }
  return { last: (path) => last(path)?.value, has: (path) => last(path) !== undefined }
}

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

/** Goes back to the last `**` only: no more steps than names times parts. */
function testOf(parts: readonly string[]): (names: readonly string[]) => boolean {
  const tests = parts.map((part) => (part === '**' ? undefined : nameTest(part)))
  return (names) => {
    let at = 0
    let part = 0
    let star = -1
    let resume = 0
    while (at < names.length) {
      const test = tests[part]
      if (part < parts.length && test === undefined) {
        star = part
        part += 1
        // What ends in `**` is below the folder, never the folder itself.
        if (part === parts.length) return true
        resume = at
      } else if (test?.(names[at] ?? '') === true) {
        at += 1
        part += 1
      } else if (star >= 0) {
        part = star + 1
        resume += 1
        at = resume
      } else return false
    }
    return part === parts.length
  }
}

function nameTest(part: string): (name: string) => boolean {
  if (!part.includes('[0-9]') || part.split('*').length > 2) return globTest(part)
  const source = part
    .split('[0-9]')
    .map((piece) =>
      piece
        .replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
        .replaceAll('*', '.*')
        .replaceAll('?', '.'),
    )
    .join('[0-9]')
  const pattern = new RegExp(`^${source}$`, 's')
  return (name) => pattern.test(name)
}
