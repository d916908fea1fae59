import { createHash } from 'node:crypto'
import type { Finding } from '../model/generated/report.ts'
import type { LifecycleClass, PlanAction } from '../model/generated/rebuild-plan.ts'
import { byText, canonical } from '../model/json.ts'
import type { JudgedMutation, Mutation, RebuildHint } from '../model/mutation.ts'
import type { DeclaredIndex, Entry } from './declared-index.ts'
import { classOf, isTemplate } from './lifecycle.ts'
import { unitIn } from './unit.ts'
import type { Unit } from './unit.ts'

/** One finding with its verdict and what is known of it. */
export type PlanInput = Omit<JudgedMutation, 'finding'> & { finding: Finding }

/** All findings that one rebuild mends. */
export interface Work {
  id: string
  unit: Unit
  members: readonly PlanInput[]
  verdict: PlanAction
  class: LifecycleClass
  /** Declared resources of the unit that have findings; where none has, the unit itself. */
  entries: readonly Entry[]
  /** The drifted template, reset before anything launches from it. */
  template?: Mutation
  /** Machines with findings: instance or container ids, sorted. */
  machines: readonly string[]
  cause: string
}

/** The most careful first: one rebuild of a unit does all that its findings ask, so a human decides when one of them needs it. */
const careful: readonly PlanAction[] = ['hold', 'migrate', 'quarantine', 'adopt', 'replace', 'revert']
const classes: readonly LifecycleClass[] = ['identity', 'stateful', 'cattle']

/** One work a unit, sorted; the order of the inputs does not matter. */
export function worksOf(inputs: readonly PlanInput[], index: DeclaredIndex, own?: ReadonlyMap<string, LifecycleClass>): Work[] {
  const units = new Map<string, { unit: Unit; members: PlanInput[] }>()
  for (const input of inputs) {
    const unit = stackOf(input, index) ?? unitIn(input.mutation, index)
    const found = units.get(unit.key)
    if (found === undefined) units.set(unit.key, { unit, members: [input] })
    else {
      found.members.push(input)
      found.unit = fuller(found.unit, unit)
    }
  }
  const works = [...units.values()]
    .map(({ unit, members }) => workOf(unit, members, index, own))
    .toSorted((a, b) => byText(a.unit.key, b.unit.key))
  return withIds(works)
}

/** Ids from what findings say, not from where files lie: the same on every machine. Equal ones are numbered. */
function withIds(works: readonly Omit<Work, 'id'>[]): Work[] {
  const seen = new Map<string, number>()
  return works.map((work) => {
    const base = JSON.stringify([work.unit.name, work.members.map(({ finding }) => finding.fingerprint)])
    const count = seen.get(base) ?? 0
    seen.set(base, count + 1)
    return { ...work, id: shortHash([base, count]) }
  })
}

/** A drift-aware change set sets the whole stack back, so what is reverted in one stack is one work. */
function stackOf({ finding, mutation }: PlanInput, index: DeclaredIndex): Unit | undefined {
  const declared = mutation.declared ?? index.of(mutation)?.node
  const stack = declared?.stack ?? mutation.resource.stack
  if (finding.verdict.action !== 'revert' || declared?.reader !== 'cloudformation' || stack === undefined) return undefined
  const { account = '', region = '' } = mutation.resource
  return { key: JSON.stringify(['stack', stack, account, region]), name: stack }
}

/** Findings know different things of one group: the largest, and by id. */
function fuller(a: Unit, b: Unit): Unit {
  const [sizeOfA, sizeOfB] = [a.group?.size ?? -1, b.group?.size ?? -1]
  if (sizeOfA !== sizeOfB) return sizeOfA > sizeOfB ? a : b
  return byText(groupText(a), groupText(b)) <= 0 ? a : b
}

function groupText({ group }: Unit): string {
  return JSON.stringify([group?.address ?? '', group?.templateVersion ?? '', group?.instanceTemplateVersion ?? '', group?.images ?? []])
}

function workOf(
  unit: Unit,
  unsorted: PlanInput[],
  index: DeclaredIndex,
  own: ReadonlyMap<string, LifecycleClass> | undefined,
): Omit<Work, 'id'> {
  const members = unsorted
    .map((member) => ({ member, text: `${member.finding.fingerprint} ${canonical(JSON.parse(JSON.stringify(member.finding)))}` }))
    .toSorted((a, b) => byText(a.text, b.text))
    .map(({ member }) => member)
  const entries = new Map<string, Entry>()
  for (const entry of members.map(({ mutation }) => index.of(mutation))) if (entry !== undefined) entries.set(entry.key, entry)
  if (entries.size === 0 && unit.entry !== undefined) entries.set(unit.entry.key, unit.entry)
  const template = members.find(({ mutation }) => isTemplate(mutation.resource.kind, mutation.difference))?.mutation
  return {
    unit,
    members,
    verdict: careful.find((action) => members.some(({ finding }) => finding.verdict.action === action)) ?? 'hold',
    class: classes.find((name) => members.some(({ mutation }) => classOf(mutation.resource.kind, own) === name)) ?? 'stateful',
    entries: [...entries.values()].toSorted((a, b) => byText(a.key, b.key)),
    ...(template === undefined ? {} : { template }),
    machines: machinesOf(members),
    cause: causeOf(members, template),
  }
}

/** Whether the kind is an instance or the inside of one, which a replacement brings back from its image. */
export function isMachineInside(kind: string): boolean {
  return kind === 'AWS::EC2::Instance' || kind === 'host' || kind === 'docker/container'
}

/** The ids of the machines that findings are about, sorted. */
export function machinesOf(members: readonly PlanInput[]): string[] {
  const machines = members.filter(({ mutation }) => isMachineInside(mutation.resource.kind))
  return sortedSet(machines.map(({ mutation }) => mutation.resource.physicalId ?? ''))
}

/** What most likely brought all of it about: the template, the image, else the policies that it breaks. */
function causeOf(members: readonly PlanInput[], template: Mutation | undefined): string {
  if (template !== undefined) return `template ${template.resource.address ?? template.resource.physicalId ?? template.resource.kind}`
  const images = sortedSet(members.map(({ mutation }) => (mutation.outcome === 'image' ? (mutation.image?.id ?? '') : '')))
  if (images.length > 0 && members.every(({ mutation }) => mutation.outcome === 'image')) return `image ${images.join(' ')}`
  return sortedSet(members.map(({ finding }) => finding.policy)).join(' ')
}

/** Sorted, without duplicates and without what is empty. */
export function sortedSet(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text !== '').toSorted(byText)
}

/** Whether a policy of the work asks for this strategy. */
export function asksFor(work: Work, ...strategies: readonly RebuildHint['strategy'][]): boolean {
  return work.members.some(({ rebuild }) => strategies.includes(rebuild.strategy))
}

/** 16 hexadecimal digits that stand for a value. */
function shortHash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}
