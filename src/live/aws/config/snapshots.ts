import type { LiveDocument } from '../../index.ts'

/** What the name of a snapshot that Config delivered says. */
export interface SnapshotName {
  account: string
  region: string
  /** ISO 8601. */
  at: string
}

/** `123456789012_Config_eu-west-1_ConfigSnapshot_20260102T030405Z_0a1b.json.gz` in its parts. */
export function snapshotName(path: string): SnapshotName | undefined {
  const [, account, region, day, time] = /(?:^|\/)(\d{12})_Config_([a-z0-9-]+)_ConfigSnapshot_(\d{8})T(\d{6})Z_[^/]*$/.exec(path) ?? []
  if (account === undefined || region === undefined || day === undefined || time === undefined) return undefined
  const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`
  return { account, region, at: `${date}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z` }
}

/** Without the snapshots of which another one is newer. One that the user named is read. */
export function newestSnapshots(documents: readonly LiveDocument[]): { chosen: LiveDocument[]; older: string[] } {
  const newest = new Map<string, string>()
  const placed = documents.map((document) => {
    const name = document.file.named ? undefined : snapshotName(document.file.path)
    const place = name === undefined ? '' : `${name.account} ${name.region}`
    if (name !== undefined && (newest.get(place) ?? '') < name.at) newest.set(place, name.at)
    return { document, place, name }
  })
  const isOlder = ({ place, name }: (typeof placed)[number]): boolean => name !== undefined && newest.get(place) !== name.at
  return {
    chosen: placed.filter((each) => !isOlder(each)).map(({ document }) => document),
    older: placed.filter(isOlder).map(({ document }) => document.file.path),
  }
}
