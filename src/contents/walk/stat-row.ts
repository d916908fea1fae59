import type { BigIntStats } from 'node:fs'
import type { FileRow } from '../../model/content.ts'

const format = 0o170000
const kinds: Readonly<Record<number, FileRow['y']>> = {
  0o040000: 'd',
  0o120000: 'l',
  0o020000: 'c',
  0o060000: 'b',
  0o010000: 'p',
  0o140000: 's',
}

/** What stat tells of a file, as it stands in a row; the target of a link is not in it. */
export function statRow(path: string, stat: BigIntStats): FileRow {
  const mode = Number(stat.mode)
  const row: FileRow = { k: 'f', p: path }
  const kind = kinds[mode & format]
  if (kind !== undefined) row.y = kind
  const bits = mode & 0o7777
  if (bits !== usualMode(kind)) row.m = bits
  const [user, group] = [Number(stat.uid), Number(stat.gid)]
  if (user !== 0) row.u = user
  if (group !== 0) row.g = group
  if (kind === undefined) row.s = Number(stat.size)
  if (kind === 'c' || kind === 'b') row.l = deviceText(stat.rdev)
  row.t = Math.floor(Number(stat.mtimeMs) / 1000)
  row.ct = String(stat.ctimeNs)
  row.i = Number(stat.ino)
  return row
}

/** Permission bits that a row does not write. */
export function usualMode(kind: FileRow['y']): number {
  return kind === 'd' ? 0o755 : kind === 'l' ? 0o777 : 0o644
}

/** Numbers of a device as Linux packs them: 12 and 20 bits of major, 8 and 24 of minor, interleaved. */
function deviceText(device: bigint): string {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn)
  const minor = (device & 0xffn) | ((device >> 12n) & ~0xffn & 0xffffffffn)
  return `${major}:${minor}`
}
