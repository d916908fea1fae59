import type { LiveResource } from '../model/resource.ts'

/** A resource that shares one part of its identifier, and differs in another, is another one: the same stage of another API. */
export function contradicts(names: readonly string[], { physicalId }: LiveResource): boolean {
  const parts = physicalId.split('|')
  if (parts.length === 1) return false
  const rivals = names.map((name) => name.split('|')).filter((name) => name.length === parts.length)
  return rivals.length > 0 && !rivals.some((rival) => rival.every((part, at) => mayBeOne(part, parts[at] ?? '')))
}

/** Spellings of one name: case, the last dot of a host, an ARN and the name that ends it. */
function mayBeOne(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => text.toLowerCase().replace(/\.$/, ''))
  if (x === undefined || y === undefined || x === y) return true
  const [long, short] = x.length > y.length ? [x, y] : [y, x]
  return long.startsWith('arn:') && short !== '' && /[/:]$/.test(long.slice(0, -short.length)) && long.endsWith(short)
}
