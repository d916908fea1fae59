import { exitCodes } from '../../exit-code.ts'
import { UsageError } from '../../model/errors.ts'
import type { Command } from '../commands.ts'
import { print } from '../io.ts'
import { listedRules, type ListedRule } from '../rule-list.ts'

/** `driftgate rules`: every rule by which two things are one. */
const command: Command = async ({ values, io }) => {
  const format = values.text('format')
  if (format !== 'table' && format !== 'json') {
    throw new UsageError('rules-format', {
      message: `Rules are not written as ${format ?? ''}.`,
      hint: 'Give --format table or --format json.',
    })
  }
  const rules = listedRules()
  await print(io.stdout, format === 'json' ? `${JSON.stringify({ rules }, undefined, 2)}\n` : tableOf(rules))
  return exitCodes.clean
}
export default command

function tableOf(rules: readonly ListedRule[]): string {
  const widest = Math.max(...rules.map(({ name }) => name.length))
  const lines = rules.map(({ name, kind, because, where }) => `${name.padEnd(widest)}  ${kind.padEnd(9)}  ${because} (${where})\n`)
  return `${lines.join('')}\n${rules.length} rules; \`driftgate explain RULE\` shows what each holds equal and what it does not.\n`
}
