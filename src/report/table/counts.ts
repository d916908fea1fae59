import { createRequire } from 'node:module'
import type { KindSummary, ScanReport } from '../../model/generated/report.ts'
import { byText } from '../../model/json.ts'
import { safeText } from '../safe-text.ts'
import { count, counted } from '../words.ts'
import { hang, isWide, type Frame } from './layout.ts'

type TableClass = typeof import('cli-table3')
const require = createRequire(import.meta.url)

/** Rows of the table: it is slow and unreadable beyond. */
const rows = 50

const columns = ['managed', 'missing', 'unmanaged', 'notChecked', 'equal', 'different', 'notCompared', 'added'] as const
const words = ['managed', 'missing', 'unmanaged', 'not checked', 'equal', 'different', 'not compared', 'added']
/** The same, short enough for a table. */
const heads = ['managed', 'missing', 'unman.', 'unread', 'equal', 'differ', 'not c.', 'added']

/** Counts by kind, those with something to tell first: a table where it fits, else a list. */
export function kindCounts(kinds: readonly KindSummary[], frame: Frame): string[] {
  const sorted = kinds.toSorted((a, b) => told(b) - told(a) || byText(a.kind, b.kind))
  const shown = sorted.slice(0, rows)
  const more = sorted.length > rows ? [`... ${counted(sorted.length - rows, 'more kind')}, use --format json`] : []
  if (shown.length === 0) return []
  return [...(isWide(frame) ? table(shown, frame) : shown.flatMap((kind) => listItem(kind, frame))), ...more]
}

function listItem(kind: KindSummary, frame: Frame): string[] {
  const counts = columns.flatMap((column, at) => (kind[column] === 0 ? [] : [`${count(kind[column])} ${words[at]}`]))
  return hang({ before: ' ', word: '', after: '' }, `${safeText(kind.kind, 120)}  ${counts.join(', ')}`, '', frame)
}

function table(shown: readonly KindSummary[], frame: Frame): string[] {
  // Only the verbose report draws one.
  const Table: TableClass = require('cli-table3')
  const cells = shown.map((kind) => columns.map((column) => count(kind[column])))
  const widths = heads.map((head, at) => Math.max(head.length, ...cells.map((row) => row[at]?.length ?? 0)) + 2)
  const room = frame.columns - widths.reduce((total, cell) => total + cell + 1, 2)
  const grid = new Table({
    head: ['kind', ...heads],
    // Its own styles would colour even a pipe.
    style: { head: [], border: [], compact: true },
    colWidths: [Math.max(12, Math.min(room, 48)), ...widths],
    colAligns: ['left', ...heads.map(() => 'right' as const)],
    wordWrap: true,
    // At a word's boundary an unbreakable name would lose its tail.
    wrapOnWordBoundary: false,
  })
  for (const [at, kind] of shown.entries()) grid.push([safeText(kind.kind, 120), ...(cells[at] ?? [])])
  return grid.toString().split('\n')
}

/** Calls by service and action, the most first, with those that were one too many or broke. */
export function callCounts({ calls = {}, throttled = {}, repeated = {} }: ScanReport, frame: Frame): string[] {
  const sorted = Object.entries(calls).toSorted(([a, some], [b, others]) => others - some || byText(a, b))
  if (sorted.length === 0) return []
  const head = [counted(sum(calls), 'API call'), ...trouble(sum(throttled), sum(repeated))].join(', ')
  const width = Math.max(...sorted.slice(0, rows).map(([, made]) => count(made).length))
  const lines = sorted.slice(0, rows).flatMap(([operation, made]) => {
    const parts = [
      `${count(made).padStart(width)}  ${safeText(operation, 120)}`,
      ...trouble(throttled[operation] ?? 0, repeated[operation] ?? 0),
    ]
    return hang({ before: ' ', word: '', after: '' }, parts.join(', '), '', frame)
  })
  const more = sorted.length > rows ? [`... ${counted(sorted.length - rows, 'more action')}, use --format json`] : []
  return [head, ...lines, ...more]
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, each) => total + each, 0)
}

function trouble(throttled: number, repeated: number): string[] {
  return [
    ...(throttled === 0 ? [] : [`${count(throttled)} throttled`]),
    ...(repeated === 0 ? [] : [`${count(repeated)} broken and made again`]),
  ]
}

function told(kind: KindSummary): number {
  return kind.different + kind.added + kind.missing + kind.unmanaged + kind.notChecked
}
