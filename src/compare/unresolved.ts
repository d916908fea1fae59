import { isSame, parseEmbedded, type Json } from '../model/json.ts'
import { toPointer } from '../model/pointer.ts'
import type { KnownText } from '../model/resource.ts'
import { compareAbsent } from './absent.ts'
import type { SchemaNode } from './kind-schema.ts'
import { masked } from './shapes.ts'
import { bookmark, settle } from './settle.ts'
import { exclude, pushDifference, type Freedom, type Walk } from './walk.ts'

/** Stands in a text for what is not known of it, while a document in it is compared; no document has it. */
const gap = '\uFFFF'

/** Compares a value that only a deployment could tell, as far as parts of its text are known: they must be there, in order. */
export function compareUnresolved(
  walk: Walk,
  declared: Json | undefined,
  live: Json | undefined,
  node: SchemaNode | undefined,
  free: Freedom,
): void {
  const known = walk.knownTexts.get(toPointer(walk.path))
  if (known === undefined) return exclude(walk, declared, 'unresolved', 1)
  if (live === undefined || live === null || live === '') return compareAbsent(walk, declared, node)
  if (known.base64 === true) {
    const text = typeof live === 'string' ? decoded(live) : undefined
    return text === undefined ? exclude(walk, declared, 'unresolved', 1) : book(walk, declared, live, fits(known.texts, text, node))
  }
  const text = known.texts.join(gap)
  if (/^\s*[[{]/.test(text)) return compareDocument(walk, declared, live, text, free)
  // A text where live has a list of one; several are not what one text declares.
  const other = Array.isArray(live) && live.every((item) => typeof item !== 'object') ? (live.length === 1 ? live[0] : String(live)) : live
  if (typeof other === 'object') return exclude(walk, declared, 'unresolved', 1)
  return book(walk, declared, live, !(Array.isArray(live) && live.length > 1) && fits(known.texts, String(other), node))
}

/** A document with gaps in its values is compared value by value; one with gaps in its structure is not. */
function compareDocument(walk: Walk, declared: Json | undefined, live: Json, text: string, free: Freedom): void {
  const left = parseEmbedded(text) ?? parseEmbedded(withGapsAsText(text))
  const right = typeof live === 'object' ? live : parseEmbedded(live)
  if (left === undefined || right === undefined || hasGapInKeys(left)) return exclude(walk, declared, 'unresolved', 1)
  if (isSame(left, right)) return book(walk, declared, live, true)
  const [strict, before] = [walk.strict, bookmark(walk.out)]
  walk.strict = true
  const rest = { ...walk, unresolved: new Set<string>(), knownTexts: new Map<string, KnownText>() }
  walk.compare(rest, left, right, undefined, free === 'none' ? 'text' : free)
  walk.strict = strict
  const { out } = walk
  // What is known of it was compared: the document is one value.
  if (out.equal + out.different > before.booked) out.notCompared.length = before.notCompared
  return settle(out, before, 1)
}

/** A gap that stands for a number or a whole value, outside of quotes. */
function withGapsAsText(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|\uFFFF/g, (part) => (part === gap ? `"${gap}"` : part))
}

function hasGapInKeys(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(hasGapInKeys)
  return Object.entries(value).some(([key, item]) => key.includes(gap) || hasGapInKeys(item))
}

/** A text inside such a document that is not known whole. */
export function isPartlyKnown(declared: Json): declared is string {
  return typeof declared === 'string' && declared.includes(gap)
}

export function comparePartlyKnown(walk: Walk, declared: string, live: Json, node: SchemaNode | undefined): void {
  const texts = declared.split(gap)
  if (typeof live === 'object' || texts.every((text) => text === '')) return exclude(walk, shown(declared), 'unresolved', 1)
  return book(walk, shown(declared), live, fits(texts, String(live), node))
}

function shown(text: string): string {
  return text.replaceAll(gap, '${...}')
}

/** A function is one value, of however many parts it is written. */
function book(walk: Walk, declared: Json | undefined, live: Json, isSameText: boolean): void {
  if (isSameText) {
    walk.out.equal += 1
    walk.context.trace?.({ path: toPointer(walk.path), result: 'equal', by: 'known-text', declared, live })
  } else {
    walk.out.different += 1
    pushDifference(walk, 'changed', declared, live, 1)
  }
}

/** Whether a text holds the known ones in order, in one of the spellings in which services give texts back. */
function fits(texts: readonly string[], live: string, node: SchemaNode | undefined): boolean {
  return holds(texts, live) || spellings(texts, live, node?.caseless === true).some(([known, text]) => holds(known, text))
}

function spellings(texts: readonly string[], live: string, caseless: boolean): [readonly string[], string][] {
  const tidy = texts.map((text) => text.replaceAll('\r\n', '\n'))
  const [first = ''] = tidy
  const last = tidy.length - 1
  const trimmed = tidy.map((text, at) => (at === last ? (at === 0 ? text.trim() : text.trimEnd()) : at === 0 ? text.trimStart() : text))
  const text = live.replaceAll('\r\n', '\n').trim()
  const given = tidy.some((one) => one.includes('?')) ? masked(text) : text
  const out: [readonly string[], string][] = [
    [trimmed, text],
    [tidy, given],
    // Names of hosts end with a dot, and addresses with a slash, as the service likes.
    [withoutMark(trimmed), text.replace(/[./]$/, '')],
  ]
  if (caseless) out.push([trimmed.map((one) => one.toLowerCase()), text.toLowerCase()])
  if (text.startsWith('arn:') && first !== '' && !first.startsWith('arn:')) out.push([trimmed, text.slice(nameAt(text, first))])
  if (first.startsWith('arn:') && !text.startsWith('arn:')) out.push([lastPart(trimmed), text])
  return out
}

function withoutMark(texts: readonly string[]): string[] {
  return texts.map((text, at) => (at === texts.length - 1 ? text.replace(/[./]$/, '') : text))
}

/** Where a name that begins like this may begin in an ARN: after a colon or a slash. */
function nameAt(arn: string, first: string): number {
  const at = Math.max(arn.indexOf(`:${first}`), arn.indexOf(`/${first}`))
  return at + 1
}

/** Of an ARN what follows its last separator: the name that live shows instead. */
function lastPart(texts: readonly string[]): string[] {
  const whole = texts.join(gap)
  return whole.slice(Math.max(whole.lastIndexOf('/'), whole.lastIndexOf(':')) + 1).split(gap)
}

/** The first is the begin, the last the end, the others stand between in order. */
function holds(texts: readonly string[], live: string): boolean {
  const [first = ''] = texts
  const last = texts.at(-1) ?? ''
  if (texts.length === 1) return live === first
  if (live.length < first.length + last.length || !live.startsWith(first) || !live.endsWith(last)) return false
  const end = live.length - last.length
  let at = first.length
  for (const text of texts.slice(1, -1)) {
    const found = live.indexOf(text, at)
    if (found === -1 || found + text.length > end) return false
    at = found + text.length
  }
  return true
}

function decoded(text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64').replace(/=+$/, '') === text.replaceAll(/\s+/g, '').replace(/=+$/, '') ? bytes.toString('utf8') : undefined
}

/** A definition with `${Name}` in it, and beside it the map of what the names stand for: live has it filled in. */
export function substituted(walk: Walk, declared: Json): Json {
  if (typeof declared !== 'string' || walk.path.length !== 1 || !declared.includes('${')) return declared
  const map = `${String(walk.path[0]).replace(/String$/, '')}Substitutions`
  if (walk.whole.says([map]) === undefined) return declared
  return declared.replaceAll(/\$\{([\w.-]+)\}/g, (whole, name: string) => {
    const value = walk.whole.says([map, name])
    if (value === undefined) return whole
    return value === null || typeof value === 'object' || walk.unresolved.has(`/${map}/${name}`) ? gap : String(value)
  })
}
