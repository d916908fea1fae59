import { byText, own, type JsonObject } from '../../model/json.ts'
import { apiKinds, apiRow, operationFacts } from '../../mapping/api.ts'
import { membersOf } from './rows.ts'

/** What an operation's answer looks like, as far as rows read it. */
interface Signature {
  operation: string
  /** Top-level members of which an answer has at least one. */
  top: Set<string>
  /** Members of its items, to tell operations with the same top-level member apart. */
  items: Set<string>
  /** Kinds that list with it: of two equal matches the busier one wins. */
  lists: number
  path: string
}

let signatures: Map<string, Signature[]> | undefined
let byOperation: Map<string, Signature> | undefined

/** Signatures by top-level member; built once, from the rows, when a document of unknown kind turns up. */
function index(): Map<string, Signature[]> {
  if (signatures !== undefined) return signatures
  byOperation = new Map()
  for (const kind of apiKinds()) {
    const row = apiRow(kind)
    if (row === undefined) continue
    learn(row.l.o, row.l.p, membersOf(row.m), true)
    if (row.or !== undefined) learn(row.or.l.o, row.or.l.p, membersOf(row.or.m), false)
    for (const detail of row.d ?? []) learn(detail.o, detail.p ?? '', membersOf(detail.m), false)
  }
  signatures = new Map()
  for (const signature of byOperation.values()) {
    for (const member of signature.top) signatures.set(member, [...(signatures.get(member) ?? []), signature])
  }
  return signatures
}

function learn(operation: string, path: string, members: readonly string[], lists: boolean): void {
  const signature = byOperation?.get(operation) ?? { operation, top: new Set(), items: new Set(), lists: 0, path }
  const first = topMember(path)
  for (const member of first === '' ? members : [first]) if (member !== '' && !genericMembers.has(member)) signature.top.add(member)
  for (const member of members) signature.items.add(member)
  if (lists) signature.lists += 1
  byOperation?.set(operation, signature)
}

/** Members that say nothing of which operation answered. */
const genericMembers = new Set([
  'Name',
  'Status',
  'Arn',
  'name',
  'status',
  'arn',
  'Id',
  'id',
  'Description',
  'description',
  'Tags',
  'tags',
  'Type',
  'type',
])

function topMember(path: string): string {
  return (path.split('.')[0] ?? '').replace(/(\[\]|\{\})$/, '')
}

/** Whether a document with these top-level members may be saved output of a call that rows know. */
export function mayBeSavedOutput(members: Iterable<string>): boolean {
  const known = index()
  for (const member of members) if (known.has(member)) return true
  return false
}

/**
 * The operation that a saved document answers: of those with one of its top-level members the one whose items agree best.
 * Several top-level members that belong to one operation count more; a tie goes to the operation that more kinds list with.
 */
export function operationOf(document: JsonObject): string | undefined {
  const known = index()
  const scores = new Map<Signature, number>()
  for (const member of Object.keys(document))
    for (const signature of known.get(member) ?? []) scores.set(signature, score(document, signature))
  const ranked = [...scores].toSorted(([a, x], [b, y]) => y - x || b.lists - a.lists || byText(a.operation, b.operation))
  return ranked[0]?.[0].operation
}

function score(document: JsonObject, signature: Signature): number {
  let points = 0
  for (const member of signature.top) if (Object.hasOwn(document, member)) points += 100
  const members = new Set<string>()
  for (const member of signature.top) collect(own(document, member), members, 0)
  let hits = 0
  for (const member of members) if (signature.items.has(member)) hits += 1
  return points + (members.size === 0 ? 0 : (90 * hits) / Math.max(members.size, signature.items.size))
}

/** Members of the first element, and of the first below it: `Reservations[].Instances[]`. */
function collect(value: JsonObject[string] | undefined, into: Set<string>, depth: number): void {
  const first = Array.isArray(value) ? value[0] : value
  if (typeof first !== 'object' || first === null || Array.isArray(first) || depth > 2) return
  for (const key of Object.keys(first)) {
    into.add(key)
    if (Array.isArray(first[key])) collect(first[key], into, depth + 1)
  }
}

/** Output members that say there is more; `NextToken` and `Marker` are what the CLI writes whatever the service calls it. */
export function hasMore(operation: string, document: JsonObject): boolean {
  const outputs = [...operationFacts(operation).tokens.map(({ output }) => output), 'NextToken', 'nextToken']
  return outputs.some((name) => typeof own(document, name) === 'string' && own(document, name) !== '')
}
