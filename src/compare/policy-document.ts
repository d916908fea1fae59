import { canonical, isObject, own, put, type Json, type JsonObject } from '../model/json.ts'
import { isAccountId } from '../model/place.ts'

/** An IAM policy document, parsed. */
export function isPolicyDocument(value: Json | undefined): value is JsonObject {
  const statements = own(value, 'Statement')
  const first = Array.isArray(statements) ? statements[0] : statements
  return isObject(first) && Object.hasOwn(first, 'Effect')
}

/**
 * One form for a policy document, whatever its spelling: lists where one value may stand alone, each value once; a bare account
 * is its root ARN; `{"AWS": "*"}` is `*`, only as a principal. Version and Id stay: they change what a policy means.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
function canonicalPolicy(document: JsonObject): JsonObject {
  const out: JsonObject = {}
  for (const key of Object.keys(document)) put(out, key, document[key] ?? null)
  const statements = own(document, 'Statement')
  out['Statement'] = (Array.isArray(statements) ? statements : [statements ?? {}]).map((statement) =>
    isObject(statement) ? canonicalStatement(statement) : statement,
  )
  return out
}

/** Both documents in one form. What has no version is of 2008-10-17: said or not, it is one thing. */
export function canonicalPolicies(declared: JsonObject, live: JsonObject): [declared: JsonObject, live: JsonObject] {
  const [a, b] = [canonicalPolicy(declared), canonicalPolicy(live)]
  const oldest = '2008-10-17'
  if (own(a, 'Version') === undefined && own(b, 'Version') === oldest) delete b['Version']
  if (own(b, 'Version') === undefined && own(a, 'Version') === oldest) b['Version'] = oldest
  return [a, b]
}

function canonicalStatement(statement: JsonObject): JsonObject {
  const out: JsonObject = {}
  for (const key of Object.keys(statement)) {
    const value = statement[key] ?? null
    if (/^(Not)?(Action|Resource)$/.test(key)) put(out, key, distinctList(value))
    else if (/^(Not)?Principal$/.test(key)) put(out, key, canonicalPrincipal(value))
    else if (key === 'Condition') put(out, key, canonicalCondition(value))
    else if (key === 'Effect' && typeof value === 'string') put(out, key, value.charAt(0).toUpperCase() + value.slice(1).toLowerCase())
    else put(out, key, value)
  }
  return out
}

function distinctList(value: Json): Json {
  const list = Array.isArray(value) ? value : [value]
  return [...new Map(list.map((item) => [canonical(item), item])).values()]
}

function canonicalPrincipal(value: Json): Json {
  if (value === '*') return { AWS: ['*'] }
  if (!isObject(value)) return value
  const out: JsonObject = {}
  for (const type of Object.keys(value)) {
    const list = distinctList(value[type] ?? null)
    const roots = Array.isArray(list)
      ? list.map((item) => (typeof item === 'string' && isAccountId(item) ? `arn:aws:iam::${item}:root` : item))
      : list
    put(out, type, distinctList(roots))
  }
  return out
}

function canonicalCondition(value: Json): Json {
  if (!isObject(value)) return value
  const out: JsonObject = {}
  for (const operator of Object.keys(value)) {
    const keys = value[operator]
    if (!isObject(keys)) {
      put(out, operator, keys ?? null)
      continue
    }
    const inner: JsonObject = {}
    for (const key of Object.keys(keys)) {
      const list = keys[key] ?? null
      put(inner, key, distinctList((Array.isArray(list) ? list : [list]).map((item) => (typeof item === 'object' ? item : String(item)))))
    }
    put(out, operator, inner)
  }
  return out
}
