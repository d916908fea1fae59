import { rowKey, type ContentReading, type ContentRow, type FileRow } from '../../model/content.ts'
import { globTest } from '../../model/glob.ts'
import type { LintRule } from './rules.ts'

/** What lint found. It stands in the header of the manifest as it is. */
export interface LintFinding {
  rule: string
  name: string
  severity: LintRule['severity']
  /** Path, or what names the record; absent of what is missing. */
  what?: string
  message: string
  fix: string
}

/** What a lint found, and what it could not look at. */
export interface LintResult {
  findings: LintFinding[]
  /** Ids of rules that could not be applied, with the reason. */
  unapplied: { rule: string; reason: string }[]
  /** Findings beyond those that are listed. */
  more: number
}

/** Findings that are listed; a tree in which everything is writable has as many as files. */
const most = 1000

/**
 * Holds every row of an image against the rules. `allowed`: `RULE` or `RULE:GLOB` over what it names. One pass in constant memory.
 */
export async function lint(
  rows: AsyncIterable<readonly ContentRow[]>,
  reading: Pick<ContentReading, 'kinds' | 'xattrs' | 'fields'>,
  rules: readonly LintRule[],
  allowed: readonly string[] = [],
): Promise<LintResult> {
  const unapplied = rules.flatMap((rule) => {
    const reason = whyUnapplied(rule, reading)
    return reason === undefined ? [] : [{ rule: rule.id, reason }]
  })
  const checks = rules.filter(({ id }) => !unapplied.some(({ rule }) => rule === id)).map((rule) => checkOf(rule))
  const isAllowed = allowance(allowed)
  const findings: LintFinding[] = []
  let more = 0
  const add = (rule: LintRule, what?: string): void => {
    if (isAllowed(rule, what ?? '')) return
    if (findings.length === most) more += 1
    else findings.push(findingOf(rule, what))
  }
  for await (const batch of rows) for (const row of batch) for (const { rule, breaks } of checks) if (breaks(row)) add(rule, rowName(row))
  for (const { rule, isMissing } of checks) if (isMissing()) add(rule)
  return { findings, unapplied, more }
}

/** Why a rule says nothing of an image: the silence of a reader is no proof. */
function whyUnapplied({ file, row, missing }: LintRule, { kinds, xattrs, fields }: Pick<ContentReading, 'kinds' | 'xattrs' | 'fields'>) {
  const kind = file === undefined ? (row?.k ?? missing?.k) : 'f'
  if (!kinds.some((each) => each === kind)) return `no records of kind ${kind ?? ''} were collected`
  if (file?.noCapability === true && xattrs === 'none') return 'capabilities were not read'
  const needs = [...(file?.minSize === undefined ? [] : ['s']), ...(file?.anyMode === undefined && file?.noMode === undefined ? [] : ['m'])]
  const lacking = needs.find((field) => !fields.includes(field))
  return lacking === undefined ? undefined : `${lacking === 's' ? 'sizes' : 'modes'} were not collected`
}

interface Check {
  rule: LintRule
  breaks(this: void, row: ContentRow): boolean
  isMissing(this: void): boolean
}

const never = (): boolean => false

function checkOf(rule: LintRule): Check {
  const { file, row, missing } = rule
  if (file !== undefined) return { rule, breaks: fileCheck(file), isMissing: never }
  if (row !== undefined) {
    const wanted = Object.entries(row.is)
    return { rule, isMissing: never, breaks: (each) => each.k === row.k && wanted.every(([name, value]) => hasMember(each, name, value)) }
  }
  let isThere = false
  return {
    rule,
    isMissing: () => !isThere,
    breaks: (each) => {
      if (each.k === 'p' && missing?.oneOf.includes(each.mgr) === true) isThere = true
      return false
    },
  }
}

function hasMember(row: ContentRow, name: string, value: string): boolean {
  return Object.entries(row).some(([member, each]) => member === name && each === value)
}

function fileCheck({ type, paths, except, minSize, anyMode, noMode, noCapability }: NonNullable<LintRule['file']>): Check['breaks'] {
  const fits = (paths ?? ['*']).map(globTest)
  const isExcepted = (except ?? []).map(globTest)
  const [any, none] = [anyMode === undefined ? undefined : Number.parseInt(anyMode, 8), Number.parseInt(noMode ?? '0', 8)]
  return (row) => {
    if (row.k !== 'f' || row.y !== (type === 'folder' ? 'd' : undefined)) return false
    const mode = modeOf(row)
    if ((any !== undefined && (mode & any) === 0) || (mode & none) !== 0) return false
    if (minSize !== undefined && (row.s ?? 0) < minSize) return false
    if (noCapability === true && row.x?.cap !== undefined) return false
    return fits.some((test) => test(row.p)) && !isExcepted.some((test) => test(row.p))
  }
}

function modeOf({ m, y }: FileRow): number {
  return m ?? (y === 'd' ? 0o755 : 0o644)
}

function rowName(row: ContentRow): string {
  return row.k === 'u' ? row.n : rowKey(row)
}

function findingOf({ id, name, severity, message, fix }: LintRule, what?: string): LintFinding {
  return { rule: id, name, severity, ...(what === undefined ? {} : { what }), message: message.replaceAll('{what}', () => what ?? ''), fix }
}

function allowance(allowed: readonly string[]): (rule: LintRule, what: string) => boolean {
  const tests = allowed.map((text) => {
    const [name = '', ...rest] = text.split(':')
    return { name, fits: globTest(rest.length === 0 ? '*' : rest.join(':')) }
  })
  return ({ id, name }, what) => tests.some((test) => (test.name === id || test.name === name) && test.fits(what))
}
