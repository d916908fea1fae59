import { rules } from '../compare/rules/index.ts'
import { treeRules } from '../compare/rules/tree-rules.ts'
import { transformExamples } from '../mapping/transform-examples.ts'
import type { Json } from '../model/json.ts'

/** A rule that makes two things one, with its proof. */
export interface ListedRule {
  name: string
  /** Of two spellings of a scalar, of two trees, or of Terraform's attributes and CloudFormation's properties. */
  kind: 'spelling' | 'tree' | 'transform'
  because: string
  where: string
  equal: Example[]
  different: Example[]
}

interface Example {
  declared: Json
  live: Json
  /** The kind, or the Terraform type, that the two are of. */
  of?: string
}

/** Every rule, from the objects and the data that the comparison itself runs on. The command, `explain` and the docs read this. */
export function listedRules(): ListedRule[] {
  const spellings = rules.map(({ name, because, where = 'everywhere', equal, different }): ListedRule => ({
    name,
    kind: 'spelling',
    because,
    where,
    equal: equal.map(([declared, live]) => ({ declared, live })),
    different: different.map(([declared, live]) => ({ declared, live })),
  }))
  const trees = treeRules.map(({ name, because, where, equal, different }): ListedRule => ({
    name,
    kind: 'tree',
    because,
    where,
    equal: equal.map(([of, declared, live]) => ({ of, declared, live })),
    different: different.map(([of, declared, live]) => ({ of, declared, live })),
  }))
  const transforms = Object.entries(transformExamples()).map(([name, { because, type: of, declared, equal, different }]): ListedRule => ({
    name,
    kind: 'transform',
    because,
    where: 'attributes that the Terraform map marks with it',
    equal: [{ of, declared, live: equal }],
    different: [{ of, declared, live: different }],
  }))
  return [...spellings, ...trees, ...transforms]
}

/** A rule with all of its examples, as text. */
export function ruleText({ name, because, where, equal, different }: ListedRule): string {
  return [
    `${name}: two that are one.\n  ${because}\n  Where: ${where}.\n`,
    ...equal.map((each) => line('equal    ', each)),
    ...different.map((each) => line('different', each)),
  ].join('')
}

function line(word: string, { of, declared, live }: Example): string {
  return `  ${word}  ${of === undefined ? '' : `${of}  `}${JSON.stringify(declared)}  ${JSON.stringify(live)}\n`
}
