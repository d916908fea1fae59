import type { Difference, Finding } from '../../model/generated/report.ts'
import { nameOf } from '../order.ts'
import type { RepositoryPlace } from '../place.ts'
import { safeMessage, shortenStart } from '../safe-text.ts'
import { count, differencePath, redacted, sentence, valuePair, valueText } from '../words.ts'
import type { Alert } from './alerts.ts'

/** The first sentence is the title of the alert where space is short. */
const titleLength = 120
/** Differences that the message of a collapsed alert names. */
const listed = 20

/** What is different, where it was called from (links to the related locations, numbered from 1), what is to be done. */
export function messageText(alert: Alert, frames: readonly RepositoryPlace[]): string {
  const finding = alert.findings[0]
  const said = alert.collapsed === undefined ? describe(finding) : describeMany(alert, alert.collapsed)
  const calls = frames.map((_, at) => `[${at === 0 ? 'module call' : `module call ${at + 1}`}](${at + 1})`)
  const from = calls.length === 0 ? '' : `Declared through ${calls.join(', ')}.`
  const extra = finding.message === undefined || alert.collapsed !== undefined ? '' : sentence(safeMessage(finding.message, 400))
  return [...said, extra, from, verdict(finding)].filter((part) => part !== '').join(' ')
}

function verdict(finding: Finding): string {
  const reason = safeMessage(finding.verdict.reason, 300)
  return sentence(reason === '' ? finding.verdict.action : `${finding.verdict.action}: ${reason}`)
}

/** A title of at most 120 characters, and what did not fit into it. */
function describe(finding: Finding): string[] {
  if (finding.difference !== undefined) return describeDifference(finding.difference, finding)
  const name = quoted(shortenStart(nameOf(finding.resource), 60), 60)
  switch (finding.outcome) {
    case 'missing':
      return [`Resource ${name} is declared but missing live.`]
    case 'unmanaged':
      return [`Resource ${name} is live but declared nowhere.`, `Its kind is ${quoted(finding.resource.kind, 120)}.`]
    case 'image':
    case 'mutated':
      return [`Resource ${name} breaks the policy ${quoted(finding.name, 30)}.`]
  }
}

/** Characters of a title that are left for the path and the name of the resource. */
const subjectLength = 60

function describeDifference(difference: Difference, finding: Finding): string[] {
  if (finding.context !== undefined) return describeContent(difference, finding)
  const path = shortenStart(differencePath(difference, 400) || '/', 28)
  const name = shortenStart(nameOf(finding.resource), subjectLength - path.length)
  const subject = `Attribute ${quoted(path, 28)} of ${quoted(name, subjectLength)}`
  if (difference.sensitive === true) return [`${subject} differs from the declared value ${redacted}.`]
  if (difference.change === 'changed') {
    const [declared, live] = valuePair(difference.declared, difference.live).map((value) => quoted(value, 80))
    const title = `${subject} is ${live} live but ${declared} declared.`
    if (difference.element === undefined && fits(title)) return [title]
    const where = difference.element === undefined ? '' : `In ${quoted(difference.element, 120)}: `
    return [`${subject} differs from its declaration.`, `${where}${live} live, ${declared} declared.`]
  }
  const added = difference.change === 'added'
  const what = quoted(difference.element ?? valueText(added ? difference.live : difference.declared), 80)
  const title = added ? `${subject} has ${what}, which nobody declared.` : `${subject} lacks ${what}, which is declared.`
  if (fits(title)) return [title]
  return added ? [`${subject} has what nobody declared.`, `Live: ${what}.`] : [`${subject} lacks what is declared.`, `Declared: ${what}.`]
}

/** What a machine contains is held against its image. */
function describeContent(difference: Difference, finding: Finding): string[] {
  const path = shortenStart(differencePath(difference, 400) || '/', subjectLength - 10)
  const name = shortenStart(nameOf(finding.resource), 28)
  const what = { added: 'was not baked', removed: 'was baked and is gone', changed: 'is not as baked' }[difference.change]
  const explains = difference.explains === undefined ? [] : [`It explains ${quoted(count(difference.explains), 20)} more.`]
  return [`In ${quoted(name, 28)} ${quoted(path, subjectLength)} ${what}.`, ...explains]
}

function describeMany(alert: Alert, scale: NonNullable<Alert['collapsed']>): string[] {
  const many = quoted(count(alert.findings.length), 20)
  const subject = quoted(shortenStart(alert.subject, 60), 60)
  const names = alert.findings.slice(0, listed).map((finding) => quoted(nameInList(finding, alert), 80))
  const rest = alert.findings.length - names.length
  const list = `${names.join(', ')}${rest > 0 ? ` and '${count(rest)}' more` : ''}.`
  switch (scale) {
    case 'kind':
      return [`There are ${many} live resources of kind ${subject} that are declared nowhere.`, `They are ${list}`]
    case 'module':
      return [`There are ${many} findings of this policy in ${subject}.`, `They concern ${list}`]
    case 'resource':
      return [`Resource ${subject} has ${many} differences that break this policy.`, `They are ${list}`]
  }
}

function nameInList(finding: Finding, alert: Alert): string {
  if (alert.collapsed !== 'resource' || finding.difference === undefined) return nameOf(finding.resource)
  const { element } = finding.difference
  return [differencePath(finding.difference), element].filter((part) => part !== undefined).join(' ')
}

/** Dynamic text in single quotes, so that one sees where it ends. */
function quoted(text: string, max: number): string {
  return `'${safeMessage(text, max)}'`
}

function fits(title: string): boolean {
  return title.length <= titleLength
}
