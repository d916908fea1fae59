import type { Difference, Finding } from '../../model/generated/report.ts'
import { placeText } from '../../model/errors.ts'
import type { ReportOptions } from '../options.ts'
import { nameOf } from '../order.ts'
import { repositoryPath } from '../place.ts'
import { safeText, visible } from '../safe-text.ts'
import { count, counted, differencePath, memberText, redacted, valuePair, valueText } from '../words.ts'
import { hang, type Frame } from './layout.ts'

/** Findings of one resource that are written out; the rest is counted. */
const findingsPerResource = 10

/**
 * The block of one resource: a heading per policy, its differences under it, and what is to be done, once. Where several places
 * were scanned the heading says which.
 */
export function block(findings: readonly Finding[], options: ReportOptions, frame: Frame, isPlaced = false): string[] {
  const lines: string[] = []
  const shown = findings.slice(0, findingsPerResource)
  let heading = ''
  for (const [at, finding] of shown.entries()) {
    const key = JSON.stringify([finding.severity, finding.policy, place(finding, options)])
    if (key !== heading) lines.push(...headLine(finding, at === 0, options, frame, isPlaced))
    if (at === 0 && options.verbose === true) lines.push(...identity(finding, frame))
    heading = key
    lines.push(...detail(finding, frame))
    if (finding.actor !== undefined) lines.push(...under(byWhom(finding.actor), frame, 4))
    if (options.verbose === true && finding.alsoBreaks !== undefined && finding.alsoBreaks.length > 0)
      lines.push(...under(`also breaks ${finding.alsoBreaks.map((policy) => safeText(policy)).join(', ')}`, frame, 4))
    const next = shown[at + 1]
    if (next === undefined || verdict(next) !== verdict(finding)) lines.push(...under(verdict(finding), frame))
  }
  const rest = findings.length - shown.length
  if (rest > 0) lines.push(`  ... ${count(rest)} more of this resource, use --format json`)
  return lines
}

function headLine(finding: Finding, first: boolean, options: ReportOptions, frame: Frame, isPlaced: boolean): string[] {
  const word = finding.severity.toUpperCase()
  const lead = { before: '', word, tint: finding.severity, after: ' '.repeat(10 - word.length) }
  const { constructPath, account, region } = finding.resource
  const where = isPlaced ? [account, region].filter((part) => part !== undefined).join(' ') : ''
  const beside = [constructPath, where].map((text) => (text === undefined || text === '' ? '' : ` (${safeText(text, 400)})`)).join('')
  const subject = first ? `${safeText(nameOf(finding.resource), 400)}${beside}` : '(same resource)'
  return hang(lead, `${safeText(finding.policy, 40)} ${safeText(finding.name, 80)}  ${subject}`, place(finding, options), frame)
}

/** `file:line:column`, relative to the repository where the file lies in it. */
function place(finding: Finding, options: ReportOptions): string {
  const location = finding.location
  if (location === undefined) return ''
  const { file, line, column } = location
  const path = repositoryPath(file, options.repositoryRoot) ?? file
  return visible(placeText({ file: safeText(path, 400), ...(line !== undefined && { line }), ...(column !== undefined && { column }) }))
}

function identity(finding: Finding, frame: Frame): string[] {
  const { kind, physicalId, account, region, stack } = finding.resource
  const parts = [kind, physicalId, account, region, stack].filter((part) => part !== undefined && part !== '')
  return under(parts.map((part) => safeText(part ?? '', 200)).join('  '), frame)
}

/** What is different, with its sign. */
function detail(finding: Finding, frame: Frame): string[] {
  const difference = finding.difference
  if (difference === undefined) return undescribed(finding, frame)
  const parts = [
    differencePath(difference, 200) || '(whole resource)',
    difference.element === undefined ? '' : safeText(difference.element, 200),
    finding.context === undefined ? values(difference) : contentValues(difference),
    difference.explains === undefined ? '' : `(explains ${counted(difference.explains, 'file')})`,
    finding.class === undefined
      ? ''
      : `[${safeText([finding.class, finding.context?.package].filter((part) => part !== undefined).join(' '), 200)}]`,
  ]
  const lines = signed(signs[difference.change], parts.filter((part) => part !== '').join('  '), frame)
  return [...lines, ...contextLines(finding, frame)]
}

/** What else is known of a difference in what a machine contains. */
function contextLines({ difference, context }: Finding, frame: Frame): string[] {
  const aliases = difference?.aliases ?? []
  const said = [
    ...(context?.evidence ?? []),
    ...(context?.mount === undefined ? [] : [`on ${context.mount}`]),
    ...(aliases.length === 0
      ? []
      : [`also named ${aliases.slice(0, aliasesShown).join(', ')}${aliases.length > aliasesShown ? ', ...' : ''}`]),
    ...(context?.text ?? []).slice(0, textLinesShown),
  ]
  return said.flatMap((line) => under(safeText(line, 200), frame, 4))
}

const aliasesShown = 5
const textLinesShown = 12

const signs = { added: '+', removed: '-', changed: '~' } as const

/** What differs in what a machine contains; a file is enough to be named where there was nothing or is nothing. */
function contentValues(difference: Difference): string {
  const { change, declared, live } = difference
  if (difference.sensitive === true) return redacted
  if (change !== 'changed') return difference.element === undefined ? memberText(change === 'added' ? live : declared) : ''
  return declared === undefined && live === undefined ? '' : `${memberText(declared)} -> ${memberText(live)}`
}

function values(difference: Difference): string {
  if (difference.sensitive === true) return redacted
  if (difference.change === 'changed') return valuePair(difference.declared, difference.live).join(' -> ')
  // An element's name says what came or went; its value would only repeat it.
  if (difference.element !== undefined) return ''
  return valueText(difference.change === 'added' ? difference.live : difference.declared, 160)
}

/** A resource that is wholly there or not, or that is judged on its image. */
function undescribed(finding: Finding, frame: Frame): string[] {
  const message = finding.message === undefined ? '' : `: ${safeText(finding.message, 300)}`
  switch (finding.outcome) {
    case 'missing':
      return signed('-', `missing: declared, not live${message}`, frame)
    case 'unmanaged':
      return signed('+', `unmanaged: live, declared nowhere${message}`, frame)
    case 'image':
    case 'mutated':
      return signed('~', `${finding.outcome}${message || imageText(finding)}`, frame)
  }
}

function imageText(finding: Finding): string {
  return finding.image === undefined ? '' : `: ${safeText(finding.image.name ?? finding.image.id, 200)}`
}

/** Who is behind it, and how sure that is. */
function byWhom({ principal, event, at, confidence }: NonNullable<Finding['actor']>): string {
  const unsure = confidence === 'high' ? '' : confidence === 'medium' ? 'probably ' : 'perhaps '
  return `${unsure}by ${safeText(principal, 300)}, ${safeText(event, 100)} at ${safeText(at, 40)}`
}

function signed(sign: '+' | '-' | '~', text: string, frame: Frame): string[] {
  return hang({ before: '  ', word: sign, tint: sign, after: ' ' }, text, '', frame)
}

function verdict(finding: Finding): string {
  const reason = safeText(finding.verdict.reason, 300)
  return reason === '' ? finding.verdict.action : `${finding.verdict.action}: ${reason}`
}

function under(text: string, frame: Frame, indent = 2): string[] {
  return hang({ before: ' '.repeat(indent), word: '', after: '' }, text, '', frame)
}
