import { exitCodes } from '../../exit-code.ts'
import { explainPolicy } from '../../judge/explain.ts'
import { safeText } from '../../report/safe-text.ts'
import type { Command } from '../commands.ts'
import { print } from '../io.ts'
import { policyBookFrom } from '../policy-book.ts'

/** `driftgate policies list`: one line a policy. */
const command: Command = async ({ values, io }) => {
  const book = await policyBookFrom(values.texts('policies'), io)
  const rows = book.policies.map(({ id, name, enabled, severity }) => {
    const explained = explainPolicy(book, id)
    return [id, enabled ? severity : 'off', name, explained?.title ?? '', explained?.changedBy.length === 0 ? '' : '(changed)']
  })
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows) {
    const cells = row.map((cell, column) => safeText(cell, 200).padEnd(widths[column] ?? 0))
    await print(io.stdout, `${cells.join('  ').trimEnd()}\n`)
  }
  return exitCodes.clean
}
export default command
