/** What the names of the files say that AWS Config delivers. */

/** Of a snapshot. */
export interface SnapshotName {
  account: string
  region: string
  /** ISO 8601. */
  at: string
}

/** Of a history: the items of one kind that were recorded in some hours. */
export interface HistoryName {
  account: string
  region: string
  kind: string
  /** When the first and the last of its items were recorded. ISO 8601. */
  from: string
  to: string
}

/** `123456789012_Config_eu-west-1_ConfigSnapshot_20260102T030405Z_0a1b.json.gz` in its parts. */
export function snapshotName(path: string): SnapshotName | undefined {
  const [, account, region, stamp] = /(?:^|\/)(\d{12})_Config_([a-z0-9-]+)_ConfigSnapshot_(\d{8}T\d{6}Z)_[^/]*$/.exec(path) ?? []
  return account === undefined || region === undefined || stamp === undefined ? undefined : { account, region, at: timeOf(stamp) }
}

/** `123456789012_Config_eu-west-1_ConfigHistory_AWS::EC2::Volume_20260102T030405Z_20260102T060504Z_1.json.gz` in its parts. */
export function historyName(path: string): HistoryName | undefined {
  const [, account, region, kind, from, to] =
    /(?:^|\/)(\d{12})_Config_([a-z0-9-]+)_ConfigHistory_([\w:]+?)_(\d{8}T\d{6}Z)_(\d{8}T\d{6}Z)_[^/]*$/.exec(path) ?? []
  if (account === undefined || region === undefined || kind === undefined || from === undefined || to === undefined) return undefined
  return { account, region, kind, from: timeOf(from), to: timeOf(to) }
}

/** `20260102T030405Z` as ISO 8601. */
function timeOf(stamp: string): string {
  return stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
}
