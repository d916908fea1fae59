import type { ContentFacts } from './content-facts.ts'
import type { Contents } from './content.ts'
import type { ImageRecord } from './image.ts'
import type { Gap, DeclaredResource, LiveResource, NotCheckedReason, Shape } from './resource.ts'
import type { Json, JsonObject } from './json.ts'
import type { Change } from './generated/report.ts'

export type MatchOutcome = 'managed' | 'missing' | 'unmanaged' | 'not-checked' | 'owned'

/** Both sides of one resource, in one shape, ready to compare. `owned`: live, made by a managed parent, judged on its image and on what it was launched with. */
export interface Pair {
  outcome: MatchOutcome
  declared?: DeclaredResource
  live?: LiveResource
  /** Only for `not-checked`. */
  reason?: NotCheckedReason
  /** Missing: AWS was asked for it by itself, and there is none. */
  isProven?: true
  gap?: Gap
  /** Shape in which the two sides are compared. */
  shape: Shape
  /** Declared side in `shape`. Absent when there is none. */
  declaredProperties?: JsonObject
  /** Live side in `shape`, without what siblings declare. */
  liveProperties?: JsonObject
  /** Declared attributes that are not compared, with the reason; decided by the mapping. */
  excluded?: readonly NotCompared[]
  /** Pointers that the declaration covers: a live-only value there was set after the deployment. */
  covered?: ReadonlySet<string>
  /** Only these top-level properties belong to the declaration (a slice such as aws_s3_bucket_versioning). */
  scope?: readonly string[]
  /** Properties that siblings own: compared there, not here. */
  notHere?: readonly string[]
  /** The live resource goes by the same name and is another one. */
  recreated?: Recreated
  /** What live was right after the last deployment. `whole`: what differs from it was changed since then, there or everywhere. */
  asDeployed?: { properties: JsonObject; whole: boolean | ReadonlySet<string>; isDated?: boolean }
  /** What differs was read once more, now, whatever the source is. */
  isFresh?: true
  image?: ImageContext
  /** What was baked into the image and what is there now: compared row by row, beside or instead of properties. */
  contents?: { baked: Contents; live: Contents }
  group?: GroupContext
  /** The same pair with what is declared if conditions hold or not, where nobody can tell: one of them is to be chosen. */
  variants?: readonly Pair[]
}

/** Whether there are properties of two sides to compare. */
export function isCompared({ outcome, declaredProperties, contents }: Pair): boolean {
  return outcome === 'managed'
    ? contents === undefined || declaredProperties !== undefined
    : outcome === 'owned' && declaredProperties !== undefined
}

/** What AWS never gives twice, as it was recorded and as it is. */
export interface Recreated {
  path: string
  declared: string
  live: string
}

/** What an instance runs and what the library knows of it. */
export interface ImageContext {
  /** The AMI id or digest that runs. */
  id: string
  known: boolean
  record?: ImageRecord
  /** What EC2 says of the AMI, when it was read. */
  live?: { state?: string; creationDate?: string; deprecationTime?: string; gone?: boolean }
  launchedAt?: string
}

/** The group (Auto Scaling group, fleet, service) an instance belongs to. */
export interface GroupContext {
  id: string
  kind: string
  address?: string
  /** Image ids that run in the group now, sorted. */
  images: readonly string[]
  templateVersion?: string
  instanceTemplateVersion?: string
  size: number
}

/** One leaf or block in which declared and live differ. */
export interface RawDifference {
  path: string
  change: Change
  declared?: Json
  live?: Json
  element?: string
  neutralPath?: string
  terraformPath?: string
  sensitive?: boolean
  /** `declared` is what live was as deployed, not what code declares. */
  since?: 'as-deployed'
  /** Declared leaves that this difference covers. */
  leaves: number
  /** Only order or representation differs in a way worth an info note. */
  cosmetic?: boolean
  /** Files, and entries of a folder, that this difference explains. */
  explains?: number
  /** Other names of the same file. */
  aliases?: string[]
  /** Of what a machine contains: what else is known. */
  content?: ContentFacts
}

export interface NotCompared {
  path: string
  reason: NotComparedReason
  /** Declared leaves; one where it is not said. */
  leaves?: number
  /** What live has there, where nobody declared anything. */
  live?: Json
}

/** Why a declared leaf was not compared. A closed list: every leaf is equal, different or one of these. */
export const notComparedReasons = [
  'provider-only',
  'create-only',
  'write-only',
  'read-only',
  'secret',
  'alias',
  'api-only',
  'unmapped',
  'low-confidence',
  'unresolved',
  'read-gap',
  'not-read',
  'ignore-changes',
  'autoscaled',
  'declared-by-sibling',
  'default-unknown',
  'computed',
  'transform-failed',
  'not-checked',
  'not-collected',
  'not-hashed',
  'volatile',
] as const
/** Of these a value is compared all the same: under its other name, or with the sibling that declares it too. */
export const elsewhereReasons: ReadonlySet<string> = new Set(['alias', 'declared-by-sibling'] satisfies NotComparedReason[])
export type NotComparedReason = (typeof notComparedReasons)[number]

/** What compare says of one pair. */
export interface Comparison {
  equal: number
  different: number
  added: number
  differences: RawDifference[]
  notCompared: NotCompared[]
  /** What could not be read while it was compared. */
  gaps?: readonly Gap[]
  /** Differences beyond those that are listed; they are counted all the same. */
  unlisted?: number
}

/** Books a difference as not compared after all. The caller takes it out of the differences. */
export function unbook(comparison: Comparison, { path, change, leaves }: RawDifference, reason: NotComparedReason): void {
  comparison.notCompared.push({ path, reason, leaves })
  comparison.different -= leaves
  if (change === 'added') comparison.added -= 1
}

/** One step of the comparison, for `explain`. */
export interface Decision {
  path: string
  result: 'equal' | 'different' | 'not-compared' | 'ignored'
  /** The rule, default or reason that decided. */
  by: string
  declared?: Json | undefined
  live?: Json | undefined
}
