import type { Proof, ProofCount, ProofMissed } from '../model/generated/proof.ts'
import { sortedKeys } from './json-order.ts'
import { guardWorkflowCommands, safeJson, safeText } from './safe-text.ts'
import { hang, usableColumns, type Frame } from './table/layout.ts'
import { count, pathText } from './words.ts'

export interface ProofOptions {
  columns: number
  color: boolean
  /** Blind spots, and kinds of resources, that are written out. */
  top: number
  /** What reasons and kinds of mutations mean. */
  texts: Readonly<Record<string, string>>
  stack?: string
  quiet?: boolean
}

/** A proof as JSON, the same bytes for the same proof. */
export function proofJson(proof: Proof): string {
  return `${safeJson(JSON.stringify(sortedKeys(proof), null, 2))}\n`
}

/** A proof for people: the share by what was done and where, then the blind spots, the widest first. */
export function proofTable(proof: Proof, options: ProofOptions): string {
  const frame: Frame = { columns: usableColumns(options.columns), color: options.color }
  return guardWorkflowCommands(`${linesOf(proof, options, frame).join('\n')}\n`)
}

function linesOf(proof: Proof, options: ProofOptions, frame: Frame): string[] {
  const gate = gateLines(proof, frame)
  if (options.quiet === true) return gate
  const { top, texts } = options
  const name = options.stack === undefined ? '' : `${safeText(options.stack, 80)}  `
  if (proof.mutations === 0 && proof.alreadyFound === 0)
    return [...line(`${name}Nothing to mutate: no declared resource is live, or none of what was asked for.`, frame), '', ...gate]
  const known = proof.alreadyFound === 0 ? '' : `; ${count(proof.alreadyFound)} more at places that differ already`
  return [
    ...line(`${name}${count(proof.found)} of ${count(proof.mutations)} mutations would be found (${proof.percent} %)${known}`, frame),
    '',
    ...proof.byMutation.flatMap((row) => share(row.mutation, row, frame)),
    '',
    ...limited(worstFirst(proof.byKind), top, 'kind').flatMap((row) =>
      typeof row === 'string' ? line(row, frame) : share(row.kind, row, frame),
    ),
    ...(proof.missed.length === 0 ? [] : ['', ...line('Not found, by reason', frame)]),
    ...proof.byReason.flatMap(({ reason, count: many }) =>
      labelled(count(many), `${safeText(reason, 60)}: ${textOf(texts, reason)}`, frame),
    ),
    ...(proof.missed.length === 0 ? [] : ['', ...line('Not found, by place', frame)]),
    ...limited(proof.missed, top, 'place').flatMap((row) => (typeof row === 'string' ? line(row, frame) : missedLines(row, frame))),
    ...(gate.length === 0 ? [] : ['', ...gate]),
  ]
}

function share(name: string, { mutations, found, percent }: ProofCount, frame: Frame): string[] {
  return labelled(`${percent.toFixed(1)} %`, `${safeText(name, 80)}  ${count(found)} of ${count(mutations)}`, frame)
}

function missedLines({ kind, attribute, mutation, reason, count: many, examples }: ProofMissed, frame: Frame): string[] {
  const place = attribute === '' ? '' : ` ${pathText(attribute, 160)}`
  const example = examples[0] === undefined ? '' : `  (${safeText(examples[0], 160)})`
  return labelled(count(many), `${safeText(kind, 120)}${place}  ${mutation}: ${safeText(reason, 60)}${example}`, frame)
}

function worstFirst<T extends ProofCount>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => b.mutations - b.found - (a.mutations - a.found))
}

function limited<T>(rows: readonly T[], top: number, noun: string): (T | string)[] {
  const rest = rows.length - top
  return rest <= 0
    ? [...rows]
    : [...rows.slice(0, top), `... ${count(rest)} more ${rest === 1 ? noun : `${noun}s`}, use --top or --format json`]
}

function gateLines({ exit, minimum }: Proof, frame: Frame): string[] {
  if (minimum === undefined && exit.code === 0) return []
  const passed = exit.code === 0
  return hang(
    { before: 'gate      ', word: passed ? 'PASS' : 'FAIL', tint: passed ? 'pass' : 'fail', after: ': ' },
    safeText(exit.reason, 300),
    '',
    frame,
  )
}

function labelled(label: string, text: string, frame: Frame): string[] {
  return hang({ before: ` ${label.padStart(8)}  `, word: '', after: '' }, text, '', frame)
}

function line(text: string, frame: Frame): string[] {
  return hang({ before: ' ', word: '', after: '' }, text, '', frame)
}

function textOf(texts: Readonly<Record<string, string>>, reason: string): string {
  return (Object.hasOwn(texts, reason) ? texts[reason] : undefined) ?? 'A rule of comparison holds it equal; `driftgate explain` shows it.'
}
