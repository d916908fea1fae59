import type { LiveDocument } from '../../index.ts'
import { snapshotName } from './file-names.ts'

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
