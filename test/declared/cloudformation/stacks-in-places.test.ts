import { beforeEach, describe, expect, it } from 'vitest'
import { openDeclared } from '../../../src/declared/open.ts'
import { readStacks } from '../../../src/declared-stacks.ts'
import type { Diagnostic } from '../../../src/model/generated/report.ts'
import { closedDoor, first, scanning, second, serveOrganization, type Asked } from '../../helpers/organization.ts'
import { gather, type Reading } from './reading.ts'

const asked: string[] = []
let stacksOf: (place: Asked) => readonly string[] = () => ['base']

serveOrganization(
  (call) => {
    if (call.service !== 'cloudformation') return undefined
    const { account, region, action, form } = call
    const said = /stack\/([^/]+)\//.exec(form.get('StackName') ?? '')?.[1]
    const wrap = (inner: string) => ({ body: `<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>` })
    if (action === 'DescribeStacks') {
      const stacks = stacksOf(call).map(
        (name) =>
          `<member><StackName>${name}</StackName><StackId>arn:aws:cloudformation:${region}:${account}:stack/${name}/1</StackId><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime></member>`,
      )
      return wrap(`<Stacks>${stacks.join('')}</Stacks>`)
    }
    if (action === 'GetTemplate')
      return wrap('<TemplateBody>Resources: { Role: { Type: AWS::IAM::Role, Properties: { RoleName: base } } }</TemplateBody>')
    return wrap(
      `<StackResourceSummaries><member><LogicalResourceId>Role</LogicalResourceId><PhysicalResourceId>${said}-role</PhysicalResourceId><ResourceType>AWS::IAM::Role</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member></StackResourceSummaries>`,
    )
  },
  ({ account, region, action }) => void asked.push(`${account} ${region} ${action}`),
)
beforeEach(() => {
  asked.splice(0)
  stacksOf = () => ['base']
})

type Options = Omit<Parameters<typeof readStacks>[1], 'note'>

async function reading(stacks: string, options: Options): Promise<Reading> {
  const notes: Diagnostic[] = []
  const context = { note: (note: Diagnostic) => void notes.push(note), ...options }
  return gather(openDeclared([`cloudformation:${stacks}`], context, { cloudformation: (each) => readStacks(each, context) }).batches, notes)
}

const where = ({ resources }: Reading) => resources.map(({ account, region, file }) => `${account} ${region} ${file}`)
const errorsOf = ({ notes }: Reading) => notes.filter(({ level }) => level !== 'note')

describe('cloudformation:PATTERN in several accounts and regions', () => {
  const entry = { role: 'audit', accounts: 'organization' }

  it('reads the stacks of each, told apart by where they are though all else of them is equal', async () => {
    const found = await reading('ba*', { entry, accounts: ['prod-*'], regions: ['eu-west-1', 'us-east-1'] })
    expect(where(found)).toEqual(
      [first, second].flatMap((account) =>
        ['eu-west-1', 'us-east-1'].map((region) => `${account} ${region} cloudformation:${account}/${region}/base`),
      ),
    )
    expect(errorsOf(found)).toEqual([])
    expect(asked.filter((each) => each.endsWith('DescribeStacks'))).toHaveLength(4)
  })

  it('says which account it cannot come into, and reads the others', async () => {
    const found = await reading('*', { entry, accounts: [first, closedDoor], regions: ['eu-west-1'] })
    expect(where(found)).toEqual([`${first} eu-west-1 cloudformation:base`])
    expect(errorsOf(found)).toMatchObject([
      { code: 'stack-unreadable', level: 'error', message: expect.stringContaining(`in account ${closedDoor}`) },
    ])
  })

  it('takes the regions that patterns mean, and a region before the pattern as the only one', async () => {
    const all = await reading('*', { regions: ['eu-*'] })
    expect(where(all)).toEqual(['eu-central-1', 'eu-west-1'].map((region) => `${scanning} ${region} cloudformation:${region}/base`))
    const one = await reading('us-east-1/*', { entry, accounts: [first, second], regions: ['eu-*'] })
    expect(where(one)).toEqual([first, second].map((account) => `${account} us-east-1 cloudformation:${account}/us-east-1/base`))
  })

  it('looks for a name in each, and it must be in one of them', async () => {
    stacksOf = ({ account }) => (account === second ? ['web'] : ['base'])
    const found = await reading('web', { entry, accounts: [first, second], regions: ['eu-west-1'] })
    expect(where(found)).toEqual([`${second} eu-west-1 cloudformation:${second}/web`])
    const none = await reading('none', { entry, accounts: [first, second], regions: ['eu-west-1'] })
    expect(none.error).toMatchObject({ code: 'stack-not-found', message: 'No stack of the 2 places in scope is called "none".' })
  })
})
