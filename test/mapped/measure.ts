import { apiRow } from '../../src/mapping/api.ts'
import { factsOf, wholeTable, type TerraformRow } from '../../src/mapping/data.ts'
import { terraformMap, type MapNode } from '../../src/mapping/terraform-map.ts'
import { byText } from '../../src/model/json.ts'

/**
 * How much of what the much used Terraform types declare is compared, counted in leaves of their schema from the maps as they
 * are compiled. Comparable is what some AWS API returns: not what only the provider knows, what is used at creation alone,
 * secrets, other names of the same, and what neither Cloud Control nor a list or describe call shows.
 */
export interface Coverage {
  types: number
  comparable: number
  compared: number
  /** Leaves that are not comparable, by reason. */
  left: Record<string, number>
  /** Comparable and not compared, as `type.attribute reason`. */
  blind: string[]
  byType: Record<string, { compared: number; comparable: number }>
}

const neverShown = new Set(['provider-only', 'create-only', 'secret', 'alias'])

/** Types of the reviewed list that CloudFormation has no type for. */
export const withoutType = [
  'aws_acm_certificate_validation',
  'aws_ami',
  'aws_iam_account_password_policy',
  'aws_iam_group_membership',
  'aws_main_route_table_association',
  'aws_s3_bucket_acl',
  'aws_s3_object',
]

/** Their configurable attributes, as the schema of provider 6.25.0 has them: all are counted as comparable and not compared. */
export const attributesWithoutType = 62

export function measureCoverage(): Coverage {
  const out: Coverage = { types: 0, comparable: 0, compared: 0, left: {}, blind: [], byType: {} }
  for (const type of reviewedTypes()) {
    const map = terraformMap(type)
    if (map === undefined) continue
    const share = { compared: 0, comparable: 0 }
    const count = (path: string, target: readonly string[] | undefined, reason: string | undefined): void => {
      const why = reason ?? (target === undefined || isShown(map.kind, target) ? undefined : 'no-api-shows-it')
      if (why !== undefined && (neverShown.has(why) || why === 'no-api-shows-it')) {
        out.left[why] = (out.left[why] ?? 0) + 1
        return
      }
      share.comparable += 1
      if (why === undefined) share.compared += 1
      else out.blind.push(`${type}.${path} ${why}`)
    }
    for (const node of map.nodes) countNode(node, '', false, count)
    for (const name of map.unmapped) count(name, undefined, 'unmapped')
    out.types += 1
    out.byType[type] = share
    out.comparable += share.comparable
    out.compared += share.compared
  }
  return out
}

function reviewedTypes(): string[] {
  const services = new Set(Object.values(wholeTable<string>('terraform-index.json')).filter((service) => service !== ''))
  return [...services]
    .flatMap((service) => Object.entries(wholeTable<TerraformRow>(`terraform/${service}.json`)))
    .flatMap(([type, { q }]) => (q === 'R' ? [type] : []))
    .toSorted(byText)
}

type Count = (path: string, target: readonly string[] | undefined, reason: string | undefined) => void

function countNode(node: MapNode, prefix: string, isSplit: boolean, count: Count): void {
  const path = `${prefix}${node.attribute}`
  // The events of a notification are carried out by the block that splits them.
  if (node.does === 'skip') return count(path, undefined, isSplit && node.attribute === 'events' ? undefined : node.reason)
  if (node.does === 'value')
    return count(
      path,
      node.target.map(({ name }) => name),
      undefined,
    )
  for (const child of node.children) countNode(child, `${path}.`, node.transform === 'event-split', count)
  return undefined
}

/** Whether Cloud Control returns a property, or a list or describe call of our own rows. */
function isShown(kind: string, target: readonly string[]): boolean {
  const facts = factsOf(kind)
  const [top = ''] = target
  const path = target.join('/')
  const hidden = (facts?.w ?? []).map((each) => each.replaceAll('/*', '')).some((each) => path === each || path.startsWith(`${each}/`))
  if ((facts?.h ?? '').includes('r') && !hidden) return true
  const row = apiRow(kind)
  return row !== undefined && (row.q === 'R' || row.q === 'H') && row.u?.includes(top) !== true
}

export function coverageInFull(coverage: Coverage): string {
  const { types, comparable, compared, left, blind, byType } = coverage
  const share = (part: number, whole: number): string => `${part} of ${whole}  ${((100 * part) / whole).toFixed(1)} %`
  return [
    `${types} reviewed Terraform types: ${share(compared, comparable)} of the comparable attributes are compared`,
    `with the ${withoutType.length} of the list that CloudFormation has no type for: ${share(compared, comparable + attributesWithoutType)}`,
    '\nnot comparable',
    ...Object.entries(left)
      .toSorted(([a], [b]) => byText(a, b))
      .map(([reason, count]) => `  ${reason}  ${count}`),
    '\ncomparable and not compared',
    ...blind.map((text) => `  ${text}`),
    ...withoutType.map((type) => `  ${type} no-mapping`),
    '\ntypes below 95 %',
    ...Object.entries(byType).flatMap(([type, each]) =>
      each.compared >= 0.95 * each.comparable ? [] : [`  ${type}  ${share(each.compared, each.comparable)}`],
    ),
    '',
  ].join('\n')
}
