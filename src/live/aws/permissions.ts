import { apiRow, operationFacts, parentsOf } from '../../mapping/api.ts'
import { byText } from '../../model/json.ts'
import { historyAction } from './untold.ts'

/** What reads a stack: see stack-documents.ts. */
const stackOperations = ['cloudformation.DescribeStacks', 'cloudformation.GetTemplate', 'cloudformation.ListStackResources']

/**
 * The IAM actions that reading a kind may take, sorted: its lists, those of the parents that it is listed by, its details and
 * tags. From the rows that make the calls, so nothing else can be called.
 */
export function actionsOf(kind: string): string[] {
  return actionsFor(operationsOf(kind))
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
  return actionsFor(stackOperations)
}

function actionsFor(operations: readonly string[]): string[] {
  return [...new Set(operations.map((operation) => operationFacts(operation).action))].toSorted(byText)
}

function operationsOf(kind: string): string[] {
  const row = apiRow(kind)
  if (row === undefined) return []
  return [
    row.l.o,
    ...(row.d ?? []).map((detail) => detail.o),
    ...(row.c === undefined ? [] : [row.c.o]),
    ...(row.t === undefined ? [] : [row.t.o]),
    ...parentsOf(row).flatMap((parent) => listOf(parent, new Set([kind]))),
  ]
}

/** Of a parent only the list is read, and the lists that it needs itself. */
function listOf(kind: string, seen: ReadonlySet<string>): string[] {
  const row = apiRow(kind)
  if (row === undefined || seen.has(kind)) return []
  return [row.l.o, ...parentsOf(row).flatMap((parent) => listOf(parent, new Set([...seen, kind])))]
}
