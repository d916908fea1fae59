import { byText, isObject } from '../model/json.ts'
import type { Mutation } from '../model/mutation.ts'
import type { RawDifference } from '../model/pair.ts'
import { fromPointer } from '../model/pointer.ts'
import type { Policy } from './book.ts'
import { daysSince, type JudgeContext } from './facts.ts'
import { namesOf } from './holder.ts'

/** Longest text of one value in a message, in characters. */
const longest = 80

type Placeholder = (mutation: Mutation, context: JudgeContext) => string

const placeholders: Readonly<Record<string, Placeholder>> = {
  resource: ({ resource }) => shown(resource.address ?? resource.physicalId ?? resource.kind),
  kind: ({ resource }) => shown(resource.kind),
  path: ({ difference }) => shown(difference?.path ?? ''),
  element: (mutation) => shown(elementOf(mutation)),
  declared: ({ difference }) => shown(difference?.declared ?? 'nothing'),
  live: ({ difference }) => shown(difference?.live ?? 'nothing'),
  difference: (mutation) => differenceText(mutation),
  change: (mutation) => (mutation.difference === undefined ? 'it ' : `'${placeOf(mutation.difference)}' `) + differenceText(mutation),
  image: ({ image }) => shown(image?.record?.name ?? image?.id ?? ''),
  imageAge: ({ image }, { now }) =>
    String(Math.floor(daysSince(image?.record?.build?.finishedAt ?? image?.record?.createdAt ?? image?.live?.creationDate, now))),
  instanceAge: ({ image }, { now }) => String(Math.floor(daysSince(image?.launchedAt, now))),
  group: ({ group }) => shown(group?.address ?? group?.id ?? ''),
  groupImages: ({ group }) => String(group?.images.length ?? 0),
  templateVersion: ({ group }) => shown(group?.templateVersion ?? ''),
  instanceTemplateVersion: ({ group }) => shown(group?.instanceTemplateVersion ?? ''),
}

const placeholder = /\{([A-Za-z.]+)\}/g

/** The policy's sentence about a mutation, its values shortened; `mutation` is already free of what must not be written. */
export function messageOf(policy: Policy, mutation: Mutation, context: JudgeContext): string {
  return policy.rule.message.replaceAll(placeholder, (whole, name: string) => {
    if (!name.startsWith('params.')) return placeholders[name]?.(mutation, context) ?? whole
    const value = policy.params[name.slice('params.'.length)]
    return value === undefined ? whole : shown(value)
  })
}

/** Names in braces that no message can fill. */
export function unknownPlaceholders(message: string, params: readonly string[]): string[] {
  const known = new Set([...Object.keys(placeholders), ...params.map((name) => `params.${name}`)])
  return [...message.matchAll(placeholder)].map(([, name]) => name ?? '').filter((name) => !known.has(name))
}

/** What an error says, as one sentence on one line. */
export function sentenceOf(error: unknown): string {
  const summary = error instanceof Error && 'summary' in error && typeof error.summary === 'string' ? error.summary : undefined
  const text = summary ?? (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
  return `${shown(text).replace(/\.$/, '')}.`
}

function elementOf(mutation: Mutation): string {
  const names = namesOf(mutation)
  return names.length === 0 ? (mutation.resource.physicalId ?? mutation.resource.address ?? '') : names.join(', ')
}

/** Paths of files hold slashes: the names of a pointer stand apart there. */
function placeOf({ path, content }: RawDifference): string {
  return shown(content === undefined ? path : fromPointer(path).join(' '))
}

/** Of what a machine contains. */
function bakedText({ change, declared, live, content, explains }: RawDifference): string {
  const more = explains === undefined ? '' : `, with ${explains} more ${explains === 1 ? 'entry' : 'entries'}`
  if (content?.class === 'M16') return 'was touched and is as baked'
  if (change === 'added') return `was not baked${more}`
  if (change === 'removed') return `was baked and is gone${more}`
  if (declared === undefined && live === undefined) return 'is not as baked'
  return `is '${shown(live ?? 'nothing')}' and was baked as '${shown(declared ?? 'nothing')}'${more}`
}

function differenceText({ outcome, difference }: Mutation): string {
  if (difference === undefined) return outcome === 'missing' ? 'is declared and does not exist' : 'exists and nothing declares it'
  if (difference.sensitive === true) return 'is not as declared (the values are not shown)'
  if (difference.content !== undefined) return bakedText(difference)
  const live = shown(difference.live)
  const declared = shown(difference.declared)
  if (difference.since === 'as-deployed' && difference.change === 'changed') return `is '${live}' live and was '${declared}' as deployed`
  if (difference.since === 'as-deployed' && difference.change === 'removed') return `was '${declared}' as deployed and is gone`
  switch (difference.change) {
    case 'added':
      return `is '${live}' live and nothing is declared`
    case 'removed':
      return `was declared as '${declared}' and is gone`
    case 'changed':
      return `is '${live}' live but '${declared}' declared`
  }
}

// Control and direction characters: a value must not break the line or turn the text around.
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** A value as short text on one line. Only as much of it is looked at as can be shown. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value.slice(0, longest * 4) : brief(value)
  const line = text.replaceAll(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const characters = Array.from(line)
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line
}

/** JSON of a value, not written out further than can be shown. */
function brief(value: unknown): string {
  let budget = longest
  const write = (item: unknown): string => {
    if (budget <= 0) return '…'
    if (!isObject(item) && !Array.isArray(item)) {
      const text = JSON.stringify(typeof item === 'string' ? item.slice(0, longest) : item) ?? 'nothing'
      budget -= text.length
      return text
    }
    const parts: string[] = []
    // In the order of names: what a capture holds is in it, and a replay says the same.
    for (const [key, inner] of Array.isArray(item) ? item.entries() : Object.entries(item).toSorted(([a], [b]) => byText(a, b))) {
      if (budget <= 0) break
      budget -= 2
      parts.push((typeof key === 'string' ? `${JSON.stringify(key.slice(0, longest))}:` : '') + write(inner))
    }
    return Array.isArray(item) ? `[${parts.join(',')}]` : `{${parts.join(',')}}`
  }
  return write(value)
}
