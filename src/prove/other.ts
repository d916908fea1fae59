import type { Json } from '../model/json.ts'
import type { MutationKind } from './kinds.ts'

/** What a leaf becomes, and what that is called. */
export interface Other {
  kind: MutationKind
  value: Json
}

/**
 * Another value of the same sort, the same each time: never another spelling of what was there (no other case, no host bits, no
 * closer version), so that whoever holds the two equal is wrong. Undefined for what is nothing.
 */
export function otherValue(value: Json, name: string | number): Other | undefined {
  if (typeof value === 'boolean') return { kind: 'flag', value: !value }
  if (typeof value === 'number') return { kind: 'number', value: value + 1 === value ? 1 : value + 1 }
  if (typeof value !== 'string' || value.trim() === '') return undefined
  if (/^(?:true|false)$/i.test(value)) return { kind: 'flag', value: flipped(value) }
  if (/^-?\d+$/.test(value)) return { kind: 'number', value: otherDigits(value) }
  if (enumLike.test(value)) return { kind: 'enum', value: otherWord(value) }
  return { kind: 'scalar', value: otherText(value, name) }
}

const enumLike = /^[A-Z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*$/

const opposites = new Map<string, string>(
  [
    ['Enabled', 'Disabled'],
    ['ENABLED', 'DISABLED'],
    ['Allow', 'Deny'],
    ['PUBLIC', 'PRIVATE'],
    ['Active', 'Inactive'],
    ['ACTIVE', 'INACTIVE'],
  ].flatMap(([a = '', b = '']): [string, string][] => [
    [a, b],
    [b, a],
  ]),
)

function flipped(text: string): string {
  const other = text.toLowerCase() === 'true' ? 'false' : 'true'
  return /^[TF]/.test(text) ? `${other.charAt(0).toUpperCase()}${other.slice(1)}` : other
}

/** Long digits are ids and keep their length. */
function otherDigits(text: string): string {
  return text.length < 10 ? String(Number(text) + 1) : `${text.slice(0, -1)}${(Number(text.at(-1)) + 1) % 10}`
}

function otherWord(text: string): string {
  return opposites.get(text) ?? `${text}${text === text.toUpperCase() ? '_MUTATED' : 'Mutated'}`
}

/** The first form that fits decides; most texts get letters at their end. */
const forms: readonly { fits: RegExp; other: (text: string) => string }[] = [
  { fits: /^[\d.]+\/\d{1,2}$/, other: (text) => (text === '198.51.100.0/24' ? '203.0.113.0/24' : '198.51.100.0/24') },
  { fits: /^[0-9a-f:]*:[0-9a-f:]*\/\d{1,3}$/i, other: (text) => (text === '2001:db8:5::/48' ? '2001:db8:6::/48' : '2001:db8:5::/48') },
  { fits: /^rate\(.*\)$/, other: (text) => (text === 'rate(17 days)' ? 'rate(19 days)' : 'rate(17 days)') },
  // Versions, dates and addresses: another first number is no closer version of the same.
  { fits: /^\d+[.-]\d/, other: (text) => text.replace(/^\d+/, (first) => otherDigits(first)) },
  // Behind the key stands a comment.
  { fits: /^(?:ssh|ecdsa|sk-)[\w@.-]*\s+[A-Za-z0-9+/=]+/, other: (text) => text.replace(/^(\S+\s+)/, '$1Mutated') },
  { fits: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, other: (text) => `${text.slice(0, -1)}${otherHex(text)}` },
  { fits: /^[a-z]+-[0-9a-f]{8,}$/, other: (text) => `${text.slice(0, -1)}${otherHex(text)}` },
  { fits: /:\*$/, other: (text) => `${text.slice(0, -2)}-mutated:*` },
]

function otherText(text: string, name: string | number): string {
  if (/^user_?data/i.test(String(name))) {
    const decoded = Buffer.from(text, 'base64')
    if (decoded.toString('base64') === text) return Buffer.concat([decoded, Buffer.from('\necho mutated')]).toString('base64')
  }
  return forms.find(({ fits }) => fits.test(text))?.other(text) ?? `${text.trimEnd()}-mutated`
}

function otherHex(text: string): string {
  return text.endsWith('0') ? '1' : '0'
}
