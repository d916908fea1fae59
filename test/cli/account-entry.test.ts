import { describe, expect, it } from 'vitest'
import { checkedEntry } from '../../src/cli/account-entry.ts'
import { folder } from './folder.ts'

const listOf = async (text: string) => {
  const path = folder({ 'accounts.yaml': text })
  return (await checkedEntry({ accounts: `${path}/accounts.yaml` })).accounts
}

describe('a list of accounts', () => {
  it.each([
    ['ids line by line', '# all of them\n111111111111\n\n222222222222 data # old\n012345678901,web\n'],
    ['YAML with ids that it reads as numbers', '- 111111111111\n- {id: 222222222222, name: data}\n- {id: 012345678901, name: web}\n'],
    ['YAML below a key', 'accounts:\n  - "111111111111"\n  - {id: "222222222222", name: data}\n  - {id: "012345678901", name: web}\n'],
    ['JSON', '["111111111111", {"id": "222222222222", "name": "data"}, {"id": "012345678901", "name": "web"}]'],
  ])('is %s', async (_, text) => {
    expect(await listOf(text)).toEqual([{ id: '111111111111' }, { id: '222222222222', name: 'data' }, { id: '012345678901', name: 'web' }])
  })

  it('is what AWS Organizations printed, but for accounts that are not active', async () => {
    const account = (Id: string, Status: string) => ({ Id, Name: `n${Id[0]}`, Status, Email: 'a@example.com' })
    expect(await listOf(JSON.stringify({ Accounts: [account('111111111111', 'ACTIVE'), account('222222222222', 'SUSPENDED')] }))).toEqual([
      { id: '111111111111', name: 'n1' },
    ])
  })

  it('says of an account how it is entered', async () => {
    const account = { id: '111111111111', role: 'r', externalId: 'e1', profile: 'p', regions: ['eu-*'] }
    expect(await listOf(JSON.stringify([account]))).toEqual([account])
  })

  it.each([
    ['- {id: 1111, name: web}\n', /\/0\/id must be of type string/, 1],
    ['- {id: "1111", name: web}\n', /\/0\/id must match/, 1],
    ['- {id: "111111111111", nam: web}\n', /"nam" is not a key/, 1],
    ['- 111111111111\n- id: 111111111111\n  name: web\n', /Account 111111111111 is listed twice/, 2],
    ['111111111111\n111111111111\n', /listed twice/, undefined],
    ['accounts:\n  - {id: "111111111111", regions: []}\n', /\/accounts\/0\/regions must NOT have fewer/, 2],
    ['just text\n', /must be of type array/, 1],
    ['a: [\n', /not valid YAML/, 2],
    ['', /must be of type array/, 1],
  ])('that is wrong is told at its place: %j', async (text, message, line) => {
    const error = await listOf(text).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({
      code: 'accounts-invalid',
      message: expect.stringMatching(message),
      at: line === undefined ? {} : { line },
    })
  })

  it('that is not there, or a unit that is none, is a mistake of the command line', async () => {
    await expect(checkedEntry({ accounts: 'nowhere.yaml' })).rejects.toMatchObject({ code: 'accounts-unreadable' })
    await expect(checkedEntry({ accounts: 'organization:everything' })).rejects.toMatchObject({ code: 'option-value' })
    expect(await checkedEntry({ accounts: 'organization:ou-ab12-c3d4e5f6,r-ab12' })).toEqual({
      accounts: 'organization:ou-ab12-c3d4e5f6,r-ab12',
    })
  })
})

describe('a role', () => {
  it.each(['audit', 'x/audit', 'arn:aws-cn:iam::{account}:role/audit', 'arn:aws:iam::111111111111:role/x/audit'])('is %s', async (role) => {
    expect(await checkedEntry({ role, sessionTags: ['team=sec=ops'] })).toEqual({ role, sessionTags: { team: 'sec=ops' } })
  })

  it.each([
    [{ role: 'a role' }, '--role'],
    [{ role: 'arn:aws:iam::123:role/x' }, '--role'],
    [{ role: 'arn:aws:s3:::bucket' }, '--role'],
    [{ sessionName: 'x y' }, '--session-name'],
    [{ sessionTags: ['team'] }, '--session-tag'],
  ])('is not %j', async (entry, option) => {
    await expect(checkedEntry(entry)).rejects.toMatchObject({ code: 'option-value', message: expect.stringContaining(option) })
  })
})
