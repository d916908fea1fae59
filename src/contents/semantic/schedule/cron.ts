import type { CronRow } from '../../../model/content.ts'
import type { SemanticContext, Tree } from '../../tree.ts'
import { matching } from '../folders.ts'
import type { SemanticReader } from '../reader.ts'
import { digestOf, readBytes, readLines, readNames } from '../text.ts'

/** Tables that name the user of each job. */
const systemTables = ['/etc/crontab', '/etc/cron.d']
/** Tables of one user each, named like it: of Debian, SUSE, Red Hat, busybox. */
const personalTables = ['/var/spool/cron/crontabs', '/var/spool/cron/tabs', '/var/spool/cron', '/etc/crontabs']
/** Folders of scripts, as Debian and Red Hat call them, and Alpine. */
const scriptFolders = ['/etc/cron.*ly', '/etc/periodic/*']
const anacrontab = '/etc/anacrontab'

/** Schedules of cron, anacron and busybox. https://man7.org/linux/man-pages/man5/crontab.5.html, https://manpages.debian.org/anacrontab.5 */
export const cron: SemanticReader = {
  at: '/etc/crontab',
  kinds: ['c'],
  wants: (path) => /^\/etc\/(?:crontab$|cron\.|crontabs\/|periodic\/|anacrontab$)/.test(path) || path.startsWith('/var/spool/cron/'),
  rows: async (tree, context) => {
    const rows = [
      ...(await systemRows(tree, context)),
      ...(await personalRows(tree, context)),
      ...(await scriptRows(tree, context)),
      ...(await anacronRows(tree, context)),
    ]
    return rows.filter(({ jobs }) => jobs.length > 0)
  },
}

type Job = CronRow['jobs'][number]

async function systemRows(tree: Tree, context: SemanticContext): Promise<CronRow[]> {
  const rows: CronRow[] = []
  for (const file of await filesOf(tree, context, systemTables)) {
    rows.push({ k: 'c', n: file, jobs: jobsOf(await readLines(tree, file, context), true) })
  }
  return rows
}

/** Files among the places, and files in those that are folders. */
async function filesOf(tree: Tree, context: SemanticContext, places: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const place of places) {
    const type = (await tree.stat(place))?.type
    if (type === 'd') for (const name of await readNames(tree, place, context)) files.push(`${place}/${name}`)
    else if (type !== undefined) files.push(place)
  }
  return files
}

async function personalRows(tree: Tree, context: SemanticContext): Promise<CronRow[]> {
  const byUser = new Map<string, Job[]>()
  for (const folder of personalTables) {
    // busybox has the same folder under both names.
    if ((await tree.stat(folder))?.type === 'l') continue
    for (const user of await readNames(tree, folder, context)) {
      const file = `${folder}/${user}`
      // What lies below the spool are folders of other tables; a marker of busybox is no table.
      if ((await tree.stat(file))?.type === 'd' || user === 'cron.update') continue
      byUser.set(user, [...(byUser.get(user) ?? []), ...jobsOf(await readLines(tree, file, context), false)])
    }
  }
  return [...byUser].map(([n, jobs]) => ({ k: 'c', n, jobs }))
}

/** Scripts of a folder that is run at a certain pace, those that may be run. */
async function scriptRows(tree: Tree, context: SemanticContext): Promise<CronRow[]> {
  const rows: CronRow[] = []
  for (const folder of (await Promise.all(scriptFolders.map((pattern) => matching(tree, context, pattern)))).flat()) {
    for (const name of await readNames(tree, folder, context)) {
      const n = `${folder}/${name}`
      const entry = await tree.stat(n)
      if (entry === undefined || entry.type === 'd' || (entry.type === 'file' && (entry.mode & 0o111) === 0)) continue
      const bytes = await readBytes(tree, n, context)
      if (bytes !== undefined) rows.push({ k: 'c', n, jobs: [{ user: 'root', when: paceOf(folder), x: digestOf(bytes) }] })
    }
  }
  return rows
}

function paceOf(folder: string): string {
  return `@${folder.replace(/^.*[./]/, '')}`
}

const field = String.raw`\S+`
const times = String.raw`@\w+|${field}\s+${field}\s+${field}\s+${field}\s+${field}`
const withUser = new RegExp(String.raw`^\s*(${times})\s+(\S+)\s+(.+)$`)
const withoutUser = new RegExp(String.raw`^\s*(${times})\s+(.+)$`)

/** Jobs of a table, sorted. A job's digest covers the variables that stand before it: they decide what its command is. */
function jobsOf(lines: readonly string[], hasUser: boolean): Job[] {
  const jobs: Job[] = []
  let environment = ''
  for (const line of lines) {
    if (/^\s*(?:#|$)/.test(line)) continue
    const [, name, value] = /^\s*["']?([A-Za-z_]\w*)["']?\s*=\s*(.*)$/.exec(line) ?? []
    if (name !== undefined) {
      // Whom the output is sent to changes nothing of what runs.
      if (!name.startsWith('MAIL') && name !== 'CONTENT_TYPE') environment = digestOf(`${environment}\n${name}=${value}`)
      continue
    }
    const [, when, user, command] = hasUser ? (withUser.exec(line) ?? []) : withNothing(withoutUser.exec(line))
    // A line that is no job is none for cron either; that it came is told by the job's digest of its own.
    if (when === undefined || command === undefined) jobs.push({ when: 'unreadable', x: digestOf(line) })
    else
      jobs.push({
        ...(user !== undefined && { user }),
        when: when.replaceAll(/\s+/g, ' '),
        x: digestOf(`${environment}\n${command.trim()}`),
      })
  }
  return jobs.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

function withNothing(found: RegExpExecArray | null): (string | undefined)[] {
  return found === null ? [] : [found[0], found[1], undefined, found[2]]
}

function keyOf({ user = '', when, x }: Job): string {
  return `${user} ${when} ${x}`
}

/** `days delay name command`. */
async function anacronRows(tree: Tree, context: SemanticContext): Promise<CronRow[]> {
  const jobs = (await readLines(tree, anacrontab, context)).flatMap((line) => {
    const [, days, delay, name, command] = /^\s*(\d+|@\w+)\s+(\d+)\s+(\S+)\s+(.+)$/.exec(line) ?? []
    return command === undefined
      ? []
      : [{ user: 'root', when: `every ${days} days after ${delay} minutes as ${name}`, x: digestOf(command.trim()) }]
  })
  return [{ k: 'c', n: anacrontab, jobs }]
}
