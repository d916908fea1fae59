import { isDefault } from '../compare/defaults.ts'
import { isReservedTag, keyMember } from '../compare/elements.ts'
import { isFreeName } from '../compare/freedom.ts'
import type { KindSchema, SchemaNode } from '../compare/kind-schema.ts'
import { isEmpty, isObject, isSame, own, parseEmbedded, type Json, type JsonObject } from '../model/json.ts'
import { lastName } from '../model/pointer.ts'
import { changed, type Change, type Step } from './change.ts'
import type { MutationKind } from './kinds.ts'
import { otherValue } from './other.ts'

/** One mutation of a live tree. */
export interface LiveMutation extends Change {
  kind: MutationKind
  /** The place that is meant, deeper than `path` where a text holds a document. */
  at: readonly Step[]
}

/** What a mutation of a value depends on beside the value. */
interface Place {
  path: readonly Step[]
  node: SchemaNode | undefined
  declared: Json | undefined
  /** Inside a tag: names and values are somebody's. */
  inTags: boolean
}

const newName = 'DriftgateMutation'

/** Every mutation of what stands in a live value and can be set, one at a time, in the order of the tree. */
export function* mutationsOfValue(live: Json, place: Place, schema: KindSchema): Generator<LiveMutation> {
  if (isUnsettable(place.node)) return
  if (Array.isArray(live)) yield* ofList(live, place, schema)
  else if (isObject(live)) yield* ofObject(live, place, schema)
  else {
    yield* ofLeaf(live, place)
    if (canBeRemoved(live, place)) yield { kind: 'property-removed', path: place.path, at: place.path, value: undefined }
  }
}

/** AWS alone sets it, or it is the same thing under another name: nobody can mutate it. */
export function isUnsettable(node: SchemaNode | undefined): boolean {
  if (node === undefined) return false
  if (node.readOnly && !node.inside) return true
  return node.skip !== undefined && node.skip !== 'computed' && node.skip !== 'autoscaled'
}

function* ofLeaf(live: Json, { path, inTags }: Place): Generator<LiveMutation> {
  const document = parseEmbedded(live)
  if (document !== undefined) {
    for (const { change, at } of ofDocument(document, [])) {
      yield {
        kind: 'json-text',
        path,
        at: [...path, ...at],
        // Written out when it is tried: of a large document most are not.
        get value() {
          return JSON.stringify(changed(document, change))
        },
      }
    }
    return
  }
  const name = lastName(path) ?? ''
  const other = otherValue(live, name)
  if (other === undefined) return
  const kind = inTags ? 'tag-changed' : typeof path.at(-1) === 'number' ? 'element-changed' : other.kind
  yield { kind, path, at: path, value: other.value }
}

/** Each leaf of a document that stands as text. */
function* ofDocument(value: Json, path: readonly Step[]): Generator<{ change: Change; at: readonly Step[] }> {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* ofDocument(item, [...path, index])
  else if (isObject(value)) for (const key of Object.keys(value)) yield* ofDocument(value[key] ?? null, [...path, key])
  else {
    const other = otherValue(value, path.at(-1) ?? '')
    if (other !== undefined) yield { change: { path, value: other.value }, at: path }
  }
}

function* ofObject(live: JsonObject, place: Place, schema: KindSchema): Generator<LiveMutation> {
  const { path, node, declared } = place
  const tags = isTagPlace(path, schema)
  const free = tags || node?.free === true || (isFreeName(path.at(-1)) && (node === undefined || node.children.size === 0))
  for (const key of Object.keys(live)) {
    if (key.startsWith('aws:')) continue
    const value = live[key] ?? null
    const here: Place = {
      path: [...path, key],
      node: node?.children.get(key),
      declared: isObject(declared) ? own(declared, key) : undefined,
      inTags: tags,
    }
    if (!free) {
      yield* mutationsOfValue(value, here, schema)
      continue
    }
    if (typeof value === 'object') yield* mutationsOfValue(value, here, schema)
    else yield* ofLeaf(value, here)
    if (!isEmpty(here.declared)) yield { kind: tags ? 'tag-removed' : 'key-removed', path: here.path, at: here.path, value: undefined }
  }
  if (!free || Object.hasOwn(live, newName)) return
  const added = [...path, newName]
  yield { kind: tags ? 'tag-added' : 'key-added', path: added, at: added, value: valueLike(live) }
}

/** A new key's value is of the sort that the others are. */
function valueLike(live: JsonObject): Json {
  const [first] = Object.values(live)
  return isObject(first) || Array.isArray(first) ? elementLike(first) : 'mutated'
}

