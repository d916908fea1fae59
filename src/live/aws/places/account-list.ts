import { UsageError } from '../../../model/errors.ts'
import { globTest, isGlob } from '../../../model/glob.ts'
import { byText } from '../../../model/json.ts'
import type { Entry, ListedAccount, LiveContext } from '../../index.ts'
import { isAccountId } from '../../../model/place.ts'

/** Whether somebody said more than one account, or in which way it is entered. */
export function isManyAccounts({ scope, entry }: Pick<LiveContext, 'scope' | 'entry'>): boolean {
  return entry?.accounts !== undefined || (scope.accounts ?? []).length > 1 || (scope.accounts ?? []).some(isGlob)
}

/**
 * The accounts that are to be read, by id: those asked for, by id, name or pattern, among those that are known; without a word
 * all that are listed; without a list that of the role or of the credentials. Throws UsageError for a name that nothing fits.
 */
export function chosenAccounts(asked: readonly string[], listed: readonly ListedAccount[] | undefined, own: string, entry: Entry = {}) {
  const known = listed ?? [{ id: own }]
  const fixed = /^arn:[^:]*:iam::(\d{12}):/.exec(entry.role ?? '')?.[1]
  const chosen = new Map<string, ListedAccount>()
  const wanted = asked.length > 0 ? asked : listed === undefined ? [fixed ?? own] : ['*']
  for (const text of wanted) {
    const fits = globTest(text)
    const found = known.filter(({ id, name }) => fits(id) || (name !== undefined && fits(name)))
    if (found.length === 0 && isAccountId(text)) found.push({ id: text })
    if (found.length === 0) throw unknownAccount(text, known)
    for (const account of found) chosen.set(account.id, account)
  }
  return [...chosen.values()].toSorted((a, b) => byText(a.id, b.id))
}

function unknownAccount(text: string, known: readonly ListedAccount[]): UsageError {
  const names = known.slice(0, 10).map(({ id, name }) => (name === undefined ? id : `${id} (${name})`))
  const more = known.length > names.length ? ` and ${known.length - names.length} more` : ''
  return new UsageError('account-unknown', {
    message: `No account fits --account ${text}.`,
    hint: `Known are ${names.join(', ')}${more}. --accounts FILE or --accounts organization says which there are.`,
  })
}

/** The ARN of the role that is taken on in an account; undefined where none is. Throws UsageError for a role of another one. */
export function roleIn({ id, role: own }: ListedAccount, { role: common }: Entry, partition: string): string | undefined {
  const role = (own ?? common)?.replaceAll('{account}', id)
  if (role === undefined) return undefined
  if (!role.startsWith('arn:')) return `arn:${partition}:iam::${id}:role/${role.replace(/^\//, '')}`
  const owner = role.split(':')[4]
  if (owner === id) return role
  throw new UsageError('role-account', {
    message: `The role ${role} belongs to account ${owner}, and account ${id} is to be read.`,
    hint: 'Give the name of the role alone, or write {account} in its ARN where the id of the account stands.',
  })
}
