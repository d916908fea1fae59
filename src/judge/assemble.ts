import type { ControlFramework, ControlGroups, Param, PolicyRule, PolicySettings } from '../model/generated/policy.ts'
import type { Diagnostic, Location } from '../model/generated/report.ts'
import { inForce, policyBook, type Policy, type PolicyBook, type PolicyDraft } from './book.ts'
import { controlCatalog, unknownControls, type ControlCatalog } from './controls.ts'
import type { ReadDocument } from './documents.ts'
import type { Engine } from './expression.ts'
import { sentenceOf, unknownPlaceholders } from './message.ts'

/** policies/compiled/builtin.json. */
export interface Builtin {
  policies: readonly PolicyRule[]
  frameworks: readonly ControlFramework[]
  groups: readonly ControlGroups[]
}

/** Puts the built-in pack and the documents of users together, in the order given. What is wrong is left out and said. */
export function assemble(
  builtin: Builtin,
  documents: readonly ReadDocument[],
  engine: Engine,
): { book: PolicyBook; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const say = (code: string, message: string, hint: string, location: Location) =>
    diagnostics.push({ code, level: 'error', message, hint, location })

  const frameworks = [...builtin.frameworks]
  const groups = [...builtin.groups]
  for (const { document } of documents) {
    if (document.kind === 'ControlFramework') frameworks.push(document)
    if (document.kind === 'ControlGroups') groups.push(document)
  }
  const catalog = controlCatalog(frameworks, groups)
  const drafts = new Map<string, PolicyDraft>(builtin.policies.map((rule) => [rule.id, { rule, settings: [] }]))
  const names = namesOfAll(builtin.policies)

  for (const { document, place } of documents) {
    if (document.kind !== 'PolicyPack') continue
    for (const [at, rule] of document.policies.entries()) {
      const pointer = `/policies/${at}`
      const taken = [rule.id, rule.name, ...(rule.aliases ?? [])].find((name) => names.has(name.toLowerCase()))
      if (taken !== undefined)
        say(
          'policy-duplicate',
          `There is a policy '${taken}' already.`,
          'Choose another id and name; to change a policy, write a PolicyConfig.',
          place(`${pointer}/id`),
        )
      else if (rule.id.startsWith('DG'))
        say(
          'policy-reserved',
          `Ids that start with DG are driftgate's own, as '${rule.id}'.`,
          'Choose letters of your own, as ACME001.',
          place(`${pointer}/id`),
        )
      else {
        const problems = problemsOf(rule, catalog, engine)
        for (const problem of problems) say(problem.code, problem.message, problem.hint, place(pointer + problem.pointer))
        if (problems.length > 0) continue
        drafts.set(rule.id, { rule, origin: place(pointer), settings: [] })
        for (const name of [rule.id, rule.name, ...(rule.aliases ?? [])]) names.set(name.toLowerCase(), rule.id)
      }
    }
  }
  for (const { document, place } of documents) {
    if (document.kind !== 'PolicyConfig') continue
    for (const [name, settings] of Object.entries(document.policies)) {
      const pointer = `/policies/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      const draft = drafts.get(names.get(name.toLowerCase()) ?? '')
      if (draft === undefined) {
        say('policy-unknown', `There is no policy '${name}'.`, 'See driftgate policies list.', place(pointer))
        continue
      }
      const problems = settingProblems(draft.rule, settings, engine)
      for (const problem of problems) say(problem.code, problem.message, problem.hint, place(pointer + problem.pointer))
      if (problems.length === 0) draft.settings.push({ settings, at: place(pointer) })
    }
  }
  const policies: Policy[] = [...drafts.values()].map((draft) => inForce(draft, engine, catalog))
  return { book: policyBook(policies, catalog), diagnostics }
}

function namesOfAll(rules: readonly PolicyRule[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const rule of rules) for (const name of [rule.id, rule.name, ...(rule.aliases ?? [])]) names.set(name.toLowerCase(), rule.id)
  return names
}

interface Problem {
  pointer: string
  code: string
  message: string
  hint: string
}

/** What no schema can say of a policy: wrong expressions, defaults of the wrong type, controls that do not exist. */
function problemsOf(rule: PolicyRule, catalog: ControlCatalog, engine: Engine): Problem[] {
  const expressions = rule.when === undefined ? [] : [{ pointer: '/when', text: rule.when }]
  const rules = (rule.severityRules ?? []).map(({ when }, at) => ({ pointer: `/severityRules/${at}/when`, text: when }))
  const defaults = Object.entries(rule.params ?? {}).filter(([, param]) => !fitsParam(param, param.default))
  return [
    ...expressionProblems([...expressions, ...rules], rule, engine),
    ...defaults.map(([name, param]) => paramProblem(`/params/${name}/default`, name, param)),
    ...unknownPlaceholders(rule.message, Object.keys(rule.params ?? {})).map((name) => ({
      pointer: '/message',
      code: 'policy-message',
      message: `The message speaks of '{${name}}', which nothing fills.`,
      hint: 'docs/policies.md lists what may stand in braces.',
    })),
    ...unknownControls(rule, catalog).map((problem) => ({ ...problem, code: 'policy-control-id', hint: 'See driftgate controls list.' })),
  ]
}

function settingProblems(rule: PolicyRule, settings: PolicySettings, engine: Engine): Problem[] {
  const problems: Problem[] = []
  for (const [name, value] of Object.entries(settings.params ?? {})) {
    const param = Object.hasOwn(rule.params ?? {}, name) ? rule.params?.[name] : undefined
    if (param === undefined)
      problems.push({
        pointer: `/params/${name}`,
        code: 'policy-param',
        message: `${rule.id} has no param '${name}'.`,
        hint: `It has: ${Object.keys(rule.params ?? {}).join(', ') || 'none'}.`,
      })
    else if (!fitsParam(param, value)) problems.push(paramProblem(`/params/${name}`, name, param))
  }
  const texts = (settings.severityRules ?? []).map(({ when }, at) => ({ pointer: `/severityRules/${at}/when`, text: when }))
  return [...problems, ...expressionProblems(texts, rule, engine)]
}

function expressionProblems(texts: readonly { pointer: string; text: string }[], rule: PolicyRule, engine: Engine): Problem[] {
  if (texts.length === 0) return []
  const compile = engine.scope(rule.params ?? {})
  return texts.flatMap(({ pointer, text }) => {
    try {
      compile(text)
      return []
    } catch (error) {
      return [
        {
          pointer,
          code: 'policy-expression',
          message: `The expression is wrong: ${sentenceOf(error)}`,
          hint: 'docs/policies.md lists the variables and functions.',
        },
      ]
    }
  })
}

function fitsParam({ type, items }: Param, value: unknown): boolean {
  if (type !== 'array') return typeof value === type
  return Array.isArray(value) && value.every((item) => typeof item === (items ?? 'string'))
}

function paramProblem(pointer: string, name: string, { type, items }: Param): Problem {
  const wanted = type === 'array' ? `list of ${items ?? 'string'}s` : type
  return { pointer, code: 'policy-param', message: `The param '${name}' must be a ${wanted}.`, hint: 'Write a value of that type.' }
}
