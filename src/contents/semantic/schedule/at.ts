import type { JobRow } from '../../../model/content.ts'
import type { SemanticReader } from '../reader.ts'
import { digestOf, readBytes, readNames, textOf } from '../text.ts'

const spools = ['/var/spool/cron/atjobs', '/var/spool/at', '/var/spool/atjobs']

/**
 * Jobs of at: scripts in its spool, whose names say when: a letter for the queue, the number in 5 hexadecimal digits, minutes
 * since 1970 in 8. https://manpages.debian.org/at.1, atd.8
 */
export const at: SemanticReader = {
  at: '/var/spool/at',
  kinds: ['j'],
  wants: (path) => spools.some((spool) => path.startsWith(`${spool}/`)),
  rows: async (tree, context) => {
    const rows: JobRow[] = []
    for (const spool of spools) {
      for (const n of await readNames(tree, spool, context)) {
        const [, minutes] = /^[a-zA-Z=][0-9a-f]{5}([0-9a-f]{8})$/.exec(n) ?? []
        if (minutes === undefined) continue
        const bytes = await readBytes(tree, `${spool}/${n}`, context)
        if (bytes === undefined) continue
        const [, user] = /^# mail (\S+)/m.exec(textOf(bytes.subarray(0, 4096))) ?? []
        const when = new Date(Number.parseInt(minutes, 16) * 60_000).toISOString()
        rows.push({ k: 'j', n, ...(user !== undefined && { user }), when, x: digestOf(bytes) })
      }
    }
    return rows
  },
}
