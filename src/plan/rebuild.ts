import { createHash } from 'node:crypto'
import { UsageError } from '../model/errors.ts'
import { byText, own } from '../model/json.ts'
import type { Cause, Item, LifecycleClass, RebuildPlan } from '../model/generated/rebuild-plan.ts'
import { indexOf } from './declared-index.ts'
import type { DeclaredIndex, DeclaredNode } from './declared-index.ts'
import { edgesOf } from './edges.ts'
import { itemOf } from './item.ts'
import type { CurrentImages, Surroundings } from './item.ts'
import { brakesOf, limits } from './limits.ts'
import { orderOf } from './order.ts'
import { worksOf } from './work.ts'
import type { PlanInput, Work } from './work.ts'

export interface PlanContext {
  /** Declared resources by address, or by any other unique name where they carry their address themselves. */
  declared?: ReadonlyMap<string, DeclaredNode>
  /** The declared resources, indexed already. */
  index?: DeclaredIndex
  scan: { declaredRevision?: string; stateSerial?: number; lineage?: string }
  /** The time of the scan, ISO 8601 in UTC. There is no other clock. */
  now: string
  toolVersion: string
  /** How many resources were scanned. */
  totalResources: number
  /** False when something in scope was not read. */
  complete?: boolean
  images?: CurrentImages
  around?: Surroundings
  /** The user's own classes, by kind; the same that the verdicts were made with. */
  classes?: ReadonlyMap<string, LifecycleClass>
}

const hours = 24

/**
 * What to rebuild, in which order, for findings that have their verdict. Every finding is in exactly one item; the
 * order of the findings makes no difference. Throws UsageError `plan-time` when `now` is no time.
 */
export function planRebuild(inputs: readonly PlanInput[], context: PlanContext): RebuildPlan {
  const index =
    context.index ??
    indexOf(
      context.declared,
      inputs.map(({ mutation }) => mutation),
    )
  const works = worksOf(inputs, index, context.classes)
  const brakes = brakesOf({
    findings: inputs.length,
    resources: context.totalResources,
    replaced: works.reduce((sum, work) => sum + replacedBy(work), 0),
    complete: context.complete ?? true,
  })
  const reasons = brakes.map(({ name, reason }) => `${name}: ${reason}`)
  const { ids, waves, dependsOn } = orderOf(works.map(orderedOf), edgesOf(works, index))
  const made = new Map(
    works.map((work) => [
      work.id,
      { ...itemOf(work, index, context.images ?? new Map(), reasons, context.around), dependsOn: dependsOn.get(work.id) ?? [] },
    ]),
  )
  const items: Item[] = ids.flatMap((id) => made.get(id) ?? [])
  return signed({
    generation: 1,
    ...timesOf(context.now),
    tool: { name: 'driftgate', version: context.toolVersion },
    declared: declaredOf(context.scan),
    counts: {
      findings: inputs.length,
      items: items.length,
      auto: items.filter(({ auto }) => auto).length,
      resources: context.totalResources,
    },
    items,
    waves,
    causes: causesOf(items),
    budgets: { ...limits, brakes },
  })
}

/** The id that the content of a plan has: whoever changed one changed the other. Times are left out, so the same rebuild has the same id tomorrow. */
export function planId(plan: Omit<RebuildPlan, 'id'>): string {
  const { schemaVersion, generation, tool, declared, counts, items, waves, causes, budgets } = plan
  const hash = createHash('sha256')
  // Part by part: the text of a whole fleet's plan could be longer than a string may be.
  for (const part of [schemaVersion, generation, tool, declared, counts, budgets, ...items, ...waves, ...causes]) {
    hash.update(JSON.stringify(sortKeys(part))).update('\n')
  }
  return hash.digest('hex')
}

function signed(content: Omit<RebuildPlan, 'id' | 'schemaVersion'>): RebuildPlan {
  const plan = { schemaVersion: '1' as const, ...content }
  const { schemaVersion, ...rest } = plan
  return { schemaVersion, id: planId(plan), ...rest }
}

/** The same text whatever the order in which a program wrote the keys. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .toSorted(([a], [b]) => byText(a, b))
    .map(([key, inner]) => [key, sortKeys(inner)])
}

function timesOf(now: string): Pick<RebuildPlan, 'createdAt' | 'expiresAt'> {
  const time = Date.parse(now)
  if (Number.isNaN(time)) {
    throw new UsageError('plan-time', {
      message: `"${now.slice(0, 40)}" is no time.`,
      hint: 'Give the time of the scan in ISO 8601, in UTC.',
    })
  }
  return { createdAt: new Date(time).toISOString(), expiresAt: new Date(time + hours * 3_600_000).toISOString() }
}

function declaredOf({ declaredRevision, stateSerial, lineage }: PlanContext['scan']): RebuildPlan['declared'] {
  return {
    ...(declaredRevision === undefined ? {} : { revision: declaredRevision }),
    ...(stateSerial === undefined ? {} : { stateSerial }),
    ...(lineage === undefined ? {} : { lineage }),
  }
}

/** How many things would be replaced: the whole group when it is refreshed. */
function replacedBy({ verdict, machines, unit }: Work): number {
  if (verdict !== 'replace' && verdict !== 'quarantine') return 0
  return machines.length === 1 ? 1 : Math.max(1, machines.length, unit.group?.size ?? 0)
}

function orderedOf({ id, verdict, unit, members }: Work): { id: string; staged: boolean; zone?: string } {
  const zone = unit.group === undefined ? zoneOf(members) : undefined
  return { id, staged: verdict === 'replace', ...(zone === undefined ? {} : { zone }) }
}

function zoneOf(members: readonly PlanInput[]): string | undefined {
  for (const { mutation } of members) {
    const zone = own(mutation.live?.properties, 'AvailabilityZone') ?? own(mutation.live?.properties, 'availability_zone')
    if (typeof zone === 'string' && zone !== '') return zone
  }
  return undefined
}

function causesOf(items: readonly Item[]): Cause[] {
  const causes = new Map<string, Cause>()
  for (const { cause, id, findings } of items) {
    const known = causes.get(cause) ?? { cause, items: [], findings: 0 }
    known.items.push(id)
    known.findings += findings.length
    causes.set(cause, known)
  }
  return [...causes.values()].toSorted((a, b) => byText(a.cause, b.cause))
}
