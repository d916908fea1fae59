// What the registry says of the read and list handlers of each type, into data/aws/handlers. `npm run import:handlers -- FOLDER`
// FOLDER holds registry schemas, one JSON file a type, as the package cfn-lint carries them. Types without facts are left out; with
// `--added` after it types that have a row keep it.
import { readdirSync, readFileSync } from 'node:fs'
import { split, writeTables } from './data-files.mjs'

const [from, ...flags] = process.argv.slice(2)
if (from === undefined) throw new Error('usage: npm run import:handlers -- FOLDER')
const root = new URL('../data/aws/', import.meta.url)
const read = (url) => JSON.parse(readFileSync(url, 'utf8'))

function tables(folder) {
  const files = readdirSync(new URL(`${folder}/`, root)).filter((file) => file.endsWith('.json'))
  return Object.assign({}, ...files.map((file) => read(new URL(`${folder}/${file}`, root))))
}
const facts = tables('facts')
const rows = tables('api')

/** The keys without which a type cannot be listed: of several ways the first, of optional ones those that name a parent. */
function keysOf(schema) {
  if (schema === undefined) return []
  if (schema.required !== undefined) return schema.required
  const [first] = schema.oneOf ?? schema.anyOf ?? []
  if (first !== undefined) return first.required ?? []
  return Object.keys(schema.properties ?? {}).filter((key) => /(?:Id|Arn|Name|Queue)$/.test(key))
}

/** `ClusterName` of a service to `[kind, property]` of its clusters; an ARN is only ever taken from one. */
function parentOf(kind, key, property) {
  const found = likelyParent(kind, key, property)
  return found !== undefined && /arn$/i.test(key) && !/arn$/i.test(found[1]) ? undefined : found
}

function likelyParent(kind, key, property) {
  const related = [property, ...(property?.anyOf ?? []), ...(property?.oneOf ?? [])].find((each) => each?.relationshipRef !== undefined)
  if (related !== undefined) {
    const { typeName, propertyPath } = related.relationshipRef
    if (facts[typeName] !== undefined && typeName !== kind) return [typeName, propertyPath.replace('/properties/', '')]
  }
  const [, mapped, theirs] = Object.values(rows[kind]?.l?.n ?? {}).find((each) => Array.isArray(each) && each[0] === key) ?? []
  if (mapped !== undefined && facts[mapped]?.y?.[theirs] !== undefined) return [mapped, theirs]
  const [, stem, suffix] = /^(\w+?)(Identifier|Id|Arn|ARN|Name)?$/.exec(key) ?? []
  const service = kind.split('::').slice(0, 2).join('::')
  const named = Object.keys(facts).filter((each) => each !== kind && each.startsWith(`${service}::`))
  const same = named.find((each) => each.split('::')[2].toLowerCase() === stem?.toLowerCase())
  const found = same ?? only(named.filter((each) => facts[each].i?.length === 1 && facts[each].i[0] === key))
  if (found === undefined) return undefined
  const { i = [], y = {} } = facts[found]
  const names = [key, suffix, `${found.split('::')[2]}${suffix ?? ''}`, ...(i.length === 1 ? i : [])]
  const theirName = names.find((name) => name !== undefined && y[name] !== undefined)
  return theirName === undefined ? undefined : [found, theirName]
}

function only(list) {
  return list.length === 1 ? list[0] : undefined
}

/** A property with what it refers to; references of handlers are to the schema of the type. */
function followed(property, schema) {
  const path = property?.$ref?.split('#/')[1]?.split('/')
  const target = path?.reduce((node, name) => node?.[name], schema)
  return target === undefined || target === property ? property : { ...followed(target, schema), ...property, $ref: undefined }
}

function valueOf(kind, key, list, schema) {
  const property = { ...followed(schema.properties?.[key], schema), ...followed(list.handlerSchema.properties?.[key], schema) }
  if (property.enum !== undefined) return `=${property.enum.join('|')}`
  if (/^(?:Aws)?AccountId$/.test(key)) return '!account'
  const parent = parentOf(kind, key, property)
  return parent === undefined ? key : [key, ...parent]
}

/** Handlers also name actions of the writing ones beside them, and of secrets: none of these is ever asked for. */
const reads =
  /^[\w-]+:(?:BatchGet|BatchDescribe|Describe|Get|GET|Head|List|Lookup|Query|Search|Select|View)(?!(?:Secret|Random)\w*(?:Value|Password))\w*$/

function actionsOf(handler) {
  const actions = (handler?.permissions ?? []).map((action) =>
    action.replace(/^[^:]+/, (prefix) => prefix.toLowerCase()).replace(/:[a-z]/, (first) => first.toUpperCase()),
  )
  return [...new Set(actions.filter((action) => reads.test(action)))].toSorted((a, b) => (a < b ? -1 : 1))
}

function rowOf(kind, schema) {
  const { read: reading, list } = schema.handlers ?? {}
  if (reading === undefined && facts[kind].h?.includes('r') !== true) return undefined
  const keys = keysOf(list?.handlerSchema)
  const wanted = keys.map((key) => [key, valueOf(kind, key, list, schema)])
  // An optional key that names no parent only narrows the list.
  const isOptional = list?.handlerSchema?.required === undefined && list?.handlerSchema?.oneOf === undefined
  const needed = wanted.filter(([, value]) => !isOptional || Array.isArray(value))
  return {
    r: actionsOf(reading),
    ...(list === undefined ? {} : { l: actionsOf(list) }),
    ...(needed.length === 0 ? {} : { n: Object.fromEntries(needed) }),
  }
}

const rowsByKind = {}
for (const file of readdirSync(from).filter((each) => each.endsWith('.json'))) {
  const schema = read(`${from}/${file}`)
  const kind = schema.typeName ?? ''
  // Without facts nobody knows what of it is write-only.
  if (facts[kind]?.h?.includes('r') !== true) continue
  const row = rowOf(kind, schema)
  if (row !== undefined) rowsByKind[kind] = row
}

const kept = flags.includes('--added') ? tables('handlers') : {}
writeTables(root, 'handlers', split({ ...rowsByKind, ...kept }))
