import { aggregatorOperations } from './aggregator.ts'
import { keysOfOneGet, kindsOfOneQuery } from './query.ts'
import { configOperations } from './recorder.ts'

const identity = 'sts.GetCallerIdentity'
/** Rows of one page of a query. */
const rowsOfOnePage = 100

/** What is asked of AWS Config. */
export interface ConfigAsked {
  /** What follows `config:`; undefined: the recorders of the accounts and regions. */
  argument: string | undefined
  /** How many kinds are in scope; undefined: all, which one query asks for. */
  kinds: number | undefined
  /** How many resources of AWS are declared. */
  declared: number
  places: { accounts: number; regions: number }
}

/** The calls that reading a source of AWS Config takes at least, by operation: nobody knows how much is recorded. */
export function configCalls({ argument, kinds, declared, places }: ConfigAsked): [operation: string, calls: number][] {
  if (argument?.startsWith('s3://') === true) return deliveredCalls(argument, places)
  const queries = kinds === undefined ? 1 : Math.ceil(kinds / kindsOfOneQuery)
  const pages = Math.ceil(declared / rowsOfOnePage)
  const gets = Math.ceil(declared / keysOfOneGet)
  if (argument !== undefined) {
    const [status, query, get] = aggregatorOperations
    return [
      [identity, 1],
      [status, 1],
      [query, Math.max(queries, pages)],
      [get, gets],
    ]
  }
  const { accounts, regions } = places
  return [
    [identity, accounts],
    [configOperations.status, accounts * regions],
    [configOperations.recorders, accounts * regions],
    [configOperations.query, Math.max(accounts * regions * queries, pages)],
    [configOperations.get, gets],
  ]
}

/** Of the folders `AWSLogs/ACCOUNT/Config/REGION/YEAR/MONTH/DAY/ConfigSnapshot` the first in an account, the first in a region, all. */
const depth = { account: 1, region: 3, whole: 8 }

/** Each of them is listed on the way to the newest snapshot, but what the address says already. */
function deliveredCalls(address: string, { accounts, regions }: ConfigAsked['places']): [string, number][] {
  if (/\.json(?:\.gz)?$/.test(address)) return [['s3.GetObject', 1]]
  const folders = address.split('/').filter((part) => part !== '')
  const root = folders.indexOf('AWSLogs')
  const said = root === -1 ? 0 : Math.min(folders.length - 1 - root, depth.whole - 1)
  const levels = Array.from({ length: depth.whole - said }, (_, at) => said + at)
  const lists = levels.map((level) => (level < depth.account ? 1 : level < depth.region ? accounts : accounts * regions))
  return [
    // Above AWSLogs one list at least finds it.
    ['s3.ListObjectsV2', lists.reduce((sum, calls) => sum + calls, root === -1 ? 1 : 0)],
    ['s3.GetObject', accounts * regions],
  ]
}
