import type { Controls, PolicyRule, PolicySettings, SeverityRule } from '../model/generated/policy.ts'
import type { Location, Outcome, Severity } from '../model/generated/report.ts'
import { byText, jsonOf } from '../model/json.ts'
import { expandControls, type ControlCatalog } from './controls.ts'
import type { Engine, Expression, ParamValues } from './expression.ts'
import { compileMatch, type CompiledMatch } from './match.ts'
import { pathPattern, type PathPattern } from './paths.ts'

/** A policy as it is in force: its rule, with what configuration changed. */
export interface Policy {
  readonly id: string
  readonly name: string
  readonly rule: PolicyRule
  readonly enabled: boolean
  readonly severity: Severity | 'inherit'
  readonly severityRules: readonly SeverityRule[]
  readonly params: ParamValues
  /** With group codes written out. */
  readonly controls: Controls
  readonly matches: readonly CompiledMatch[]
  readonly redact: readonly PathPattern[]
  /** Compiled on first use; throws where the text is wrong. */
  readonly when: (() => Expression) | undefined
  readonly severityWhen: readonly { severity: Severity; when: () => Expression }[]
  /** Where it is written; absent for the built-in ones. */
  readonly origin?: Location
  /** The settings that changed it, in order. */
  readonly settings: readonly AppliedSettings[]
}

export interface AppliedSettings {
  settings: PolicySettings
  at: Location
}

/** A policy with those of its matches that fit an outcome of a kind. */
export interface Candidate {
  readonly policy: Policy
  readonly matches: readonly CompiledMatch[]
}

/** The matches of a policy that an outcome of a kind may fit. */
export function matchesFor({ matches }: Policy, outcome: Outcome, kind: string): CompiledMatch[] {
  return matches.filter((match) => match.outcomes.has(outcome) && match.fitsKind(kind))
}

/** Every policy that is known, sorted by id, with what is needed to judge by them. */
export interface PolicyBook {
  readonly policies: readonly Policy[]
  readonly controls: ControlCatalog
  /** Enabled policies that may fit an outcome of a kind, in order of their ids. Decided once for each kind. */
  readonly candidates: (outcome: Outcome, kind: string) => readonly Candidate[]
  /** By id, name or alias, in any case. */
  readonly find: (idOrName: string) => Policy | undefined
}

export interface PolicyDraft {
  rule: PolicyRule
  origin?: Location
  settings: AppliedSettings[]
}

/** What is in force of a draft: later settings win; a severity that is set replaces the rules as well. */
export function inForce({ rule, origin, settings }: PolicyDraft, engine: Engine, catalog: ControlCatalog): Policy {
  let enabled = rule.enabled ?? (rule.maturity ?? 'stable') === 'stable'
  let severity: Severity | 'inherit' = rule.severity
  let severityRules = rule.severityRules ?? []
  const params = Object.fromEntries(Object.entries(rule.params ?? {}).map(([name, param]) => [name, jsonOf(param.default)]))
  for (const { settings: one } of settings) {
    enabled = one.enabled ?? enabled
    if (one.severity !== undefined) {
      severity = one.severity
      severityRules = []
    }
    severityRules = one.severityRules ?? severityRules
    Object.assign(params, one.params)
  }
  const scope = once(() => engine.scope(rule.params ?? {}))
  const condition = (text: string) => once(() => scope()(text))
  const matches = Array.isArray(rule.match) ? rule.match : [rule.match]
  return {
    id: rule.id,
    name: rule.name,
    rule,
    enabled,
    severity,
    severityRules,
    params,
    controls: expandControls(rule, catalog),
    matches: matches.map(compileMatch),
    redact: (rule.redact ?? []).map(pathPattern),
    when: rule.when === undefined ? undefined : condition(rule.when),
    severityWhen: severityRules.map((one) => ({ severity: one.severity, when: condition(one.when) })),
    ...(origin === undefined ? {} : { origin }),
    settings,
  }
}

export function policyBook(all: readonly Policy[], controls: ControlCatalog): PolicyBook {
  const policies = all.toSorted((a, b) => byText(a.id, b.id))
  const enabled = policies.filter((policy) => policy.enabled)
  const index = new Map<Outcome, Map<string, readonly Candidate[]>>()
  const names = new Map<string, Policy>()
  for (const policy of policies)
    for (const name of [policy.id, policy.name, ...(policy.rule.aliases ?? [])]) names.set(name.toLowerCase(), policy)
  return {
    policies,
    controls,
    candidates(outcome, kind) {
      let kinds = index.get(outcome)
      if (kinds === undefined) index.set(outcome, (kinds = new Map()))
      let found = kinds.get(kind)
      if (found === undefined) {
        found = enabled
          .map((policy) => ({ policy, matches: matchesFor(policy, outcome, kind) }))
          .filter(({ matches }) => matches.length > 0)
        kinds.set(kind, found)
      }
      return found
    },
    find: (idOrName) => names.get(idOrName.toLowerCase()),
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
