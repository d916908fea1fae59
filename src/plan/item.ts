import { byText } from '../model/json.ts'
import { row } from '../mapping/data.ts'
import type { Check, ExpectedMutation, Item } from '../model/generated/rebuild-plan.ts'
import type { DeclaredIndex } from './declared-index.ts'
import { executionOf } from './execute/index.ts'
import { approvalsFor } from './limits.ts'
import { asksFor, sortedSet } from './work.ts'
import type { Work } from './work.ts'

/** What the image library says: the id of the current image by its name, or by `imageKey` where channels differ. */
export type CurrentImages = ReadonlyMap<string, string>

export function imageKey(name: string, channel?: string): string {
  return channel === undefined ? name : `${name}@${channel}`
}

/** Where the commands of an item are run, and what it is scanned with again. */
export interface Surroundings {
  /** The sources of the scan, as they were given. */
  declared?: readonly string[]
  baked?: readonly string[]
  /** The folder of the configuration behind a Terraform document; undefined: the working directory, or not known. */
  configurationOf?: (document: string) => string | undefined
}

/** A plan item without its place in the order. `brakes` are reasons that take `auto` from every item. */
export function itemOf(
  work: Work,
  index: DeclaredIndex,
  images: CurrentImages,
  brakes: readonly string[],
  around: Surroundings = {},
): Omit<Item, 'dependsOn'> {
  const { unit, members } = work
  const first = members[0]?.mutation
  const place = placeOf(work)
  const execution = executionOf(work, place.region, index)
  const { executor, resetTemplate, rollout = [], rollback, hazards, minutes } = execution
  const image = imageOf(work, images)
  const source = work.entries[0]?.node.file
  const folder = source === undefined ? undefined : around.configurationOf?.(source)
  const here = (argv: string[]): string[] => inFolder(argv, folder)
  const checked = (check: Check): Check => (check.argv === undefined ? check : { ...check, argv: here(check.argv) })
  const approvals = [
    ...approvalsFor(work.verdict, work.class),
    ...execution.approvals,
    ...(resetTemplate === undefined || resetTemplate.argv.length > 0 ? [] : ['The drifted template is reset by hand first.']),
    ...(image?.bake === true ? ['A new image must be baked first.'] : []),
    ...members.map(({ rebuild }) => approvalText(rebuild.approval)),
    ...brakes,
  ]
  return {
    id: work.id,
    unit: unit.name,
    kind: unit.entry?.node.kind ?? unit.group?.kind ?? first?.resource.kind ?? '',
    ...place,
    addresses: sortedSet([unit.entry?.address ?? '', ...members.map(({ mutation }) => mutation.resource.address ?? '')]),
    physicalIds: sortedSet(members.map(({ mutation }) => mutation.resource.physicalId ?? '')),
    class: work.class,
    verdict: work.verdict,
    cause: work.cause,
    reasons: sortedSet(members.map(({ finding }) => `${finding.policy} ${finding.name}: ${finding.verdict.reason}`)),
    findings: members.map(({ finding }) => finding.fingerprint),
    ...(resetTemplate === undefined ? {} : { resetTemplate: { ...resetTemplate, argv: resetTemplate.argv.map(here) } }),
    ...(image === undefined ? {} : { image }),
    executor: { ...executor, argv: executor.argv.map(here), ...(source === undefined ? {} : { source }) },
    rollout,
    preconditions: [...common(work), ...execution.preconditions.map(checked)],
    verify: [...execution.verify.map(checked), rescan(work, around, place.region)],
    rollback,
    hazards: [...hazards, ...runbooks(work)],
    expectedMutations: expectedOf(execution.expects),
    approvals: sortedSet(approvals),
    auto: sortedSet(approvals).length === 0,
    minutes: Math.ceil(minutes),
  }
}

/** Account, region and stack, where all findings that name one name the same. */
function placeOf({ members }: Work): Pick<Item, 'account' | 'region' | 'stack'> {
  const place: Pick<Item, 'account' | 'region' | 'stack'> = {}
  for (const field of ['account', 'region', 'stack'] as const) {
    const [value, ...others] = sortedSet(members.map(({ mutation }) => mutation.resource[field] ?? ''))
    if (value !== undefined && others.length === 0) place[field] = value
  }
  return place
}

