import { canonical, isObject, own, type Json } from '../model/json.ts'

/**
 * Whether a change of permissions widens them: a new `*` (or `service:*`) in an action, a resource or a principal, everything
 * but a list (`NotAction`), a lost denial, a lost condition. Policy documents may be objects or their JSON text.
 * `holder` is the statement, or whatever object the value lies in; `path` the JSON Pointer of the change.
 */
export function widens(declared: Json, live: Json, holder: Json, path: string): boolean {
  const before = parsed(declared)
  const after = parsed(live)
  if (before === 'Deny' && after === 'Allow') return true
  if (isDenial(holder) && !isObject(after)) return after === null
  if (after === null && path.includes('/Condition')) return true
  const kept = new Set(denials(after))
  if (denials(before).some((denial) => !kept.has(denial))) return true
  const had = new Set(broad(before))
  return broad(after ?? (before === null ? holder : null)).some((grant) => !had.has(grant))
}

function parsed(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return value
  try {
    const document: Json = JSON.parse(value)
    return document
  } catch {
    return value
  }
}

function isDenial(value: Json): boolean {
  const effect = own(value, 'Effect')
  return typeof effect === 'string' && effect.toLowerCase() === 'deny'
}

function denials(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(denials)
  if (!isObject(value)) return []
  if (isDenial(value)) return [canonical(value)]
  return Object.values(value).flatMap((item) => denials(parsed(item)))
}

const said = new Set(['Condition', 'Sid', 'Id', 'Effect', 'Version', 'PolicyName', 'Description', 'Tags'])

/** What is granted without a limit, as `Action *`. A denial grants nothing. */
function broad(value: Json, of = ''): string[] {
  if (typeof value === 'string') return /^(?:\*(?::\*)?|[a-z0-9-]+:\*)$/i.test(value) ? [`${of} ${value}`] : []
  if (Array.isArray(value)) return value.flatMap((item) => broad(parsed(item), of))
  if (!isObject(value) || isDenial(value)) return []
  return Object.entries(value).flatMap(([key, item]) => {
    if (said.has(key)) return []
    const allBut = /^Not(Action|Resource|Principal)$/.test(key) ? [`${key} ${canonical(item)}`] : []
    return [...allBut, ...(allBut.length > 0 ? [] : broad(parsed(item), key))]
  })
}
