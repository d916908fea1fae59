import type { Mutation } from '../model/mutation.ts'
import type { RawDifference } from '../model/pair.ts'
import type { Policy, PolicyBook } from './book.ts'
import type { JudgeContext } from './facts.ts'
import { trialOf, tryPolicy } from './judge.ts'
import { segmentsOf } from './paths.ts'

/**
 * Whether `judge` would make a finding of a mutation, without making it: a policy without a condition answers by its match
 * alone, and those are asked first.
 */
export function breaksAny(mutation: Mutation, book: PolicyBook, context: JudgeContext): boolean {
  const candidates = book.candidates(mutation.outcome, mutation.resource.kind)
  if (candidates.length === 0) return false
  const trial = trialOf(mutation, context)
  const conditional = []
  for (const candidate of candidates) {
    if (!isPlain(candidate.policy)) conditional.push(candidate)
    else if (candidate.matches.some((match) => match.sharpness(trial) >= 0)) return true
  }
  return conditional.some((candidate) => {
    const broken = tryPolicy(candidate, trial, [])
    return broken !== undefined && broken.severity !== 'inherit'
  })
}

/** What policies that ask for nothing but kind, change and path said of a difference, by book. */
const plainAnswers = new WeakMap<PolicyBook, Map<string, boolean>>()

/** Whether a policy that asks for nothing but kind, change and path makes a finding of a difference. Answered once for each of these. */
export function breaksPlainly({ path, change, neutralPath }: RawDifference, kind: string, book: PolicyBook): boolean {
  let answers = plainAnswers.get(book)
  if (answers === undefined) plainAnswers.set(book, (answers = new Map()))
  const key = `${kind} ${change} ${path} ${neutralPath ?? ''}`
  let answer = answers.get(key)
  if (answer === undefined) {
    const paths = [path, neutralPath].flatMap((each) => (each === undefined ? [] : [segmentsOf(each)]))
    const subject = { resource: { kind }, change, paths, tags: () => new Map<string, string>() }
    answer = book
      .candidates('mutated', kind)
      .some(({ policy, matches }) => isPlain(policy) && !hasScope(policy) && matches.some((match) => match.sharpness(subject) >= 0))
    answers.set(key, answer)
  }
  return answer
}

function hasScope({ rule: { match } }: Policy): boolean {
  return [match].flat().some(({ scope }) => scope !== undefined)
}

function isPlain({ when, severity }: Policy): boolean {
  return when === undefined && severity !== 'inherit'
}
