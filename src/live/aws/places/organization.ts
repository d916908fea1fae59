import { AccessError } from '../../../model/errors.ts'
import { own, type Json } from '../../../model/json.ts'
import { operationFacts } from '../../../mapping/api.ts'
import type { ListedAccount, LiveContext } from '../../index.ts'
import { failureOf, type Answers } from '../calls/call.ts'

const [all, ofParent, units] = [
  'organizations.ListAccounts',
  'organizations.ListAccountsForParent',
  'organizations.ListOrganizationalUnitsForParent',
] as const

/** A list that AWS Organizations gives: `organization`, or `organization:` and units or roots, with all that is below them. */
const listName = /^organization(?::(.+))?$/

/** The units of `organization:ou-1,ou-2`; none: the whole organization. */
function unitsOf(list: string): string[] {
  return (listName.exec(list)?.[1] ?? '').split(',').filter((unit) => unit !== '')
}

/** What the identity that scans is allowed for the list. */
export function actionsOfOrganization(list: string): string[] {
  const operations = unitsOf(list).length === 0 ? [all] : [ofParent, units]
  return operations.map((operation) => operationFacts(operation).action)
}

/** The active accounts of an organization; those that are not are counted in a note. Throws AccessError where it cannot be asked. */
export async function organizationAccounts(
  list: string,
  answers: Answers,
  context: LiveContext,
): Promise<{ active: ListedAccount[]; closed: string[] }> {
  const pages: Json[] = []
  try {
    const parents = unitsOf(list)
    if (parents.length === 0) for await (const page of asked(answers, all, {})) pages.push(page)
    for (let at = 0; at < parents.length; at += 1) {
      const ParentId = parents[at] ?? ''
      for await (const page of asked(answers, ofParent, { ParentId })) pages.push(page)
      for await (const page of asked(answers, units, { ParentId })) {
        for (const unit of listIn(page, 'OrganizationalUnits')) {
          const id = own(unit, 'Id')
          if (typeof id === 'string' && !parents.includes(id)) parents.push(id)
        }
      }
    }
  } catch (error) {
    const { operation, details } = failureOf(error)
    throw new AccessError('aws-organization', {
      message: `The accounts of the organization cannot be listed (${[details.code, details.detail].filter(Boolean).join(': ')}).`,
      hint: `Allow ${operationFacts(operation).action}, and ask with an identity of the management account or of a delegated administrator; or name the accounts: --accounts FILE.`,
    })
  }
  return sorted(pages, context)
}

function sorted(pages: readonly Json[], context: LiveContext): { active: ListedAccount[]; closed: string[] } {
  const active = new Map<string, ListedAccount>()
  const closed = new Set<string>()
  for (const account of pages.flatMap((page) => listIn(page, 'Accounts'))) {
    const [id, name] = [own(account, 'Id'), own(account, 'Name')]
    // `State` takes the place of `Status`.
    const state = own(account, 'State') ?? own(account, 'Status')
    if (typeof id !== 'string') continue
    if (state !== undefined && state !== 'ACTIVE') closed.add(id)
    else active.set(id, { id, ...(typeof name === 'string' ? { name } : {}) })
  }
  if (closed.size > 0) {
    const ids = [...closed].toSorted()
    const more = ids.length > 5 ? ` and ${ids.length - 5} more` : ''
    context.note({
      code: 'aws-accounts-closed',
      level: 'note',
      message: `${ids.length} of the organization's ${active.size + ids.length} accounts ${ids.length === 1 ? 'is' : 'are'} not active and not read: ${ids.slice(0, 5).join(', ')}${more}.`,
    })
  }
  return { active: [...active.values()], closed: [...closed] }
}

function asked(answers: Answers, operation: string, input: { ParentId?: string }): AsyncIterable<Json> {
  const expects = operation === units ? ['OrganizationalUnits'] : ['Accounts']
  return answers.call({ operation, input: { ...input }, pages: 'list', expects })
}

function listIn(page: Json, name: string): Json[] {
  const list = own(page, name)
  return Array.isArray(list) ? list : []
}
