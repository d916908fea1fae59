import { placeText } from '../model/errors.ts'
import type { PolicyExplanation } from '../judge/explain.ts'
import { safeText, visibleLines } from '../report/safe-text.ts'

/** All that is known of a policy, laid out to be read. */
export function policyText(policy: PolicyExplanation): string {
  const { id, name, title, enabled, severity, maturity } = policy
  const lines = [
    `${id} ${name}`,
    title,
    '',
    ...paragraph(policy.description),
    ...titled('Why', policy.rationale),
    ...titled('What to do', policy.help),
    '',
    field('severity', enabled ? severity : `${severity}, but the policy is off`),
    ...policy.severityRules.map(({ when, severity: to }) => field('', `${to} when ${when}`)),
    ...(maturity === 'stable' ? [] : [field('maturity', maturity)]),
    ...(policy.class === undefined ? [] : [field('class', policy.class)]),
    ...matchLines(policy.match),
    ...(policy.when === undefined ? [] : [field('when', policy.when)]),
    ...(policy.rebuild === undefined ? [] : [field('rebuild', Object.values(policy.rebuild).map(String).join(', '))]),
    ...(policy.owner === undefined ? [] : [field('owner', policy.owner)]),
    field('written in', policy.origin === undefined ? 'built in' : placeText(policy.origin)),
    ...policy.changedBy.map(({ at, reason }) =>
      field('changed in', [placeText(at), reason].filter((part) => part !== undefined).join(': ')),
    ),
    ...policy.params.flatMap(({ name: param, type, value, default: usual, description }) => [
      field(
        'parameter',
        `${param} (${type}) ${JSON.stringify(value)}${JSON.stringify(value) === JSON.stringify(usual) ? '' : `, usually ${JSON.stringify(usual)}`}`,
      ),
      ...(description === undefined ? [] : [field('', description)]),
    ]),
    ...policy.controls.map(({ frameworkTitle, id: control, title: about }) =>
      field('control', `${frameworkTitle} ${control} ${about}`.trimEnd()),
    ),
    ...policy.references.map((reference) => field('reference', reference)),
    ...policy.tests.map((test) => field('test', test)),
  ]
  return `${lines.join('\n')}\n`
}

function matchLines(match: PolicyExplanation['match']): string[] {
  return (Array.isArray(match) ? match : [match]).map((one) => field('matches', JSON.stringify(one)))
}

function field(label: string, text: string): string {
  return `  ${label.padEnd(12)}${safeText(text.replace(/\s+/g, ' ').trim(), 1000)}`
}

function titled(title: string, text: string | undefined): string[] {
  return text === undefined ? [] : ['', `${title}:`, ...paragraph(text)]
}

function paragraph(text: string): string[] {
  return visibleLines(text.trim())
    .split('\n')
    .map((line) => `  ${line.trim()}`)
}
