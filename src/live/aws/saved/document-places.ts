import { isGlobalService } from '../../../mapping/api.ts'
import type { Json } from '../../../model/json.ts'
import type { LiveContext } from '../../index.ts'
import type { Whereabouts } from '../engine/bindings.ts'
import type { SavedDocument } from './output.ts'
import { isAccountId } from '../../../model/place.ts'

export interface SavedPartition {
  where: Whereabouts
  documents: SavedDocument[]
}

/** How much of a document is looked at for a place that it names. */
const looks = 2000

/**
 * Documents by account and region, as far as they tell. What one does not tell comes from the flags, else from the others
 * when these agree; a document that still fits several places (an attribute of one instance) is given to each.
 */
export function partitions(documents: readonly SavedDocument[], context: Pick<LiveContext, 'account' | 'region'>): SavedPartition[] {
  const placed = documents.map((document) => ({ document, where: placeOfDocument(document, context) }))
  const accounts = distinct(placed.map(({ where }) => where.account))
  const regions = distinct(placed.filter(({ document }) => !isGlobal(document)).map(({ where }) => where.region))
  const byPlace = new Map<string, SavedPartition>()
  const loose: SavedDocument[] = []
  for (const { document, where } of placed) {
    const account = where.account ?? (accounts.length === 1 ? accounts[0] : undefined)
    const region = isGlobal(document) ? undefined : (where.region ?? (regions.length === 1 ? regions[0] : undefined))
    if (!isGlobal(document) && region === undefined && regions.length > 1) loose.push(document)
    else {
      const key = `${account ?? ''} ${region ?? ''}`
      const partition = byPlace.get(key) ?? { where: { account, region }, documents: [] }
      partition.documents.push(document)
      byPlace.set(key, partition)
    }
  }
  const parts = [...byPlace.keys()].toSorted().flatMap((key) => byPlace.get(key) ?? [])
  return spread(loose, parts)
}

/** Documents of no certain region: details join every region's lists; lists stay by themselves and fit any region. */
function spread(loose: readonly SavedDocument[], parts: SavedPartition[]): SavedPartition[] {
  if (loose.length === 0) return parts
  for (const part of parts)
    part.documents.push(...loose.filter(({ value }) => typeof Object.values(value).find((each) => typeof each === 'string') === 'string'))
  const lists = loose.filter(({ value }) => Object.values(value).every((each) => typeof each !== 'string'))
  return lists.length === 0 ? parts : [...parts, { where: {}, documents: lists }]
}

function isGlobal(document: SavedDocument): boolean {
  return isGlobalService(document.operation.split('.')[0] ?? '')
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))]
}

const arnPlace = /^arn:aws[a-z-]*:[a-z0-9-]*:([a-z0-9-]*):(\d{12}):/
const zoneRegion = /^([a-z]{2}(?:-[a-z]+)+-\d)(?:-[a-z]+-\d+)?[a-z]$/

function placeOfDocument(document: SavedDocument, flags: Whereabouts): Whereabouts {
  const seen: { owner?: string; zone?: string; arnAccount?: string; arnRegion?: string } = {}
  let left = looks
  const look = (key: string, value: Json): void => {
    if (left <= 0) return
    left -= 1
    if (Array.isArray(value)) for (const each of value) look(key, each)
    else if (typeof value === 'object' && value !== null) for (const name of Object.keys(value)) look(name, value[name] ?? null)
    else if (typeof value === 'string') {
      if (/^owner_?id$/i.test(key) && isAccountId(value)) seen.owner ??= value
      const region = key === 'AvailabilityZone' ? zoneRegion.exec(value)?.[1] : undefined
      if (region !== undefined) seen.zone ??= region
      const [, arnRegion, arnAccount] = arnPlace.exec(value) ?? []
      if (arnAccount !== undefined) seen.arnAccount ??= arnAccount
      if (arnRegion !== undefined && arnRegion !== '') seen.arnRegion ??= arnRegion
    }
  }
  look('', document.value)
  return { account: seen.owner ?? seen.arnAccount ?? flags.account, region: seen.zone ?? seen.arnRegion ?? flags.region }
}
