import { isPattern } from '../../../model/glob.ts'
import { partitionOf } from '../../../mapping/partitions.ts'
import type { Entry } from '../../index.ts'
import { chosenAccounts, roleIn } from './account-list.ts'
import { actionsOfOrganization } from './organization.ts'
import { hasPatterns, regionsAction } from './regions.ts'
import { environmentRegion } from './whereabouts.ts'
import { isAccountId } from '../../../model/place.ts'

/** What was said of accounts and regions. */
interface Said {
  accounts?: readonly string[]
  regions?: readonly string[]
  entry?: Entry
}

/** The actions that it takes to know which accounts and regions there are. */
export function actionsOfEntry({ regions = [], entry = {} }: Said): string[] {
  const { accounts } = entry
  const own = Array.isArray(accounts) ? accounts.flatMap((account) => account.regions ?? []) : []
  return [
    ...(hasPatterns([...regions, ...own]) ? [regionsAction] : []),
    ...(typeof accounts === 'string' ? actionsOfOrganization(accounts) : []),
  ]
}

/** The roles that are taken on, with `*` for accounts that only AWS knows. Throws UsageError for a role of another account. */
export function rolesOf({ accounts = [], regions = [], entry = {} }: Said): string[] {
  const listed = Array.isArray(entry.accounts) ? entry.accounts : undefined
  const isOpen = listed === undefined && (accounts.length === 0 ? entry.accounts !== undefined : !accounts.every(isAccountId))
  const targets = isOpen ? [{ id: '*' }] : chosenAccounts(accounts, listed, '*', entry)
  const partition = partitionOf(regions.find((region) => !isPattern(region)) ?? environmentRegion())
  return targets.flatMap((account) => roleIn(account, entry, partition) ?? [])
}
