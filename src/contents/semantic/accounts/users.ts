import { createHmac } from 'node:crypto'
import type { UserRow } from '../../../model/content.ts'
import type { SemanticContext, Tree } from '../../tree.ts'
import type { SemanticReader } from '../reader.ts'
import { readLines, readText } from '../text.ts'

const passwd = '/etc/passwd'
const shadow = '/etc/shadow'

/** Accounts of `/etc/passwd` and `/etc/shadow`. https://man7.org/linux/man-pages/man5/passwd.5.html, shadow.5 */
export const users: SemanticReader = {
  at: passwd,
  kinds: ['u'],
  wants: (path) => path === passwd || path === shadow,
  rows: async (tree, context) => {
    const secrets = await secretsOf(tree, context)
    const rows = new Map<string, UserRow>()
    const twice = new Set<string>()
    for (const fields of tableOf(await readLines(tree, passwd, context))) {
      const row = userOf(fields, secrets, context)
      if (rows.has(row.n)) twice.add(row.n)
      else rows.set(row.n, row)
    }
    tellTwice(context, passwd, twice)
    return [...rows.values()]
  },
}

/** Lines of a table with colons, without empty lines and comments. */
export function tableOf(lines: readonly string[]): string[][] {
  return lines.filter((line) => line.trim() !== '' && !line.startsWith('#')).map((line) => line.split(':'))
}

/** Tells names that stand in a table more than once. */
export function tellTwice(context: SemanticContext, path: string, names: ReadonlySet<string>): void {
  if (names.size > 0)
    context.skip(path, `names ${[...names].slice(0, 3).join(', ')} more than once (${names.size} in all): the first one counts`)
}

/** A number of a table; -1 where there is none, as in lines that include another service (`+::::::`). */
export function numberOf(field: string | undefined): number {
  return field !== undefined && /^\d{1,10}$/.test(field) ? Number(field) : -1
}

interface Secret {
  field: string
  day?: number
}

/** Password fields by name; undefined where the table exists and cannot be read. */
async function secretsOf(tree: Tree, context: SemanticContext): Promise<ReadonlyMap<string, Secret> | undefined> {
  const text = await readText(tree, shadow, context)
  if (text === undefined) return (await tree.stat(shadow)) === undefined ? new Map() : undefined
  const secrets = new Map<string, Secret>()
  for (const [name = '', field = '', day] of tableOf(text.split('\n'))) {
    if (!secrets.has(name)) secrets.set(name, { field, ...(numberOf(day) >= 0 && { day: numberOf(day) }) })
  }
  return secrets
}

function userOf(fields: readonly string[], secrets: ReadonlyMap<string, Secret> | undefined, context: SemanticContext): UserRow {
  const [n = '', own = '', uid, gid, , home = '', shell = ''] = fields
  // Only `x` sends to the other table: anything else is the password itself.
  const secret = own === 'x' ? (secrets === undefined ? undefined : (secrets.get(n) ?? { field: '!' })) : { field: own }
  return {
    k: 'u',
    n,
    uid: numberOf(uid),
    gid: numberOf(gid),
    ...(home !== '' && { home }),
    ...(shell !== '' && { shell }),
    ...(secret !== undefined && { pw: stateOf(secret.field) }),
    ...(secret?.day !== undefined && { day: secret.day }),
    ...(secret !== undefined && context.key !== undefined && { pd: digestOf(context.key, n, secret.field) }),
  }
}

function stateOf(field: string): NonNullable<UserRow['pw']> {
  if (field === '') return 'none'
  return /^[!*]/.test(field) ? 'locked' : 'set'
}

function digestOf(key: Uint8Array, name: string, field: string): string {
  return createHmac('sha256', key).update(`${name}:${field}`).digest('base64url')
}
