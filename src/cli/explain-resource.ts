import { compare } from '../compare/compare.ts'
import { settledPair } from '../compare/variants.ts'
import { rules } from '../compare/rules/index.ts'
import type { Locator } from '../declared/locate/locator.ts'
import type { PolicyBook } from '../judge/book.ts'
import type { JudgeContext } from '../judge/facts.ts'
import { judge } from '../judge/judge.ts'
import { redact } from '../judge/redact.ts'
import { withoutSecrets, type Secrets } from '../judge/secrets.ts'
import type { Matched } from '../match/match.ts'
import { placeText } from '../model/errors.ts'
import { isCompared, type Decision, type Pair, type RawDifference } from '../model/pair.ts'
import { safeText } from '../report/safe-text.ts'
import { valuePair, valueText } from '../report/words.ts'
import type { ProviderSchemas } from '../model/provider-schema.ts'
import { mutationsOf, resourceOf, withTerraformPaths } from '../mutations.ts'
import { asPointer, decisionsAt, named } from './explain-path.ts'
import { decisionTexts, notCheckedTexts, notComparedTexts } from './reasons.ts'

export interface Surroundings {
  matched: Matched
  locator: Locator
  policies: PolicyBook
  judging: JudgeContext
  secrets: Secrets
  schemas: ProviderSchemas | undefined
  /** Only decisions there and below; all when absent. */
  path?: string
  /** Every path that was decided, for the nearest. */
  paths: Set<string>
}

/**
 * Everything that was decided about one resource: each attribute with its result and what decided, then what it breaks.
 * Undefined where nothing was decided at the path that is asked for.
 */
export function explainPair(open: Pair, around: Surroundings): string | undefined {
  const { matched, locator, policies, judging, secrets, schemas, path } = around
  const pair = settledPair(open, { aliases: matched.aliases, schemas })
  const decisions: Decision[] = []
  const comparison = isCompared(pair)
    ? compare(pair, { aliases: matched.aliases, schemas, trace: (decision) => decisions.push(decision) })
    : undefined
  // Books what `ignore_changes` takes out, too.
  const mutations = mutationsOf(pair, comparison, locator, secrets)
  const traced = new Set(decisions.map((decision) => `${decision.path} ${decision.by}`))
  for (const { path: at, reason } of comparison?.notCompared ?? []) {
    if (!traced.has(`${at} ${reason}`)) decisions.push({ path: at, result: 'not-compared', by: reason })
  }
  const all = named(decisions, pair)
  for (const { names } of all) for (const name of names) around.paths.add(name)
  const wanted = path === undefined ? all : decisionsAt(all, asPointer(path))
  if (path !== undefined && wanted.length === 0) return undefined
  const broken = mutations
    .flatMap((mutation) => judge(mutation, policies, judging).judged?.finding ?? [])
    .filter(({ difference }) => path === undefined || wanted.some((decision) => decision.path === difference?.path))
  return `${[
    ...heading(pair, locator),
    ...wanted.flatMap((decision) => decisionLines(decision, pair, policies, secrets)),
    ...(broken.length === 0 ? [] : ['']),
    ...broken.map(
      ({ policy, name, severity, difference }) =>
        `breaks ${policy} ${name} (${severity})${difference === undefined ? '' : ` at ${safeText(difference.path, 200)}`}`,
    ),
  ].join('\n')}\n`
}

function heading(pair: Pair, locator: Locator): string[] {
  const { kind, address, physicalId, constructPath } = resourceOf(pair)
  const names = [address, kind, physicalId === address ? undefined : physicalId, pair.outcome]
  const { declared, reason, gap } = pair
  const remedy = [gap?.action, gap?.detail, gap?.remedy].filter((part) => part !== undefined)
  return [
    names.flatMap((name) => (name === undefined ? [] : [safeText(name, 200)])).join('  '),
    ...(constructPath === undefined ? [] : [`construct ${safeText(constructPath, 300)}`]),
    ...(declared === undefined ? [] : [`declared at ${safeText(placeText(locator.locate(declared)), 300)}`]),
    ...(reason === undefined ? [] : [`${reason}: ${notCheckedTexts[reason]}`, ...remedy.map((part) => `  ${safeText(part, 300)}`)]),
    '',
  ]
}

function decisionLines(decision: Decision, pair: Pair, policies: PolicyBook, secrets: Secrets): string[] {
  const { declared, live } = shownValues(decision, pair, policies, secrets)
  const path = safeText(decision.path, 200)
  const values =
    decision.result === 'different' && declared !== undefined && live !== undefined
      ? valuePair(declared, live).join(' -> ')
      : valueText(live ?? declared)
  const hasValue = declared !== undefined || live !== undefined
  const line = `${decision.result.padEnd(13)} ${path}${hasValue ? `  ${values}` : ''}`
  return decision.by === 'identical' ? [line] : [line, `${' '.repeat(14)}${safeText(decision.by, 80)}: ${because(decision)}`]
}

/** Both values as a report would show them: secrets replaced. */
function shownValues(
  { path, declared, live }: Decision,
  pair: Pair,
  policies: PolicyBook,
  secrets: Secrets,
): { declared?: unknown; live?: unknown } {
  const raw: RawDifference = {
    path,
    change: 'changed',
    leaves: 0,
    ...(declared === undefined ? {} : { declared }),
    ...(live === undefined ? {} : { live }),
  }
  const [placed = raw] = withTerraformPaths(pair, [raw])
  const clean = withoutSecrets(placed, pair.declared?.sensitive ?? [], secrets)
  return redact(
    clean,
    policies.policies.flatMap((policy) => policy.redact),
  )
}

function because({ by, result }: Decision): string {
  if (result === 'not-compared') return textOf(notComparedTexts, by)
  return rules.find((rule) => rule.name === by)?.because ?? textOf(decisionTexts, by)
}

function textOf(texts: Readonly<Record<string, string>>, name: string): string {
  return (Object.hasOwn(texts, name) ? texts[name] : undefined) ?? 'Decided by this name.'
}
