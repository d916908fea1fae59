import type { Difference } from '../model/generated/report.ts'
import { fromPointer } from '../model/pointer.ts'
import { sortedKeys } from './json-order.ts'
import { safeText, shorten, visible } from './safe-text.ts'

/** What stands for a value that must not be written. SARIF lists it among its redaction tokens. */
export const redacted = '(redacted)'

/** `1204` to `1,204`: the same in every locale. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `1 host`, `2 hosts`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`
}

/** Whole percent, rounded down: 100 means all. */
export function percent(part: number, whole: number): number {
  return Math.floor((part * 100) / whole)
}

/** `/Tags/0/Value` to `Tags[0].Value`; with a slash inside a segment, as in file names, the segments stand apart. */
export function pathText(pointer: string, max = 120): string {
  const segments = fromPointer(pointer)
  const text = segments.some((segment) => segment.includes('/'))
    ? segments.join(' ')
    : segments.map((segment, at) => (/^\d+$/.test(segment) ? `[${segment}]` : at === 0 ? segment : `.${segment}`)).join('')
  return safeText(text, max)
}

/** The path of a difference for people; the index of an element that is named otherwise is left out. */
export function differencePath(difference: Difference, max?: number): string {
  const pointer = difference.element === undefined ? difference.path : difference.path.replace(/\/\d+$/, '')
  return pathText(pointer, max)
}

/** Text a reader would take for another value, or could not see the ends of. */
const needsQuotes = /^(?:|true|false|null|-?[\d.]+(?:[eE][+-]?\d+)?)$|^\s|\s$|\s-> |^"/

/** Any value on one line, before shortening. Strings are quoted only where they could be mistaken. */
function plain(value: unknown): string {
  if (value === undefined) return '(absent)'
  if (typeof value !== 'string') return visible(shorten(JSON.stringify(sortedKeys(value)), valueWork))
  const text = visible(shorten(value, valueWork))
  return needsQuotes.test(text) ? `"${text}"` : text
}

/** Code points of a value that are looked at; two values that differ only later are shown as the same text. */
const valueWork = 4000

/** One value, short and on one line. */
export function valueText(value: unknown, max = 80): string {
  return shorten(plain(value), max)
}

/** What a machine contains, as a report for people shows it: an object by its members, hashes by their start. */
export function memberText(value: unknown, max = 160): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return valueText(value, max)
  const members = Object.entries(value).map(([name, member]) =>
    name === 'sha256' && typeof member === 'string' ? `sha256 ${member.slice(0, 12)}` : `${name} ${plain(member)}`,
  )
  return safeText(members.join(', '), max)
}

/** Both values, short; where their starts are the same for longer than `max`, both are shown from just before they part. */
export function valuePair(declared: unknown, live: unknown, max = 80): [declared: string, live: string] {
  const [a, b] = [Array.from(plain(declared)), Array.from(plain(live))]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  const from = start > max - 10 ? start - 10 : 0
  const cut = (points: string[]): string => shorten(`${from > 0 ? '...' : ''}${points.slice(from).join('')}`, max)
  return [cut(a), cut(b)]
}

/** First letter large, a period at the end. */
export function sentence(text: string): string {
  const trimmed = text.trim()
  const start = trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
  return /[.!?]$/.test(start) || start === '' ? start : `${start}.`
}

/** `2026-11-21 10:02 UTC`, or what stands there where it is no such time. */
export function minuteText(timestamp: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/.exec(timestamp)
  return parts === null ? safeText(timestamp, 40) : `${parts[1]} ${parts[2]} UTC`
}
