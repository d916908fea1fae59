import type { Json } from '../model/json.ts'

/** IANA numbers that EC2 shows by name. https://www.iana.org/assignments/protocol-numbers */
const names: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6', all: '-1' }

/** One spelling for an IP protocol: `6`, `TCP` and `tcp` are `tcp`, `all` is `-1`. */
export function protocolName(value: Json): Json {
  if (typeof value !== 'string' && typeof value !== 'number') return value
  const text = String(value).toLowerCase()
  return Object.hasOwn(names, text) ? (names[text] ?? text) : text
}
