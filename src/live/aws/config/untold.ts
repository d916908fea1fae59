import { operationFacts } from '../../../mapping/api.ts'
import type { Diagnostic } from '../../../model/generated/report.ts'
import { byText } from '../../../model/json.ts'

export const historyOperation = 'config.GetResourceConfigHistory'
/** What the identity that scans is allowed for it. */
export const historyAction = operationFacts(historyOperation).action

/** Why the history tells nothing of a resource. */
export type Untold = 'access-denied' | 'off' | 'not-recorded' | 'unmapped' | 'other-account' | 'failed'

export const untoldTexts: Readonly<Record<Untold, string>> = {
  'access-denied': `${historyAction} is refused`,
  off: 'nothing is recorded in their regions',
  'not-recorded': 'they are not recorded',
  unmapped: 'it is recorded in a shape of its own',
  'other-account': 'they belong to another account than the credentials',
  failed: 'it could not be read',
}

export const untoldHints: Readonly<Record<Untold, string>> = {
  'access-denied': `Allow ${historyAction} to the identity that scans.`,
  off: 'Turn AWS Config on there, or make `driftgate capture` the last step of the deployment.',
  'not-recorded': 'Let AWS Config record their kinds, or make `driftgate capture` the last step of the deployment.',
  unmapped: 'Make `driftgate capture` the last step of the deployment.',
  'other-account': 'Give --role: a role that can be taken on in each account. Or scan each with credentials of its own.',
  failed: 'Scan again later; what nobody declared of them is judged as without a history.',
}

/** What no change of permissions or settings of this scan would mend. */
const quiet: ReadonlySet<Untold> = new Set(['not-recorded', 'unmapped', 'other-account'])

/** What was not told, counted, each reason with what AWS said of it first. */
export class UntoldCounts {
  readonly #counts = new Map<Untold, number>()
  readonly #said = new Map<Untold, { text: string; hint?: string }>()

  add(why: Untold): void {
    this.#counts.set(why, (this.#counts.get(why) ?? 0) + 1)
  }

  because(why: Untold, text: string, hint?: string): void {
    if (!this.#said.has(why)) this.#said.set(why, { text, ...(hint === undefined ? {} : { hint }) })
  }

  notes(): Diagnostic[] {
    return [...this.#counts]
      .toSorted(([a], [b]) => byText(a, b))
      .map(([why, count]) => {
        const said = this.#said.get(why)
        const because = said === undefined ? untoldTexts[why] : `${untoldTexts[why]} (${said.text.replace(/\.$/, '')})`
        return {
          code: 'as-deployed-unread',
          level: quiet.has(why) ? 'note' : 'warning',
          message: `AWS Config's history does not tell what ${count} ${count === 1 ? 'resource was' : 'resources were'} after the deployment: ${because}.`,
          hint: said?.hint ?? untoldHints[why],
        }
      })
  }
}
