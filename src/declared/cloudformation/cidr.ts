/**
 * `Fn::Cidr`: `count` blocks that leave `bits` bits to their hosts, of an IPv4 or IPv6 block. Undefined where the block
 * is none or has no room for them.
 */
export function blocksOf(block: string, count: number, bits: number): string[] | undefined {
  const [address = '', length = ''] = block.split('/')
  const width = address.includes(':') ? 128 : 32
  const base = width === 128 ? bits6(address) : bits4(address)
  if (base === undefined || !/^\d{1,3}$/.test(length) || Number(length) > width) return undefined
  const room = width - Number(length)
  if (!Number.isInteger(count) || !Number.isInteger(bits) || count < 1 || count > 256 || bits < 0 || bits > room) return undefined
  const step = 1n << BigInt(bits)
  if (BigInt(count) * step > 1n << BigInt(room)) return undefined
  const first = (base >> BigInt(room)) << BigInt(room)
  const write = width === 128 ? text6 : text4
  return Array.from({ length: count }, (_, at) => `${write(first + BigInt(at) * step)}/${width - bits}`)
}

function bits4(address: string): bigint | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number)
  if (parts === undefined || Math.max(...parts) > 255) return undefined
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n)
}

function text4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.')
}

function bits6(address: string): bigint | undefined {
  const [head = '', tail, ...more] = address.split('::')
  if (more.length > 0) return undefined
  const [left = [], right = []] = [head, tail ?? ''].map((text) => (text === '' ? [] : text.split(':')))
  const missing = 8 - left.length - right.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...left, ...Array.from({ length: missing }, () => '0'), ...right]
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}

/** The short form: the first longest run of zeros is left out. */
function text6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, at) => ((address >> BigInt(112 - 16 * at)) & 65_535n).toString(16))
  let [start, length] = [0, 0]
  for (let at = 0; at < 8; at += 1) {
    const zeros = groups.slice(at).findIndex((group) => group !== '0')
    const run = zeros === -1 ? 8 - at : zeros
    if (run > length) [start, length] = [at, run]
  }
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`
}
