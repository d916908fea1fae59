import { createHash, createHmac } from 'node:crypto'
import type { ContentFacts } from '../model/content-facts.ts'
import { canonical, isObject, put, type Json, type JsonObject } from '../model/json.ts'
import type { RawDifference } from '../model/pair.ts'
import { fromPointer, isWithin } from '../model/pointer.ts'
import { secretLook, withoutSecretValue } from '../model/secret-text.ts'
import { keptDigest, userDataNames } from '../model/user-data.ts'

/** What must never leave, by value, by place and by look. The one place that knows about secrets. */
export interface Secrets {
  /** Values that a declaration marks as sensitive, wherever they turn up. */
  values: ReadonlySet<string>
  /** With a key, equal secrets show equal digests, so a change can be told from none. */
  key?: string
}

const secretName =
  /(password|passwd|passphrase|secret|token|private_?key|api_?key|access_?key|credential|connection_?string|auth_?string|client_?secret)/i
/** Names that only speak of secrets: an ARN, a name, a rotation setting, whether an instance asks for tokens. */
const harmlessName =
  /(^http_?tokens|arn|_?id|name|version|rotation|expiration|expires|validity|length|policy|enabled|endpoint|type|ttl|days|url)$/i
/** The difference with every secret replaced. `sensitivePaths` are pointers in the same shape as the path. */
export function withoutSecrets(difference: RawDifference, sensitivePaths: readonly string[], secrets: Secrets): RawDifference {
  // The name of a file, of a package or of a unit says nothing of what it holds.
  const paths = difference.content === undefined ? [difference.path, difference.terraformPath].filter((path) => path !== undefined) : []
  const whole =
    sensitivePaths.some((place) => paths.some((path) => isWithin(path, place))) ||
    paths.some((path) => isSecretPlace(path) || isSecretVariable(path, difference.element))
  const digest = paths.some((path) => fromPointer(path).some((name) => userDataNames.has(name)))
  const hides = whole || sensitivePaths.some((place) => paths.some((path) => isWithin(place, path)))
  const clean = (value: Json | undefined): Json | undefined => {
    if (value === undefined) return undefined
    if (digest && typeof value === 'string') return shortDigest(value)
    if (whole || (hides && typeof value !== 'object')) return mask(value, secrets)
    return scrub(value, secrets, hides)
  }
  const declared = clean(difference.declared)
  const live = clean(difference.live)
  const changed = isOther(declared, difference.declared) || isOther(live, difference.live)
  const element =
    difference.element === undefined
      ? undefined
      : whole && difference.change !== 'added' && difference.change !== 'removed'
        ? difference.element
        : scrubText(difference.element, secrets)
  return {
    ...difference,
    ...(declared === undefined ? {} : { declared }),
    ...(live === undefined ? {} : { live }),
    ...(element === undefined ? {} : { element }),
    ...(changed && !digest ? { sensitive: true } : {}),
    ...(difference.content === undefined ? {} : { content: contentWithout(difference.content, secrets) }),
  }
}

/** Lines of text without what is assigned to names of secrets, and without what looks like one. */
function contentWithout(content: ContentFacts, secrets: Secrets): ContentFacts {
  const { text, evidence } = content
  return {
    ...content,
    ...(text === undefined
      ? {}
      : { text: text.map((line) => scrubText(`${line.slice(0, 2)}${withoutSecretValue(line.slice(2))}`, secrets)) }),
    ...(evidence === undefined ? {} : { evidence: evidence.map((line) => scrubText(line, secrets)) }),
  }
}

/** Cleaning copies containers: only another content means that something was hidden. */
function isOther(clean: Json | undefined, value: Json | undefined): boolean {
  return clean !== value && canonical(clean) !== canonical(value)
}

/** Whether the last name on the way says that a secret stands here. */
function isSecretPlace(path: string): boolean {
  const last = fromPointer(path).findLast((name) => !/^\d+$/.test(name)) ?? ''
  return secretName.test(last) && !harmlessName.test(last)
}

/** The value of a variable that its element names: `{Name: 'DB_PASSWORD', Value: '...'}`. */
function isSecretVariable(path: string, element: string | undefined): boolean {
  return element !== undefined && /\/(?:Parameter)?Value$/i.test(path) && secretName.test(element) && !harmlessName.test(element)
}

function mask(value: Json, secrets: Secrets): Json {
  if (value === null || typeof value === 'boolean' || value === '') return value
  if (secrets.key === undefined) return '(sensitive)'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return `(sensitive ${createHmac('sha256', secrets.key).update(text).digest('hex').slice(0, 12)})`
}

/** Start-up scripts are shown by digest: they are long and full of secrets. */
function shortDigest(value: string): string {
  const known = keptDigest(value)
  if (known !== undefined) return `sha256 ${known.slice(0, 12)}`
  const packed = value.replace(/\s+/g, '')
  const decoded = packed.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(packed) ? Buffer.from(packed, 'base64') : Buffer.from(value)
  if (/^[0-9a-f]{40}$/.test(value)) return `sha1 ${value.slice(0, 12)}`
  return `sha256 ${createHash('sha256').update(decoded).digest('hex').slice(0, 12)}`
}

/** What is nested more deeply is cut: nobody reads it, and every writer can follow it. */
const deepest = 60

/** Values below which nothing is marked: known secrets, secret names and secret looks are still replaced. */
function scrub(value: Json, secrets: Secrets, all: boolean, depth = 0): Json {
  if (depth > deepest) return '(nested too deeply)'
  if (typeof value === 'string') return all ? mask(value, secrets) : scrubText(value, secrets)
  if (Array.isArray(value)) return value.map((item) => scrub(item, secrets, all, depth + 1))
  if (!isObject(value)) return value
  const out: JsonObject = {}
  for (const key of Object.keys(value)) {
    const item = value[key] ?? null
    const secret = secretName.test(key) && !harmlessName.test(key) && typeof item === 'string'
    if (userDataNames.has(key) && typeof item === 'string' && item !== '') put(out, key, shortDigest(item))
    else put(out, key, secret ? mask(item, secrets) : scrub(item, secrets, all, depth + 1))
  }
  // A variable as {Name: 'DB_PASSWORD', Value: '...'} is named by its sibling.
  const name = out['Name'] ?? out['name'] ?? out['Key'] ?? out['key'] ?? out['ParameterKey']
  if (typeof name === 'string' && secretName.test(name) && !harmlessName.test(name)) {
    for (const holder of ['Value', 'value', 'ParameterValue']) {
      const held = out[holder]
      if (typeof held === 'string') out[holder] = mask(held, secrets)
    }
  }
  return out
}

/** Text with every known secret and everything that looks like one replaced. */
export function scrubText(text: string, secrets: Secrets): string {
  let clean = text
  for (const secret of longestFirst(secrets.values)) if (clean.includes(secret)) clean = clean.replaceAll(secret, '(sensitive)')
  return clean.replace(secretLook, '(sensitive)')
}

const sorted = new WeakMap<ReadonlySet<string>, readonly string[]>()

/** A secret that begins with another one must go first: else its end stays. */
function longestFirst(values: ReadonlySet<string>): readonly string[] {
  let known = sorted.get(values)
  if (known === undefined) {
    known = [...values].toSorted((a, b) => b.length - a.length)
    sorted.set(values, known)
  }
  return known
}
