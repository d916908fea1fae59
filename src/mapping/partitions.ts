import type { Json } from '../model/json.ts'
import { row, wholeTable } from './data.ts'

/** One of AWS's separate clouds. data/aws/partitions.json */
interface Partition {
  /** What the names of its regions begin with. */
  prefix: string
  /** The region in which its global services live. */
  home: string
  /** Of host names. */
  suffix: string
}

const known = new Map<string, string>()

/** `aws`, `aws-cn`, `aws-us-gov` and so on, as the region says. */
export function partitionOf(region = ''): string {
  let partition = known.get(region)
  if (partition === undefined) {
    const others = Object.entries(wholeTable<Partition>('partitions.json')).filter(([, { prefix }]) => prefix !== '')
    partition = others.find(([, { prefix }]) => region.startsWith(prefix))?.[0] ?? 'aws'
    known.set(region, partition)
  }
  return partition
}

/** The region in which the global services of a partition live, and where global resources are most often recorded. */
export function homeOf(partition: string): string {
  return row<Partition>('partitions.json', partition)?.home ?? 'us-east-1'
}

/** `amazonaws.com`; undefined for a partition that nobody knows. */
export function hostSuffixOf(partition: string): string | undefined {
  return row<Partition>('partitions.json', partition)?.suffix
}

/** Where a global service of a partition is called; undefined: any region will do. */
export function homeOfService(service: string, partition: string): string | undefined {
  const home = row<string>('global-services.json', service) ?? 'any'
  if (home === 'any') return undefined
  return home === 'home' || partition !== 'aws' ? homeOf(partition) : home
}

/** Whether the lists of a regional service take a value in the home region of their partition only: the web ACLs of CloudFront. */
export function isOnlyAtHome(service: string, input: string, value: Json): boolean {
  return row<Record<string, Json>>('home-inputs.json', service)?.[input] === value
}
