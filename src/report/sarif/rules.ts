import type { MultiformatMessageString, ReportingDescriptor, ReportingDescriptorRelationship } from 'sarif'
import type { Finding, PolicyRef, ScanReport, Severity } from '../../model/generated/report.ts'
import { byText } from '../../model/json.ts'
import { severities } from '../order.ts'
import { safeText, visibleLines } from '../safe-text.ts'
import { sentence } from '../words.ts'

/** What a severity is in SARIF. GitHub's classes: above 9.0 critical, 7.0 high, 4.0 medium, above 0 low. */
export const sarifSeverity = {
  critical: { level: 'error', score: '9.5', problem: 'error', rank: 95 },
  high: { level: 'error', score: '8.0', problem: 'error', rank: 80 },
  medium: { level: 'warning', score: '5.5', problem: 'warning', rank: 55 },
  low: { level: 'note', score: '2.0', problem: 'recommendation', rank: 20 },
  info: { level: 'note', score: undefined, problem: 'recommendation', rank: 0 },
} as const satisfies Record<Severity, { level: 'error' | 'warning' | 'note'; score: string | undefined; problem: string; rank: number }>

/** GitHub shows ten tags of a rule; the first ones are not controls. */
const maxTags = 10
/** GitHub's limit of a rule's texts. */
const maxText = 1024

export interface RuleBook {
  rules: ReportingDescriptor[]
  /** The rule of a finding: security-severity belongs to the rule, so a policy has one per severity. */
  ruleOf(finding: Finding): { id: string; index: number }
}

/** Every policy that ran, and those that only findings name, each once per severity it can reach, sorted. */
export function ruleBook(report: ScanReport, relationships: (policy: PolicyRef) => ReportingDescriptorRelationship[]): RuleBook {
  const policies = new Map((report.policies ?? []).map((policy) => [policy.id, policy]))
  const reached = new Map<string, Set<Severity>>()
  for (const policy of policies.values()) reached.set(policy.id, new Set([policy.severity, ...(policy.severities ?? [])]))
  for (const finding of [...report.findings, ...report.suppressed]) {
    if (!policies.has(finding.policy)) policies.set(finding.policy, policyOf(finding))
    const severitiesOf = reached.get(finding.policy) ?? new Set()
    reached.set(finding.policy, severitiesOf.add(finding.severity))
  }
  const rules: ReportingDescriptor[] = []
  const indexes = new Map<string, number>()
  for (const policy of [...policies.values()].toSorted((a, b) => byText(a.id, b.id))) {
    const others = severities.filter((severity) => severity !== policy.severity && reached.get(policy.id)?.has(severity) === true)
    for (const severity of [policy.severity, ...others]) {
      const id = ruleId(policy, severity)
      indexes.set(id, rules.length)
      rules.push(ruleFor(policy, severity, relationships(policy)))
    }
  }
  const ruleOf = (finding: Finding): { id: string; index: number } => {
    const id = ruleId(policies.get(finding.policy) ?? policyOf(finding), finding.severity)
    return { id, index: indexes.get(id) ?? -1 }
  }
  return { rules, ruleOf }
}

/** `DG401` at the policy's own severity, `DG401.critical` at another. */
function ruleId(policy: PolicyRef, severity: Severity): string {
  return severity === policy.severity ? policy.id : `${policy.id}.${severity}`
}

/** What can be said of a policy that the report does not list. */
function policyOf(finding: Finding): PolicyRef {
  const { policy, name, severity, controls } = finding
  return { id: policy, name, title: name.replaceAll('-', ' '), severity, ...(controls !== undefined && { controls }) }
}

function ruleFor(policy: PolicyRef, severity: Severity, relationships: ReportingDescriptorRelationship[]): ReportingDescriptor {
  const { level, score, problem } = sarifSeverity[severity]
  const name = safeText(policy.name, 200)
  return {
    id: ruleId(policy, severity),
    name: `${pascal(name)}${severity === policy.severity ? '' : pascal(severity)}`,
    shortDescription: { text: line(policy.title || name) },
    fullDescription: { text: line(policy.description || policy.title || name) },
    help: help(policy),
    defaultConfiguration: { level },
    ...(relationships.length > 0 && { relationships }),
    properties: {
      tags: tagsOf(policy, score !== undefined),
      precision: policy.precision ?? 'high',
      'problem.severity': problem,
      ...(score !== undefined && { 'security-severity': score }),
    },
  }
}

function line(text: string): string {
  const short = safeText(text, maxText - 1)
  return sentence(short)
}

/** `sg-rule-added` to `SgRuleAdded`. */
function pascal(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
}

/** Help of the policy's author is Markdown; without it there is at least what the policy says. */
function help(policy: PolicyRef): MultiformatMessageString & { markdown: string } {
  const body = visibleLines(policy.help || policy.description || policy.title || policy.name)
  const controls = controlList(policy).map(([framework, id]) => `- ${safeText(framework, 80)} ${safeText(id, 80)}`)
  const evidence = controls.length === 0 ? '' : `\n\nEvidence for:\n\n${controls.join('\n')}`
  const explain = `\n\nRun \`driftgate explain ${policy.id}\` for more.`
  return { text: `${sentence(body)} Run 'driftgate explain ${policy.id}' for more.`, markdown: `${body}${evidence}${explain}` }
}

/** Pairs of framework and control, sorted by framework, controls as the policy lists them. */
export function controlList(policy: { controls?: Record<string, string[]> }): [framework: string, id: string][] {
  const frameworks = Object.entries(policy.controls ?? {}).toSorted(([a], [b]) => byText(a, b))
  return frameworks.flatMap(([framework, ids]) => ids.map((id): [string, string] => [framework, id]))
}

/** `drift`, `security`, then as many controls as fit: `external/nist-800-53-r5/cm-3`. */
function tagsOf(policy: PolicyRef, security: boolean): string[] {
  const controls = controlList(policy).map(([framework, id]) => `external/${slug(framework)}/${slug(id)}`)
  const own = security ? ['drift', 'security'] : ['drift']
  return [...new Set([...own, ...controls.slice(0, 6)])].slice(0, maxTags)
}

function slug(text: string): string {
  return safeText(text, 80)
    .toLowerCase()
    .replace(/[^a-z0-9.()-]+/g, '-')
}