function* ofList(live: readonly Json[], place: Place, schema: KindSchema): Generator<LiveMutation> {
  const { path, node } = place
  const declared = Array.isArray(place.declared) ? place.declared : undefined
  const tags =
    isTagPlace(path, schema) && live.every((item) => isObject(item) && (Object.hasOwn(item, 'Key') || Object.hasOwn(item, 'key')))
  if (node?.inside === true) return yield* insideOnly(live, path, node)
  if (node?.open === true && live.every(isAttributeRow)) return yield* ofAttributes(live, place)
  const partner = partners(declared ?? [], live)
  for (const [index, item] of live.entries()) {
    if (item === null || (tags && isReservedTag(item))) continue
    const here: Place = { path: [...path, index], node, declared: partner(item, index), inTags: tags }
    if (tags) yield* ofTag(item, here)
    else yield* mutationsOfValue(item, { ...here, ...(isObject(item) || Array.isArray(item) ? {} : { declared: undefined }) }, schema)
    if (here.declared !== undefined)
      yield { kind: tags ? 'tag-removed' : 'element-removed', path: here.path, at: here.path, value: undefined }
  }
  const sample = live.find((item) => !isEmpty(item) && !(tags && isReservedTag(item)))
  if (sample === undefined) return
  const added = [...path, live.length]
  const value = elementLike(sample)
  if (!live.some((item) => isSame(item, value))) yield { kind: tags ? 'tag-added' : 'element-added', path: added, at: added, value }
}

function* ofTag(tag: Json, { path }: Place): Generator<LiveMutation> {
  const name = ['Value', 'value'].find((each) => own(tag, each) !== undefined)
  if (name === undefined) return
  const value = textOr(own(tag, name))
  const at = [...path, name]
  yield { kind: 'tag-changed', path: at, at, value: otherValue(value, name)?.value ?? 'mutated' }
}

/** A bag of a service's own settings: it has all of them always, under its own names, and only values can be set. */
function* ofAttributes(rows: readonly Json[], { path }: Place): Generator<LiveMutation> {
  for (const [index, row] of rows.entries()) {
    const name = isObject(row) ? Object.keys(row).find((each) => each.endsWith('Value')) : undefined
    if (name === undefined) continue
    const other = otherValue(own(row, name) ?? null, name)
    const at = [...path, index, name]
    if (other !== undefined) yield { kind: other.kind, path: at, at, value: other.value }
  }
}

function isAttributeRow(row: Json): boolean {
  const names = isObject(row) ? Object.keys(row) : []
  return names.length === 2 && names.some((name) => name.endsWith('Value'))
}

function textOr(value: Json | undefined): Json {
  return typeof value === 'object' || value === undefined ? '' : value
}

/** Of a list that AWS fills only what somebody sets by hand: an instance's protection. */
function* insideOnly(live: readonly Json[], path: readonly Step[], node: SchemaNode): Generator<LiveMutation> {
  for (const [index, item] of live.entries()) {
    for (const [name, child] of node.children) {
      const other = child.telling ? otherValue(own(item, name) ?? null, name) : undefined
      const at = [...path, index, name]
      if (other !== undefined) yield { kind: other.kind, path: at, at, value: other.value }
    }
  }
}

/** An element like another one, and no part of it the same. */
function elementLike(sample: Json): Json {
  if (Array.isArray(sample)) return sample.map(elementLike)
  if (!isObject(sample)) return otherValue(sample, '')?.value ?? sample
  return Object.keys(sample).reduce<Json>((copy, key) => {
    const value = own(sample, key) ?? null
    const other = typeof value === 'object' ? elementLike(value) : (otherValue(value, key)?.value ?? value)
    return changed(copy, { path: [key], value: other })
  }, {})
}

/** The declared element that a live one stands for: by what names it, by content, else by place. */
function partners(declared: readonly Json[], live: readonly Json[]): (item: Json, index: number) => Json | undefined {
  if (declared.length === 0) return () => undefined
  const member = keyMember(declared, live)
  if (member !== undefined) {
    const byKey = new Map(declared.map((item) => [own(item, member), item]))
    return (item) => byKey.get(own(item, member))
  }
  const known = new Set(declared.filter((item) => typeof item !== 'object'))
  return (item, index) => {
    if (typeof item !== 'object') return known.has(item) ? item : undefined
    return declared.find((each) => isSame(each, item)) ?? (declared.length === live.length ? declared[index] : undefined)
  }
}

function isTagPlace(path: readonly Step[], schema: KindSchema): boolean {
  const [name] = path
  return path.length === 1 && typeof name === 'string' && (name === schema.tags || /^tags(?:_all)?$|Tags$/i.test(name))
}

/** Declared, and not what AWS puts there by itself: taking "off" or a default away changes nothing. */
function canBeRemoved(live: Json, { path, declared, node, inTags }: Place): boolean {
  // What is set at creation alone goes with the resource.
  if (inTags || node?.fixed === true || typeof path.at(-1) === 'number' || isEmpty(declared) || isEmpty(live)) return false
  if (live === false || live === 0 || live === 'false' || declared === false || declared === 0 || declared === 'false') return false
  return node?.defaults === undefined || !(isDefault(live, node) || isDefault(declared ?? null, node))
}
