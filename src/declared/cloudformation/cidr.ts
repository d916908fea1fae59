/**
 * `Fn::Cidr` of an IPv4 block: `count` blocks that leave `bits` bits to their hosts. Undefined where the block is no
 * IPv4 block or has no room for them.
 */
export function ipv4Blocks(block: string, count: number, bits: number): string[] | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block)?.slice(1).map(Number)
  if (parts === undefined) return undefined
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = parts
  if (Math.max(a, b, c, d) > 255 || prefix > 32 || !(bits >= 0 && bits <= 32 - prefix)) return undefined
  if (!(count >= 1 && count <= 256) || count * 2 ** bits > 2 ** (32 - prefix)) return undefined
  const first = Math.floor((a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) / 2 ** (32 - prefix)) * 2 ** (32 - prefix)
  return Array.from({ length: count }, (_, at) => `${dotted(first + at * 2 ** bits)}/${32 - bits}`)
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')
}
