import type { PolicyRule } from '../model/generated/policy.ts'
import type { Location, PolicyRef, Severity } from '../model/generated/report.ts'
import { given } from '../model/given.ts'
import { jsonOf, type Json } from '../model/json.ts'
import type { Policy, PolicyBook } from './book.ts'
import { bySeverity } from './severity.ts'

/** All that can be said of a policy, ready to be laid out. */
export interface PolicyExplanation {
  id: string
  name: string
  title: string
  enabled: boolean
  maturity: string
  class?: string
  severity: string
  /** Every severity it can reach, the most severe first. */
  severities: readonly Severity[]
  severityRules: readonly { when: string; severity: Severity }[]
  description: string
  rationale?: string
  help?: string
  references: readonly string[]
  match: PolicyRule['match']
  when?: string
  general: boolean
  params: readonly { name: string; type: string; value: Json; default: Json; description?: string; setIn?: Location }[]
  rebuild?: PolicyRule['rebuild']
  controls: readonly { framework: string; frameworkTitle: string; id: string; title: string; url?: string }[]
  owner?: string
  /** Where it is written; absent for the built-in ones. */
  origin?: Location
  /** Where it was changed, with the reasons given. */
  changedBy: readonly { at: Location; reason?: string }[]
  tests: readonly string[]
}

/** By id, name or alias; undefined where there is no such policy. */
export function explainPolicy(book: PolicyBook, idOrName: string): PolicyExplanation | undefined {
  const policy = book.find(idOrName)
  if (policy === undefined) return undefined
  const { rule } = policy
  return {
    id: policy.id,
    name: policy.name,
    title: rule.title,
    enabled: policy.enabled,
    maturity: rule.maturity ?? 'stable',
    severity: policy.severity,
    severities: severitiesOf(policy),
    severityRules: policy.severityRules,
    description: rule.description,
    references: rule.references ?? [],
    match: rule.match,
    general: rule.general ?? false,
    params: paramsOf(policy),
    controls: controlsOf(policy, book),
    changedBy: policy.settings.map(({ at, settings }) => ({ at, ...(settings.reason === undefined ? {} : { reason: settings.reason }) })),
    tests: (rule.tests ?? []).map((test) => test.name),
    ...given({
      class: rule.class,
      rationale: rule.rationale,
      help: rule.help,
      when: rule.when,
      rebuild: rule.rebuild,
      owner: policy.settings.findLast(({ settings }) => settings.owner !== undefined)?.settings.owner ?? rule.owner,
      origin: policy.origin,
    }),
  }
}

/** The policies that are in force, for the report. */
export function policyRefs(book: PolicyBook): PolicyRef[] {
  return book.policies
    .filter((policy) => policy.enabled)
    .map((policy) => ({
      id: policy.id,
      name: policy.name,
      title: policy.rule.title,
      description: policy.rule.description,
      // A policy that inherits never decides, so no finding bears this severity.
      severity: policy.severity === 'inherit' ? 'info' : policy.severity,
      severities: severitiesOf(policy),
      controls: policy.controls,
      ...given({ help: policy.rule.help, precision: policy.rule.precision }),
    }))
}

/** Info too where a policy judges differences: one that changed nothing but the form is a note. */
function severitiesOf({ severity, severityRules, matches }: Policy): Severity[] {
  const own = severity === 'inherit' ? [] : [severity]
  const notes: Severity[] = severity === 'inherit' || matches.some(({ outcomes }) => outcomes.has('mutated')) ? ['info'] : []
  return [...new Set<Severity>([...own, ...severityRules.map((rule) => rule.severity), ...notes])].toSorted(bySeverity)
}

function paramsOf(policy: Policy): PolicyExplanation['params'] {
  return Object.entries(policy.rule.params ?? {}).map(([name, param]) => ({
    name,
    type: param.type === 'array' ? `list of ${param.items ?? 'string'}s` : param.type,
    value: policy.params[name] ?? null,
    default: jsonOf(param.default),
    ...given({
      description: param.description,
      setIn: policy.settings.findLast(({ settings }) => Object.hasOwn(settings.params ?? {}, name))?.at,
    }),
  }))
}

function controlsOf(policy: Policy, { controls }: PolicyBook): PolicyExplanation['controls'] {
  return Object.entries(policy.controls).flatMap(([framework, ids]) =>
    ids.map((id) => {
      const control = controls.control(framework, id)
      return {
        framework,
        frameworkTitle: controls.frameworks.get(framework)?.title ?? framework,
        id,
        title: control?.title ?? '',
        ...given({ url: control?.url }),
      }
    }),
  )
}
