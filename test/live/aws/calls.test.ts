import { beforeEach, describe, expect, it } from 'vitest'
import { Declarations, kindsToRead } from '../../../src/live-scope.ts'
import { readKinds } from '../../../src/live/aws/engine/engine.ts'
import { estimateOf } from '../../../src/live/aws/estimate.ts'
import { Limiter } from '../../../src/live/aws/calls/limiter.ts'
import { SdkAnswers } from '../../../src/live/aws/calls/sdk.ts'
import { fulfils } from '../../../src/live/aws/engine/walk.ts'
import { apiRow, operationFacts } from '../../../src/mapping/api.ts'
import { row } from '../../../src/mapping/data.ts'
import type { DeclaredResource, LiveResource } from '../../../src/model/resource.ts'
import { serveAws } from '../../helpers/aws-endpoint.ts'
import { shopAccount, type Stocks } from '../../helpers/aws-shop.ts'
import { all, gaps, resources } from '../builders.ts'

/** Fifty declared resources beside others of the same kinds that nobody declares. */
const stocks: Stocks = {
  'AWS::EC2::VPC': { declared: 1, all: 2 },
  'AWS::EC2::Subnet': { declared: 4, all: 9 },
  'AWS::EC2::SecurityGroup': { declared: 4, all: 30 },
  'AWS::EC2::Instance': { declared: 4, all: 120 },
  'AWS::IAM::Role': { declared: 6, all: 60 },
  'AWS::IAM::User': { declared: 2, all: 9 },
  'AWS::IAM::ManagedPolicy': { declared: 3, all: 20 },
  'AWS::IAM::InstanceProfile': { declared: 2, all: 4 },
  'AWS::S3::Bucket': { declared: 4, all: 40 },
  'AWS::SQS::Queue': { declared: 4, all: 20 },
  'AWS::SNS::Topic': { declared: 3, all: 12 },
  'AWS::Lambda::Function': { declared: 4, all: 30 },
  'AWS::RDS::DBInstance': { declared: 2, all: 5 },
  'AWS::DynamoDB::Table': { declared: 3, all: 8 },
  'AWS::Logs::LogGroup': { declared: 4, all: 70 },
  'AWS::KMS::Key': { declared: 2, all: 6 },
}

const asked = new Map<string, number>()
const account = shopAccount(stocks)
serveAws((request, body) => account(request, body, (action) => asked.set(action, (asked.get(action) ?? 0) + 1)))
beforeEach(() => asked.clear())

function declarations(): Declarations {
  const declared = new Declarations()
  for (const [kind, stock] of Object.entries(stocks)) {
    const word = kind.split('::').at(-1)?.toLowerCase() ?? ''
    for (let at = 0; at < stock.declared; at += 1) declared.note(resourceOf(kind, `${word}-${at}`))
  }
  return declared
}

function resourceOf(kind: string, name: string): DeclaredResource {
  const parts = { properties: {}, identities: [], sensitive: [], dependencies: [], file: 'shop.json', reader: 'cloudformation' }
  return { kind, type: kind, address: name, shape: 'neutral', physicalId: name, ...parts }
}

/** The fewest calls by the rows: pages of lists, batches, and one for each declared resource where AWS has nothing better. */
function fewest(kinds: ReadonlySet<string>, live: readonly LiveResource[]): number {
  const lists = new Map<string, number>()
  let single = 0
  let tagged = 0
  const pagesOf = (operation: string, items: number) => Math.max(1, Math.ceil(items / (operationFacts(operation).pageSize ?? 1000)))
  for (const kind of kinds) {
    const read = apiRow(kind)
    if (read === undefined) continue
    const stock = stocks[kind] ?? { declared: 0, all: 0 }
    lists.set(read.l.o, Math.max(lists.get(read.l.o) ?? 1, pagesOf(read.l.o, stock.all)))
    for (const detail of read.d ?? []) {
      if (detail.j !== undefined) {
        if (stock.declared > 0 || detail.w === 2) lists.set(detail.o, lists.get(detail.o) ?? 1)
      } else if (detail.w !== 1 && fulfils({ InstanceType: 't3.micro' }, detail.when)) {
        const wanted = kind === 'AWS::S3::BucketPolicy' ? (stocks['AWS::S3::Bucket']?.declared ?? 0) : stock.declared
        single += detail.b === undefined ? wanted : Math.ceil(wanted / (detail.b || 10))
      }
    }
    if (read.t === undefined) continue
    const [service = ''] = operationFacts(read.t.o).action.split(':')
    if (row('tagged.json', service) === undefined) single += stock.declared
    else tagged += live.filter((each) => each.kind === kind && hasArn(each)).length
  }
  return [...lists.values()].reduce((sum, pages) => sum + pages, 0) + single + Math.ceil(tagged / 100)
}

/** Names of queues and tables are no ARNs: only the details that are asked for say them. */
function hasArn({ kind, properties }: LiveResource): boolean {
  return !['AWS::SQS::Queue', 'AWS::DynamoDB::Table'].includes(kind) || properties['Arn'] !== undefined
}

describe('the calls of a scan', () => {
  it('are the fewest that answer everything, within a twentieth', async () => {
    const declared = declarations()
    const kinds = kindsToRead(declared.kinds, 'kinds')
    const where = { account: '111122223333', region: 'eu-west-1' }
    // A clock that jumps: how many calls there are does not depend on how fast they may come.
    let clock = 0
    const limiter = new Limiter({ now: () => clock, wait: (time) => Promise.resolve(void (clock += time)) })
    const answers = new SdkAnswers({ ...where, limiter })
    const declaredOf = (kind: string, names: Iterable<string>) => declared.of(kind, names)
    const items = await all(readKinds(kinds, answers, { where, source: 'aws-list', callRegion: where.region, declaredOf }))
    expect(gaps(items)).toEqual([])
    for (const [kind, stock] of Object.entries(stocks)) expect([kind, resources(items, kind).length]).toEqual([kind, stock.all])
    const made = [...asked.values()].reduce((sum, count) => sum + count, 0)
    const table = [...asked].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([action, count]) => `${String(count).padStart(4)}  ${action}`)
    const least = fewest(kinds, resources(items))
    if (process.env['DRIFTGATE_PRINT_CALLS'] !== undefined) process.stderr.write(`${table.join('\n')}\n${made} made, ${least} needed\n`)
    expect(made, `${least} needed, but made:\n${table.join('\n')}\n`).toBeLessThanOrEqual(least * 1.05)
    expect(made).toBeGreaterThanOrEqual(least)
    const { total } = await estimateOf({
      kinds,
      declared: declared.kinds,
      contentsOf: (kind) => declared.contentsOf(kind),
      places: { accounts: 1, regions: 1 },
      isListed: true,
      config: [],
    })
    expect(total, 'a dry run tells the calls, but for whose credentials they are').toBeGreaterThanOrEqual(made * 0.85)
    expect(total).toBeLessThanOrEqual(made * 1.15)
  })
})
