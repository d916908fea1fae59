import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { globTest } from '../../model/glob.ts'
import { isObject } from '../../model/json.ts'

/** What data/contents/run.json knows of how containers are started. */
type Fact = 'hostPaths' | 'hardening' | 'rootNames'

let facts: ReadonlyMap<string, readonly string[]> | undefined

/** Folders and sockets of a machine by which a container comes to rights over it. */
export function isSensitivePath(source: string): boolean {
  const path = source.length > 1 ? source.replace(/\/+$/, '') : source
  return listed('hostPaths').some((pattern) => globTest(pattern)(path))
}

/** Security options that take rights away, or are what every engine sets. */
export function isHardening(option: string): boolean {
  return listed('hardening').includes(option)
}

/** A user as it is compared: every name of root is `0`. */
export function userName(user: string): string {
  return listed('rootNames').includes(user) ? '0' : user
}

/** A profile that stands in an option is told by its digest. */
export function shortOption(option: string): string {
  const [name = '', value = ''] = option.split(/[=:](.*)/s)
  return value.startsWith('{') ? `${name}=sha256:${createHash('sha256').update(value).digest('hex')}` : option
}

function listed(fact: Fact): readonly string[] {
  facts ??= readFacts()
  return facts.get(fact) ?? []
}

function readFacts(): Map<string, readonly string[]> {
  const read: unknown = JSON.parse(readFileSync(new URL('../../../data/contents/run.json', import.meta.url), 'utf8'))
  const lists = isObject(read) ? Object.entries(read) : []
  return new Map(lists.map(([name, list]) => [name, Array.isArray(list) ? list.map(String) : []]))
}
