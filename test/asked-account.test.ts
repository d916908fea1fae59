import { describe, expect, it } from 'vitest'
import { accountWatch } from '../src/asked-account.ts'
import type { Diagnostic } from '../src/model/generated/report.ts'
import type { LiveItem } from '../src/model/resource.ts'
import { declares, once, partly, shows } from './helpers/resources.ts'
import { all } from './live/builders.ts'

const queue = 'AWS::SQS::Queue'

/** What is read and said when an account is asked for, and the documents name these. */
async function asking(asked: string | undefined, declared: (string | undefined)[], live: (string | undefined)[]) {
  const notes: Diagnostic[] = []
  const watch = accountWatch(asked === undefined ? [] : [asked], (diagnostic) => void notes.push(diagnostic))
  const place = (account: string | undefined) => (account === undefined ? {} : { account })
  const batches = once({ resources: declared.map((account) => declares(queue, {}, place(account))) })
  for await (const batch of watch.declared(batches)) expect(batch.resources).toHaveLength(declared.length)
  const items: LiveItem[] = await all(watch.live(once(partly(live.map((account, at) => shows(queue, `q${at}`, {}, place(account)))))))
  return { gaps: items.filter(({ is }) => is === 'gap'), notes: notes.map(({ code, level }) => `${level} ${code}`), count: items.length }
}

describe('the account that was asked for', () => {
  it.each([
    ['is none', undefined, ['111111111111'], ['222222222222']],
    ['is the one of the documents', '111111111111', ['111111111111'], ['111111111111']],
    ['is one of several', '111111111111', ['222222222222', '111111111111'], []],
    ['stands for documents that name none', '111111111111', [undefined], [undefined]],
  ])('%s: nothing is said', async (_, asked, declared, live) => {
    expect(await asking(asked, declared, live)).toEqual({ gaps: [], notes: [], count: live.length })
  })

  it.each([
    ['by the declarations', ['111111111111', undefined], ['999999999999']],
    ['by the live documents', [undefined], ['111111111111']],
  ])('is contradicted %s: an error, and the scan is not complete', async (_, declared, live) => {
    const { gaps, notes } = await asking('999999999999', declared, live)
    expect(notes).toEqual(['error other-account'])
    expect(gaps).toMatchObject([
      { reason: 'other-account', detail: 'The account 999999999999 was asked for, and the documents are of 111111111111.' },
    ])
  })
})
