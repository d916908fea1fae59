export const blockBytes = 512
const space = 0x20

/** The bytes of a field up to the first NUL. */
export function bytesField(block: Buffer, at: number, length: number): Buffer {
  const field = block.subarray(at, at + length)
  const end = field.indexOf(0)
  return end === -1 ? field : field.subarray(0, end)
}

/** A number in octal, or in base 256 where its first bit is set. Undefined for what is neither, or too large to be exact. */
export function numberField(block: Buffer, at: number, length: number): number | undefined {
  const first = block[at] ?? 0
  if (first >= 0x80) return base256(block.subarray(at, at + length))
  let value = 0
  let hasDigit = false
  for (let index = at; index < at + length; index += 1) {
    const byte = block[index] ?? 0
    if (byte >= 0x30 && byte <= 0x37) {
      value = value * 8 + (byte - 0x30)
      hasDigit = true
    } else if (byte === 0 || byte === space) {
      if (hasDigit) break
    } else return undefined
  }
  return value
}

function base256(field: Buffer): number | undefined {
  const first = (field[0] ?? 0) & 0x7f
  let value = BigInt(first >= 0x40 ? first - 0x80 : first)
  for (const byte of field.subarray(1)) value = (value << 8n) | BigInt(byte)
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined
}

/** Whether the sum that a header says of itself is right; old programs summed signed bytes. */
export function isSumRight(block: Buffer): boolean {
  const said = numberField(block, 148, 8)
  let sum = 8 * space
  let high = 0
  for (let at = 0; at < blockBytes; at += 1) {
    if (at >= 148 && at < 156) continue
    const byte = block[at] ?? 0
    sum += byte
    if (byte >= 0x80) high += 1
  }
  return said === sum || said === sum - 256 * high
}

/** How much follows content so that the next header begins at a whole block. */
export function paddingOf(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes
}
