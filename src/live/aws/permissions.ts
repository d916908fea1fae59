import { apiRow, operationFacts, parentsOf, type ApiRow } from '../../mapping/api.ts'
import { row } from '../../mapping/data.ts'
import { handlersOf } from '../../mapping/handlers.ts'
import { byText } from '../../model/json.ts'
import { getting, listing } from './cloudcontrol/calls.ts'
import { rootsOperation } from './engine/organization-units.ts'
import { tagsOperation } from './engine/tags.ts'
import { historyAction } from './config/untold.ts'

/** What reads a stack: see stack-documents.ts. Exports only where a template imports. */
export const stackOperations = {
  stacks: 'cloudformation.DescribeStacks',
  template: 'cloudformation.GetTemplate',
  resources: 'cloudformation.ListStackResources',
  exports: 'cloudformation.ListExports',
} as const

/**
 * The IAM actions that reading a kind may take, sorted: its lists, those of the parents that it is listed by, its details and
 * tags. From the rows that make the calls, so nothing else can be called.
 */
export function actionsOf(kind: string): string[] {
  return actionsFor(operationsOf(kind))
}

/**
 * The actions that reading a kind through Cloud Control takes: its own, and those that its handlers call in the caller's name.
 * `isListed`: whether the list is read, too, with the parents that it needs.
 */
export function actionsThroughCloudControl(kind: string, isListed: boolean): string[] {
  const { r = [] } = handlersOf(kind) ?? {}
  const listed = isListed ? [...actionsFor([listing]), ...handlerLists(kind, new Set())] : []
  return [...new Set([...actionsFor([getting]), ...r, ...listed])].toSorted(byText)
}

/** The actions of reading one resource of a kind once more; none where Cloud Control cannot read the kind. */
export function actionsOfConfirmation(kind: string): string[] {
  return handlersOf(kind) === undefined ? [] : actionsThroughCloudControl(kind, false)
}

function handlerLists(kind: string, seen: ReadonlySet<string>): string[] {
  const { l = [], n = {} } = handlersOf(kind) ?? {}
  const parents = Object.values(n).flatMap((from) => (typeof from === 'string' || seen.has(from[1]) ? [] : [from[1]]))
  return [...l, ...parents.flatMap((parent) => handlerLists(parent, new Set([...seen, kind])))]
}

/** What every scan calls: whose credentials these are. */
export function actionsOfIdentity(): string[] {
  return actionsFor(['sts.GetCallerIdentity'])
}

/** What `--as-deployed config` asks. */
export function actionsOfHistory(): string[] {
  return [historyAction]
}

/** The actions by which `cloudformation:STACK` is read. */
export function actionsOfStacks(): string[] {
  return actionsFor(Object.values(stackOperations))
}

function actionsFor(operations: readonly string[]): string[] {
  return [...new Set(operations.map((operation) => operationFacts(operation).action))].toSorted(byText)
}

function operationsOf(kind: string): string[] {
  const read = apiRow(kind)
  if (read === undefined) return []
  return [
    read.l.o,
    ...(read.d ?? []).map((detail) => detail.o),
    ...organizationOf(read),
    ...(read.c === undefined ? [] : [read.c.o]),
    ...(read.t === undefined ? [] : [read.t.o, ...bulkTags(read.t.o)]),
    ...parentsOf(read).flatMap((parent) => listOf(parent, new Set([kind]))),
  ]
}

/** Tags are asked for in bulk where the tagging API knows the service, and one by one only to be sure. */
function bulkTags(operation: string): string[] {
  const [service = ''] = operationFacts(operation).action.split(':')
  return row('tagged.json', service) === undefined ? [] : [tagsOperation]
}

/** What finds the units of an organization, where a list is called with each of them. */
function organizationOf(read: ApiRow): string[] {
  return Object.values(read.l.n ?? {}).includes('!organization') ? [rootsOperation] : []
}

/** Of a parent only the list is read, and the lists that it needs itself. */
function listOf(kind: string, seen: ReadonlySet<string>): string[] {
  const read = apiRow(kind)
  if (read === undefined || seen.has(kind)) return []
  return [read.l.o, ...organizationOf(read), ...parentsOf(read).flatMap((parent) => listOf(parent, new Set([...seen, kind])))]
}
