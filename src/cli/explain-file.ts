import { classified, mutationTitle, type Trait } from '../compare/contents/classify.ts'
import { classTitle, profileOf, profileTitles } from '../compare/contents/profile.ts'
import { rowKinds } from '../model/content.ts'
import { UsageError } from '../model/errors.ts'
import { nearest } from './nearest.ts'

const collected = new Set(rowKinds)
const changes = ['changed', 'added', 'removed'] as const

/**
 * What may happen at a path of a machine, and which rule says so: for one profile, or for all of them, those of one answer
 * together; and what a mutation there is called. Throws UsageError for a profile that is not known.
 */
export function fileText(path: string, profile: string | undefined): string {
  const titles = profileTitles()
  if (profile !== undefined && !titles.has(profile)) throw unknownProfile(profile, [...titles.keys()])
  const answers = new Map<string, string[]>()
  for (const name of profile === undefined ? titles.keys() : [profile]) {
    const answer = answerOf(path, name)
    answers.set(answer, [...(answers.get(answer) ?? []), name])
  }
  const parts = [...answers].map(([answer, names]) => `  ${names.join(', ')}: ${answer}`)
  return `${path}\n${parts.join('')}  where a mutation of it is a finding\n${changes.map((change) => mutationText(path, change)).join('')}`
}

function answerOf(path: string, name: string): string {
  const { class: found, pattern, rule } = profileOf(name, { collected }).at(path)
  const why = pattern === undefined ? 'No rule speaks of it.' : `${pattern}: ${rule?.because ?? ''}`
  return `${found}\n    ${classTitle(found)}\n    ${why}\n`
}

function mutationText(path: string, change: (typeof changes)[number]): string {
  const named = (traits: readonly Trait[], as: string): string => {
    const fields = change === 'changed' ? ['content'] : []
    const { class: name, severity } = classified({ row: 'f', change, path, fields, traits: new Set(traits) })
    return `    ${`${change}${as}`.padEnd(22)}${severity.padEnd(9)}${name ?? ''} ${mutationTitle(name ?? '')}\n`
  }
  const [plain, program] = [named([], ''), named(['executable'], ', executable')]
  return plain.slice(26) === program.slice(26) ? plain : plain + program
}

/** `M03`, as reports name the kind of a mutation; undefined where there is none of that name. */
export function mutationClassText(name: string): string | undefined {
  const title = mutationTitle(name)
  return title === ''
    ? undefined
    : `${name}  ${title}.\n  A class of mutations of what a machine contains; \`driftgate explain PATH\` tells which one a path would be in.\n`
}

function unknownProfile(profile: string, names: readonly string[]): UsageError {
  const meant = nearest(profile, new Set(names))
  return new UsageError('profile-unknown', {
    message: `There is no profile ${JSON.stringify(profile)}.`,
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}The profiles are ${names.join(', ')}.`,
  })
}
