import type { Diagnostic } from './model/generated/report.ts'
import { globTest } from './model/glob.ts'
import { byText } from './model/json.ts'
import type { DeclaredBatch, LiveItem } from './model/resource.ts'

/** Watches whether what was read belongs to the account that was asked for. */
export interface AccountWatch {
  declared(batches: AsyncIterable<DeclaredBatch>): AsyncIterable<DeclaredBatch>
  live(items: AsyncIterable<LiveItem[]>): AsyncIterable<LiveItem[]>
}

/** Ids and patterns of ids; names of accounts are in no document. */
const idPattern = /^[\d*?]+$/

/**
 * `--account` is for documents that name none, and says what is read. Where they name their own, and never one of those, it was
 * mistaken or they were: an error and a gap, since nobody can call such a scan clean. The declarations decide; without an
 * account in them the live side.
 */
export function accountWatch(said: readonly string[], note: (diagnostic: Diagnostic) => void): AccountWatch {
  const asked = said.length > 0 && said.every((each) => idPattern.test(each)) ? said.map(globTest) : undefined
  const declaredIn = new Set<string>()
  const liveIn = new Set<string>()
  return {
    async *declared(batches) {
      for await (const batch of batches) {
        if (asked !== undefined) for (const { account } of batch.resources) if (account !== undefined) declaredIn.add(account)
        yield batch
      }
    },
    async *live(items) {
      for await (const batch of items) {
        if (asked !== undefined)
          for (const item of batch) if (item.is === 'resource' && item.resource.account !== undefined) liveIn.add(item.resource.account)
        yield batch
      }
      const named = declaredIn.size > 0 ? declaredIn : liveIn
      if (asked === undefined || named.size === 0 || [...named].some((account) => asked.some((fits) => fits(account)))) return
      const names = said.length === 1 ? `account ${said[0]} was` : `accounts ${said.join(', ')} were`
      const message = `The ${names} asked for, and the documents are of ${[...named].toSorted(byText).join(', ')}.`
      const hint = 'Correct --account, or leave it out: these documents name their account themselves.'
      note({ code: 'other-account', level: 'error', message, hint })
      yield [{ is: 'gap', reason: 'other-account', detail: message, remedy: hint }]
    },
  }
}
