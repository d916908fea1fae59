import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import { recogniseSource } from '../declared/sources/index.ts'
import { namedObservers, type NamedObserverEntry } from '../live/index.ts'
import type { UnmanagedScope } from '../match/unmanaged.ts'
import { isPattern } from '../model/glob.ts'

/** How accounts are entered, as it was written. */
export interface WrittenEntry {
  /** A file that lists them, `organization`, `organization:ou-...`. */
  accounts?: string
  role?: string
  externalId?: string
  sessionName?: string
  /** Each as `KEY=VALUE`. */
  sessionTags?: readonly string[]
}

/** What one scan reads. */
export interface Stack {
  /** Absent: what was given by flags or found in the folder. */
  name?: string
  declared: readonly string[]
  baked: readonly string[]
  live: readonly string[]
  /** Records of what live was right after the last deployment. */
  asDeployed?: readonly string[]
  /** When everything was last deployed. ISO 8601. */
  deployedAt?: string
  /** Of documents that name none, and what is read: ids, names, patterns. */
  accounts?: readonly string[]
  regions?: readonly string[]
  entry?: WrittenEntry
  /** What must be declared: what else is read follows from it. */
  unmanaged?: UnmanagedScope
  /** Live kinds and properties are read although their map is of medium confidence. */
  includeMedium?: boolean
  /** Plain HTTP to other machines is meant. */
  allowHttp?: boolean
  providerSchemas?: readonly string[]
  /** Files with public keys, of which one must have signed a manifest. */
  verifyKeys?: readonly string[]
  /** What `doctor --verify-map` wrote: kinds whose maps were proven. */
  verified?: readonly string[]
}

/** Whether a declared source is asked for over the network: what it declares is not known before. */
export function isFetched(source: string): boolean {
  return recogniseSource(source) !== undefined || /^cloudformation(?::|$)/.test(source)
}

/** The account or region of documents that name none: the only one that was said, where it is no pattern. */
export function onlyOne(said: readonly string[] = []): string | undefined {
  const [one, ...others] = said
  return one === undefined || others.length > 0 || isPattern(one) ? undefined : one
}

/** A list of accounts as seen from the working directory. */
export function relocatedList(list: string, folder: string): string {
  return /^organization(?::|$)/.test(list) ? list : placed(list, folder)
}

/** A source as seen from the working directory, when it was written in a file in `folder`. Named sources stay as they are. */
export function relocated(source: string, folder: string): string {
  if (!source.startsWith('terraform:') && recogniseSource(source) !== undefined) return source
  const [, prefix, rest] = /^([a-z][\w.-]+):(.*)$/s.exec(source) ?? []
  if (rest !== undefined && prefix !== 'terraform' && recogniseSource(rest) !== undefined) return source
  const name = prefix ?? source
  if (rest !== undefined && (prefix === 'collected' || prefix === 'rootfs')) return `${prefix}:${placed(rest, folder)}`
  if (name === 'cloudformation' && prefix !== undefined) return source
  if (rest !== undefined && takesPath(name)) return `${name}:${placed(rest, folder)}`
  if (Object.hasOwn(namedObservers, name) && !existsSync(posix.join(folder, source))) return source
  if (rest?.startsWith('//') === true) return source
  return prefix === undefined || rest === undefined ? placed(source, folder) : `${prefix}:${placed(rest, folder)}`
}

function takesPath(name: string): boolean {
  return Object.entries<NamedObserverEntry>(namedObservers).some(([each, entry]) => each === name && entry.takesPath === true)
}

function placed(path: string, folder: string): string {
  return posix.isAbsolute(path) || /^[A-Za-z]:[\\/]/.test(path) ? path : posix.join(folder, path)
}
