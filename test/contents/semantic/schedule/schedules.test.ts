import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CronRow } from '../../../../src/model/content.ts'
import { at } from '../../../../src/contents/semantic/schedule/at.ts'
import { cron } from '../../../../src/contents/semantic/schedule/cron.ts'
import { telling, treeOf, type Written } from '../../../helpers/written-tree.ts'

async function schedules(files: Record<string, Written>): Promise<CronRow[]> {
  const rows = await cron.rows(treeOf(files), telling())
  return rows.filter((row) => row.k === 'c')
}

const times = (rows: readonly CronRow[]): Record<string, string[]> =>
  Object.fromEntries(rows.map(({ n, jobs }) => [n, jobs.map(({ user, when }) => (user === undefined ? when : `${user} ${when}`))]))

describe('schedules', () => {
  it('are those of the machine, of users, of folders of scripts, and of anacron', async () => {
    const rows = await schedules({
      '/etc/crontab': 'SHELL=/bin/sh\n17 *\t* * * root cd / && run-parts /etc/cron.hourly\n@reboot www /x\n',
      '/etc/cron.d/empty': '# nothing\n',
      '/etc/cron.daily/man-db': { bytes: 'x', mode: 0o755 },
      '/etc/cron.daily/.placeholder': '',
      '/etc/periodic/15min/probe': { bytes: 'x', mode: 0o755 },
      '/etc/anacrontab': 'SHELL=/bin/sh\n1\t5\tcron.daily\tnice run-parts /etc/cron.daily\n@monthly 45 cron.monthly x\n',
      '/var/spool/cron/crontabs/alice': '# DO NOT EDIT\n*/5 * * * * /home/alice/x\n',
      '/var/spool/cron/bob': '@daily y\n',
    })
    expect(times(rows)).toEqual({
      '/etc/crontab': ['root 17 * * * *', 'www @reboot'],
      '/etc/cron.daily/man-db': ['root @daily'],
      '/etc/periodic/15min/probe': ['root @15min'],
      '/etc/anacrontab': expect.arrayContaining([
        'root every 1 days after 5 minutes as cron.daily',
        'root every @monthly days after 45 minutes as cron.monthly',
      ]),
      alice: ['*/5 * * * *'],
      bob: ['@daily'],
    })
  })

  it('of busybox are read once, though its folder has two names', async () => {
    const rows = await schedules({ '/etc/crontabs/root': '* * * * * x\n', '/var/spool/cron/crontabs': { target: '/etc/crontabs' } })
    expect(times(rows)).toEqual({ root: ['* * * * *'] })
  })

  it('differ by command and by what decides what a command is, not by who gets the mail', async () => {
    const one = async (text: string): Promise<unknown> => await schedules({ '/etc/cron.d/x': text })
    const before = await one('PATH=/usr/bin\n1 2 3 4 5 root run\n')
    expect(await one('MAILTO=me\nPATH=/usr/bin\n\n1 2  3 4 5\troot   run\n')).toEqual(before)
    expect(await one('PATH=/tmp\n1 2 3 4 5 root run\n')).not.toEqual(before)
    expect(await one('PATH=/usr/bin\n1 2 3 4 5 root run it\n')).not.toEqual(before)
    expect(await one('PATH=/usr/bin\n1 2 3 4 5 root run\nunreadable\n')).not.toEqual(before)
  })

  it('come in the same order, whatever the order of lines without variables', async () => {
    const line = fc
      .tuple(fc.constantFrom('@daily', '1 * * * *', '@reboot'), fc.stringMatching(/^[a-z]{1,5}$/))
      .map(([when, command]) => `${when} root ${command}`)
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 6 }), async (lines) => {
        expect(await schedules({ '/etc/crontab': lines.join('\n') })).toEqual(
          await schedules({ '/etc/crontab': lines.toReversed().join('\n') }),
        )
      }),
    )
  })
})

describe('jobs of at', () => {
  it('have who and when in name and head', async () => {
    const context = telling()
    const tree = treeOf({
      '/var/spool/cron/atjobs/a0000101b5c2f0': '#!/bin/sh\n# atrun uid=1000 gid=1000\n# mail alice 0\numask 22\n/x\n',
      '/var/spool/cron/atjobs/.SEQ': '1',
      '/var/spool/cron/atspool': '',
    })
    expect(await at.rows(tree, context)).toEqual([
      { k: 'j', n: 'a0000101b5c2f0', user: 'alice', when: '2024-07-19T00:16:00.000Z', x: expect.stringMatching(/^[\w-]{43}$/) },
    ])
    expect(context.told).toEqual([])
  })
})
