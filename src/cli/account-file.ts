import { readFileSync } from 'node:fs'
import { codeOf, InputError, UsageError } from '../model/errors.ts'
import type { AccountList } from '../model/generated/accounts.ts'
import { isObject, own, type Json } from '../model/json.ts'
import { WrittenDocument, type Validate } from './written-document.ts'

const kind = {
  code: 'accounts-invalid',
  title: 'list of accounts',
  help: 'A list of ids, or of id, name, role, externalId, profile and regions; ids have twelve digits.',
  keysOf: () => ['id', 'name', 'role', 'externalId', 'profile', 'regions'],
}

/** Reads a list of accounts: ids line by line, YAML or JSON, or what `aws organizations list-accounts` printed. Throws UsageError, InputError. */
export async function readAccounts(file: string): Promise<AccountList> {
  const text = textOf(file)
  const plain = plainList(text)
  if (plain !== undefined) {
    const twice = twiceIn(plain)
    if (twice === undefined) return plain
    throw new InputError(kind.code, { ...listedTwice(plain[twice]?.id), at: { file } })
  }
  const document = new WrittenDocument(file, text, kind)
  const data: Json = JSON.parse(JSON.stringify(document.data() ?? null))
  const key = ['accounts', 'Accounts'].find((name) => own(data, name) !== undefined) ?? ''
  const list = key === '' ? data : own(data, key)
  const accounts = Array.isArray(list) ? list.map(key === 'Accounts' ? listedByAws : normal).filter((each) => each !== undefined) : list
  const compiled = new URL('../../schemas/compiled/accounts.mjs', import.meta.url)
  const { validate }: { validate: Validate<AccountList> } = await import(compiled.href)
  const above = key === '' ? '' : `/${key}`
  if (validate(accounts)) {
    const twice = twiceIn(accounts)
    if (twice === undefined) return accounts
    const { message, hint } = listedTwice(accounts[twice]?.id)
    throw document.wrong(message, hint, `${above}/${twice}`)
  }
  const [first] = validate.errors ?? []
  throw first === undefined
    ? document.wrong(`${file} is no list of accounts.`, kind.help)
    : document.explained({ ...first, instancePath: `${above}${first.instancePath}` })
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = codeOf(error) ?? 'unknown'
    throw new UsageError('accounts-unreadable', {
      message: `The list of accounts ${file} cannot be read (${code}).`,
      hint: 'Check the path; `--accounts organization` asks AWS Organizations instead.',
      at: { file },
    })
  }
}

/** One id a line, a name after it where there is one; `#` begins a comment. Undefined where a line is something else. */
function plainList(text: string): AccountList | undefined {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*/, '').trim())
  const accounts: AccountList = []
  for (const line of lines.filter((each) => each !== '')) {
    const [, id, name] = /^(\d{12})(?:[\s,;]+(\S.*))?$/.exec(line) ?? []
    if (id === undefined) return undefined
    accounts.push({ id, ...(name === undefined ? {} : { name }) })
  }
  return accounts.length === 0 ? undefined : accounts
}

/** An id alone, or without quotes, which YAML reads as a number. */
function normal(account: Json): Json {
  if (typeof account === 'number' || typeof account === 'string') return { id: idOf(account) }
  const id = own(account, 'id')
  return isObject(account) && id !== undefined ? { ...account, id: idOf(id) } : account
}

/** A number has lost its first zeros; a shorter one is no id at all. */
function idOf(id: Json): Json {
  return typeof id === 'number' && /^\d{9,12}$/.test(String(id)) ? String(id).padStart(12, '0') : id
}

/** Accounts that are not active are left out, as they are when AWS is asked. */
function listedByAws(account: Json): Json | undefined {
  const [id, name, state] = [own(account, 'Id'), own(account, 'Name'), own(account, 'State') ?? own(account, 'Status')]
  if (state !== undefined && state !== 'ACTIVE') return undefined
  return { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) }
}

/** Where an account stands that stood before. */
function twiceIn(accounts: AccountList): number | undefined {
  const at = accounts.findIndex(({ id }, index) => accounts.findIndex((each) => each.id === id) < index)
  return at === -1 ? undefined : at
}

function listedTwice(id = ''): { message: string; hint: string } {
  return { message: `Account ${id} is listed twice.`, hint: 'Leave one of the two out.' }
}