function imageOf(work: Work, images: CurrentImages): Item['image'] {
  const contexts = work.members.map(({ mutation }) => mutation.image).filter((image) => image !== undefined)
  const running = sortedSet([...contexts.map(({ id }) => id), ...(work.unit.group?.images ?? [])])
  const records = contexts.map(({ record }) => record).filter((record) => record !== undefined)
  const targets = sortedSet(records.map(({ name, channel }) => images.get(imageKey(name, channel)) ?? images.get(name) ?? ''))
  const target = targets.length === 1 ? targets[0] : undefined
  const bake = asksFor(work, 'rebake') && (target === undefined || running.includes(target))
  if (running.length === 0 && !bake) return undefined
  return { running, bake, ...(target === undefined ? {} : { target }) }
}

function approvalText(approval: string | undefined): string {
  return approval === undefined || approval === '' || approval === 'none' ? '' : `The policy asks for an approval: ${approval}.`
}

/** Asked of every item that acts. An answer that is not known is a hold. */
function common({ verdict, unit }: Work): Check[] {
  const asked: Check[] = [
    { check: 'The plan has not expired, and the declared revision, state serial and lineage are those of the plan.' },
    { check: 'A fresh read still shows the findings.' },
    { check: 'Nothing else rebuilds the unit: its lock is held.' },
    { check: 'No change freeze or incident, alarms are green, the budgets leave room, approvals are there.' },
  ]
  if (verdict === 'replace' || verdict === 'quarantine') {
    asked.push({ check: 'The image exists, is not revoked, and is as its manifest says.' })
    if (unit.group !== undefined) asked.push({ check: 'Quotas, subnets and load balancer targets have room for old and new side by side.' })
    else asked.push({ check: 'Deletion and termination protection are off.' })
  }
  return asked
}

/** Terraform looks for its configuration where it is run, and that need not be where the scan was. */
function inFolder(argv: string[], folder: string | undefined): string[] {
  const [program = '', ...others] = argv
  return folder === undefined || program !== 'terraform' ? argv : [program, `-chdir=${folder}`, ...others]
}

/** More documents than these make no command that anybody reads. */
const mostSources = 20

function rescan({ unit, entries }: Work, { declared = [], baked = [] }: Surroundings, region: string | undefined): Check {
  const file = (entries[0] ?? unit.entry)?.node.file
  const reader = (entries[0] ?? unit.entry)?.node.reader ?? ''
  const live = reader === 'kubernetes' ? 'kubernetes' : unit.entry?.node.kind === 'swarm/service' ? 'swarm' : 'aws'
  // A template is nothing without what joins it to its stack.
  const documents = declared.length > 0 && declared.length <= mostSources ? declared : file === undefined ? [] : [file]
  const images = baked.length <= mostSources ? baked : []
  const argv =
    documents.length === 0
      ? []
      : [
          'driftgate',
          'scan',
          ...documents.map((document) => `--declared=${document}`),
          ...images.map((image) => `--baked=${image}`),
          `--live=${live}`,
          ...(live === 'aws' && region !== undefined && region !== 'global' ? [`--region=${region}`] : []),
        ]
  return {
    check: 'A complete scan finds none of the findings again; what the item expects to change is subtracted.',
    ...(argv.some((argument) => argument.includes('\0')) || argv.length === 0 ? {} : { argv }),
  }
}

function runbooks({ members }: Work): string[] {
  return sortedSet(members.map(({ rebuild }) => (rebuild.runbook === undefined ? '' : `Runbook: ${rebuild.runbook}`)))
}

function expectedOf(names: readonly string[]): ExpectedMutation[] {
  const all = names.flatMap((name) => row<ExpectedMutation[]>('../expected-mutations.json', name) ?? [])
  return [...new Map(all.map((one) => [`${one.kind} ${one.path}`, one])).entries()]
    .toSorted(([a], [b]) => byText(a, b))
    .map(([, one]) => one)
}
