/** An address as the kernel's tables have it: 32-bit words of the machine's own order, in hexadecimal. `*` is every address. */
export function addressOf(hex: string): string {
  if (/^0+$/.test(hex)) return '*'
  // Everything that runs this keeps the lowest byte first.
  const bytes = (hex.match(/.{8}/g) ?? [])
    .flatMap((word) => (word.match(/../g) ?? []).toReversed())
    .map((byte) => Number.parseInt(byte, 16))
  if (bytes.length === 4) return bytes.join('.')
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff
  if (!isMapped) return shortened(bytes)
  const inner = bytes.slice(12).join('.')
  return inner === '0.0.0.0' ? '*' : inner
}

/** The shortest text of an IPv6 address. https://www.rfc-editor.org/rfc/rfc5952 */
function shortened(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, at) => (((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0)).toString(16))
  let [start, length] = [0, 1]
  for (let at = 0; at < 8; at += 1) {
    let end = at
    while (groups[end] === '0') end += 1
    if (end - at > length) [start, length] = [at, end - at]
  }
  return length < 2 ? groups.join(':') : `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`
}
