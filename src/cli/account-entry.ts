import type { Entry } from '../live/index.ts'
import { UsageError } from '../model/errors.ts'
import { readAccounts } from './account-file.ts'
import type { WrittenEntry } from './stack.ts'

/** How accounts are entered, checked before anything is asked. Throws UsageError, and InputError for a list that cannot be read. */
export async function checkedEntry({ accounts, role, externalId, sessionName, sessionTags }: WrittenEntry): Promise<Entry> {
  if (role !== undefined && !/^(?:arn:[\w-]+:iam::(?:\d{12}|\{account\}):role\/)?[\w+=,.@/{}-]+$/.test(role))
    throw wrong(
      'role',
      role,
      'Give the name of a role, or its ARN, in which {account} may stand for the account: arn:aws:iam::{account}:role/audit.',
    )
  if (sessionName !== undefined && !/^[\w+=,.@-]{2,64}$/.test(sessionName))
    throw wrong('session-name', sessionName, 'Two to 64 letters, digits and any of _ + = , . @ -.')
  return {
    ...(accounts === undefined ? {} : { accounts: isOrganization(accounts) ? accounts : await readAccounts(accounts) }),
    ...(role === undefined ? {} : { role }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(sessionName === undefined ? {} : { sessionName }),
    ...(sessionTags === undefined ? {} : { sessionTags: Object.fromEntries(sessionTags.map(tagOf)) }),
  }
}

/** `organization`, `organization:ou-ab12-c3d4e5f6,r-ab12`. */
function isOrganization(text: string): boolean {
  const [, units] = /^organization(?::(.*))?$/.exec(text) ?? []
  if (units !== undefined && !units.split(',').every((unit) => /^(?:ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})$/.test(unit)))
    throw wrong('accounts', text, 'Name organizational units or roots by their ids: organization:ou-ab12-c3d4e5f6.')
  return text === 'organization' || units !== undefined
}

function tagOf(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw wrong('session-tag', text, 'Write it as KEY=VALUE.')
  return [text.slice(0, at), text.slice(at + 1)]
}

function wrong(option: string, text: string, hint: string): UsageError {
  return new UsageError('option-value', { message: `--${option} cannot be ${JSON.stringify(text)}.`, hint })
}
