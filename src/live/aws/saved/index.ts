import { byText, own, type JsonObject } from '../../../model/json.ts'
import { apiKinds, apiRow, membersOf, operationFacts } from '../../../mapping/api.ts'

/** What an operation's answer looks like, as far as rows read it. */
interface Signature {
  operation: string
  /** Top-level members of which an answer has at least one. */
  top: Set<string>
  /** Inputs that an answer without a list must repeat, or nobody knows what it is about: `InstanceId`. Empty: not needed. */
  echo: Set<string>
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
    for (const detail of row.d ?? []) learn(detail.o, detail.p ?? '', membersOf(detail.m), false, Object.keys(detail.in))
  }
  signatures = new Map()
  for (const signature of byOperation.values()) {
    for (const member of signature.top) signatures.set(member, [...(signatures.get(member) ?? []), signature])
  }
  return signatures
}

function learn(operation: string, path: string, members: readonly string[], lists: boolean, inputs: readonly string[] = []): void {
  const signature = byOperation?.get(operation) ?? { operation, top: new Set(), echo: new Set(), items: new Set(), lists: 0, path }
  const first = topMember(path)
  if (first === '') for (const input of inputs) signature.echo.add(input)
  for (const member of first === '' ? members : [first]) signature.top.add(member)
  for (const member of members) signature.items.add(member)
  if (path !== '') signature.path = path
  if (lists) signature.lists += 1
  byOperation?.set(operation, signature)
}

function topMember(path: string): string {
  return (path.split('.')[0] ?? '').replace(/(\[\]|\{\})$/, '')
}

/** Whether a document with these top-level members may be saved output of a call that rows know. */
export function mayBeSavedOutput(members: Iterable<string>): boolean {
  const has = new Set(members)
  return candidates(has).length > 0
}

/** Operations with one of these members that say what they are about. */
function candidates(members: ReadonlySet<string>): Signature[] {
  const known = index()
  const found = new Set<Signature>()
  for (const member of members) for (const signature of known.get(member) ?? []) if (namesItself(signature, members)) found.add(signature)
  return [...found]
}

/** A list names its items; anything else must repeat what it was asked. */
function namesItself(signature: Signature, members: ReadonlySet<string>): boolean {
  return signature.path !== '' || [...signature.echo].some((input) => members.has(input))
}

/**
 * The operation that a saved document answers: of those with one of its top-level members the one whose items agree best.
 * Several top-level members that belong to one operation count more; a tie goes to the operation that more kinds list with.
 */
export function operationOf(document: JsonObject): string | undefined {
  const scores = candidates(new Set(Object.keys(document))).map((signature) => [signature, score(document, signature)] as const)
  const ranked = scores.toSorted(([a, x], [b, y]) => y - x || b.lists - a.lists || byText(a.operation, b.operation))
  return ranked[0]?.[0].operation
}

function score(document: JsonObject, signature: Signature): number {
  let points = 0
  for (const member of signature.top) if (Object.hasOwn(document, member)) points += 100
  const members = new Set<string>()
  for (const member of signature.top) collect(own(document, member), members, 0)
  let hits = 0
  for (const member of members) if (signature.items.has(member)) hits += 1
  // First how much of the document the operation explains, then how much of the operation the document shows.
  return members.size === 0 ? points : points + (80 * hits) / members.size + (10 * hits) / Math.max(1, signature.items.size)
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
