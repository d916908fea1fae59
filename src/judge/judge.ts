import type { ContentFacts } from '../model/content-facts.ts'
import type { Diagnostic, Difference, Finding, ImageRef, Severity } from '../model/generated/report.ts'
import { fingerprintOf } from '../model/fingerprint.ts'
import { byText } from '../model/json.ts'
import type { JudgedMutation, Mutation, RebuildHint } from '../model/mutation.ts'
import type { ImageContext, RawDifference } from '../model/pair.ts'
import type { Candidate, Policy, PolicyBook } from './book.ts'
import { mergeControls } from './controls.ts'
import { factsOf, tagsOf, type JudgeContext } from './facts.ts'
import type { Subject } from './match.ts'
import { messageOf, sentenceOf } from './message.ts'
import { segmentsOf } from './paths.ts'
import { redact } from './redact.ts'
import { bySeverity } from './severity.ts'

/** A policy that a mutation breaks. */
interface Broken {
  policy: Policy
  severity: Severity | 'inherit'
  sharpness: number
}

/**
 * Judges one mutation by every policy that may fit it: the most severe one decides, then the one whose path is sharper, then
 * the lower id; a general one only where no other fits. Undefined where no policy fits. A condition that cannot be decided
 * never passes: the policy counts as broken, at its own severity, and a diagnostic says so.
 */
export function judge(mutation: Mutation, book: PolicyBook, context: JudgeContext): { judged?: JudgedMutation; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const candidates = book.candidates(mutation.outcome, mutation.resource.kind)
  if (candidates.length === 0) return { diagnostics }
  const trial = trialOf(mutation, context)
  const broken: Broken[] = []
  for (const candidate of candidates) {
    const one = tryPolicy(candidate, trial, diagnostics)
    if (one !== undefined) broken.push(one)
  }
  const [decides, ...others] = broken.filter(({ severity }) => severity !== 'inherit').toSorted(byRank)
  if (decides === undefined || decides.severity === 'inherit') return { diagnostics }
  const joined = broken.filter(({ severity }) => severity === 'inherit')
  return { judged: judged(decides.policy, decides.severity, [...others, ...joined], mutation, candidates, context), diagnostics }
}

function byRank(a: Broken, b: Broken): number {
  const general = Number(a.policy.rule.general ?? false) - Number(b.policy.rule.general ?? false)
  if (general !== 0) return general
  const severity = a.severity === 'inherit' || b.severity === 'inherit' ? 0 : bySeverity(a.severity, b.severity)
  return severity || b.sharpness - a.sharpness || byText(a.policy.id, b.policy.id)
}

/** A mutation with what the policies ask of it, made on first use and shared by them. */
export interface Trial extends Subject {
  mutation: Mutation
  facts(): Record<string, unknown>
}

export function trialOf(mutation: Mutation, context: JudgeContext): Trial {
  const { difference } = mutation
  const paths = difference === undefined ? [] : [segmentsOf(difference.path)]
  if (difference?.neutralPath !== undefined) paths.push(segmentsOf(difference.neutralPath))
  let tags: ReadonlyMap<string, string> | undefined
  const tagsOnce = () => (tags ??= tagsOf(mutation))
  let facts: Record<string, unknown> | undefined
  return {
    mutation,
    resource: mutation.resource,
    change: difference?.change,
    paths,
    tags: tagsOnce,
    facts: () => (facts ??= factsOf(mutation, context, tagsOnce)),
  }
}

/** Whether one policy is broken, and how badly; undefined where it is not. */
export function tryPolicy({ policy, matches }: Candidate, trial: Trial, diagnostics: Diagnostic[]): Broken | undefined {
  const { difference } = trial.mutation
  let sharpness = -1
  for (const match of matches) sharpness = Math.max(sharpness, match.sharpness(trial))
  if (sharpness < 0) return undefined
  let { severity } = policy
  try {
    if (policy.when !== undefined || policy.severityWhen.length > 0) {
      const values = { ...trial.facts(), params: policy.params }
      if (policy.when !== undefined && !policy.when()(values)) return undefined
      severity = policy.severityWhen.find(({ when }) => when()(values))?.severity ?? severity
    }
  } catch (error) {
    diagnostics.push({
      code: 'policy-error',
      level: 'warning',
      message: `Policy ${policy.id} could not be decided and counts as broken: ${sentenceOf(error)}`,
      hint: 'Mend the expression: ask whether a value is there before using it, as change.live.?Port.orValue(0).',
      ...(policy.origin === undefined ? {} : { location: policy.origin }),
    })
  }
  if (difference?.cosmetic === true && severity !== 'inherit') severity = 'info'
  return { policy, severity, sharpness }
}

function judged(
  policy: Policy,
  severity: Severity,
  others: readonly Broken[],
  mutation: Mutation,
  candidates: readonly Candidate[],
  context: JudgeContext,
): JudgedMutation {
  const patterns = candidates.flatMap(({ policy: candidate }) => candidate.redact)
  const clean = mutation.difference === undefined ? undefined : redact(mutation.difference, patterns)
  const shown: Mutation = clean === undefined ? mutation : { ...mutation, difference: clean }
  const identity = {
    policy: policy.id,
    outcome: mutation.outcome,
    resource: mutation.resource,
    ...(clean === undefined ? {} : { difference: reported(clean) }),
  }
  const controls = others.length === 0 ? policy.controls : mergeControls([policy.controls, ...others.map((other) => other.policy.controls)])
  return {
    finding: {
      policy: policy.id,
      name: policy.name,
      severity,
      alsoBreaks: others.map((other) => other.policy.id).toSorted(byText),
      outcome: mutation.outcome,
      resource: mutation.resource,
      ...(identity.difference === undefined ? {} : { difference: identity.difference }),
      fingerprint: fingerprintOf(identity),
      message: messageOf(policy, shown, context),
      controls,
      ...(mutation.image === undefined ? {} : { image: imageOf(mutation.image) }),
      ...(clean?.content === undefined ? {} : contextOf(clean.content)),
    },
    mutation: shown,
    rebuild: rebuildOf(policy),
  }
}

/** What the report shows of a difference in what a machine contains. */
function contextOf({
  class: name,
  volatile,
  package: owner,
  on,
  fields,
  evidence,
  text,
}: ContentFacts): Pick<Finding, 'class' | 'context'> {
  const context = {
    volatile,
    ...(owner === undefined ? {} : { package: owner }),
    ...(on === undefined ? {} : { mount: on }),
    ...(fields.length === 0 ? {} : { fields: [...fields] }),
    ...(evidence === undefined ? {} : { evidence: [...evidence] }),
    ...(text === undefined ? {} : { text: [...text] }),
  }
  return { ...(name === undefined ? {} : { class: name }), context }
}

/** What the report shows of a difference. */
function reported({ leaves: _leaves, cosmetic: _cosmetic, content: _content, ...difference }: RawDifference): Difference {
  return difference
}

function imageOf({ id, record, live }: ImageContext): ImageRef {
  const createdAt = record?.build?.finishedAt ?? record?.createdAt ?? live?.creationDate
  return {
    id,
    ...(record === undefined ? {} : { name: record.name }),
    ...(record?.build?.runId === undefined ? {} : { build: record.build.runId }),
    ...(record?.build?.commit === undefined ? {} : { commit: record.build.commit }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(record?.channel === undefined ? {} : { channel: record.channel }),
  }
}

function rebuildOf({ rule: { rebuild } }: Policy): RebuildHint {
  if (rebuild === undefined) return { strategy: 'reapply' }
  const { preserve: _preserve, ...hint } = rebuild
  return hint
}
