/** The records of an extended header. Later ones win; an empty value takes back an earlier one. */
export interface PaxRecords {
  values: ReadonlyMap<string, Buffer>
  /** GNU sparse 0.0: offsets and lengths in turn, the only records that repeat. */
  sparse: readonly number[]
}

export const noRecords: PaxRecords = { values: new Map(), sparse: [] }

/**
 * Parses `LENGTH KEY=VALUE\n` records. Values are bytes: file names and attributes need not be UTF-8.
 * https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_03. Undefined for a broken one.
 */
export function paxRecords(body: Buffer, before: PaxRecords): PaxRecords | undefined {
  const values = new Map(before.values)
  const sparse: number[] = []
  for (let at = 0; at < body.length;) {
    const blank = body.indexOf(0x20, at)
    const digits = blank === -1 || blank - at > 12 ? '' : body.toString('latin1', at, blank)
    const end = at + Number(digits)
    if (!/^[1-9]\d*$/.test(digits) || end > body.length || body[end - 1] !== 0x0a) return undefined
    const equals = body.indexOf(0x3d, blank)
    if (equals === -1 || equals >= end) return undefined
    const key = body.toString('utf8', blank + 1, equals)
    const value = body.subarray(equals + 1, end - 1)
    if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') sparse.push(Number(value.toString('latin1')))
    else values.set(key, value)
    at = end
  }
  return { values, sparse }
}

/** A value as a whole number; undefined where there is none or it is no number. */
export function paxNumber({ values }: PaxRecords, key: string): number | undefined {
  const text = values.get(key)?.toString('latin1') ?? ''
  const value = Number(text)
  return /^-?\d+$/.test(text) && Number.isSafeInteger(value) ? value : undefined
}

/** A time as seconds and nanoseconds. */
export function paxTime({ values }: PaxRecords, key: string): { seconds: number; nanoseconds: number } | undefined {
  const [, minus, whole, part = ''] = /^(-?)(\d{1,15})(?:\.(\d*))?$/.exec(values.get(key)?.toString('latin1') ?? '') ?? []
  if (whole === undefined) return undefined
  const nanoseconds = Number(part.slice(0, 9).padEnd(9, '0'))
  if (minus !== '-') return { seconds: Number(whole), nanoseconds }
  return nanoseconds === 0 ? { seconds: 0 - Number(whole), nanoseconds } : { seconds: -1 - Number(whole), nanoseconds: 1e9 - nanoseconds }
}

const schily = 'SCHILY.xattr.'
const libarchive = 'LIBARCHIVE.xattr.'

/** Extended attributes, as star, GNU tar and Docker write them, or as libarchive does. */
export function paxAttributes({ values }: PaxRecords): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>()
  for (const [key, value] of values) {
    if (key.startsWith(schily)) found.set(key.slice(schily.length), value)
    else if (key === 'RHT.security.selinux') found.set('security.selinux', value)
    else if (key.startsWith(libarchive)) {
      const name = unescaped(key.slice(libarchive.length))
      if (!values.has(`${schily}${name}`)) found.set(name, Buffer.from(value.toString('latin1'), 'base64'))
    }
  }
  return found
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
