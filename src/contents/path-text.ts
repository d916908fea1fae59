const plain = /^[\u0020-\u0024\u0026-\u007E]*$/
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A path or a name as rows write it: UTF-8 as it is, bytes that are not as %XX, `%` as %25. No two names have one text. */
export function pathText(bytes: Buffer): string {
  const latin = bytes.toString('latin1')
  if (plain.test(latin)) return latin
  const text = decoded(bytes)
  if (text !== undefined) return text.replaceAll('%', '%25')
  let out = ''
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at] ?? 0)
    const character = length === 0 || at + length > bytes.length ? undefined : decoded(bytes.subarray(at, at + length))
    out += character === undefined ? escaped(bytes[at] ?? 0) : character === '%' ? '%25' : character
    at += character === undefined ? 1 : length
  }
  return out
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}

/** How long a character is that begins with this byte; 0 where none does. */
function sequenceLength(byte: number): number {
  if (byte < 0x80) return 1
  return byte < 0xc2 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0
}

function escaped(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
