import { readFileSync } from 'node:fs'
import type { LintRules, Rule } from '../../model/generated/lint-rules.ts'

export type LintRule = Rule

/** The rules by which images are linted, as the package ships them. Their test holds them against their schema. */
export function lintRules(): LintRule[] {
  const { rules }: LintRules = JSON.parse(readFileSync(new URL('../../../data/contents/lint.json', import.meta.url), 'utf8'))
  return rules
}
