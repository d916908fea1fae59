import { isEmpty, isObject, isSame, type Json } from './json.ts'

/** One value, whatever the order of its lists. */
export function isSameValue(a: Json, b: Json): boolean {
  return isSame(a, b) || byContent(a) === byContent(b)
}

/** Lists without order. */
function byContent(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(byContent).toSorted().join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value).filter((name) => !isEmpty(value[name]))
  return `{${members
    .toSorted()
    .map((name) => `${name}:${byContent(value[name] ?? null)}`)
    .join(',')}}`
}
