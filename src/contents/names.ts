import { isUtf8 } from 'node:buffer'

/**
 * Names of files are bytes. In rows they are text: what is not UTF-8 as %XX, `%` as %25, so that every name has one text and
 * every text one name.
 */
export function nameText(name: string | Buffer): string {
  if (typeof name === 'string') return name.includes('%') ? name.replaceAll('%', '%25') : name
  if (isUtf8(name)) return nameText(name.toString())
  let text = ''
  let from = 0
  while (from < name.length) {
    const size = sequenceAt(name, from)
    text += size === 0 ? `%${hex(name[from] ?? 0)}` : nameText(name.toString('utf8', from, from + size))
    from += Math.max(size, 1)
  }
  return text
}

/** The bytes of a name or a path as it stands in a row; a string where they are UTF-8, which is what most are. */
export function nameBytes(text: string): string | Buffer {
  if (!text.includes('%')) return text
  const bytes = Buffer.concat(text.split(/(%[0-9A-F]{2})/).map(partBytes))
  return isUtf8(bytes) ? bytes.toString() : bytes
}

function partBytes(part: string): Buffer {
  return /^%[0-9A-F]{2}$/.test(part) ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part)
}

/** How many bytes the UTF-8 character there has; 0: none begins there. */
function sequenceAt(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0
  const size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  return isUtf8(bytes.subarray(at, at + size)) && at + size <= bytes.length ? size : 0
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}
