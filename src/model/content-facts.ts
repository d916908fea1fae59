import type { RowKind } from './content.ts'
import type { Severity } from './generated/report.ts'

/** How much may change at a path without anybody having done it: data/contents/profiles.json. */
export type VolatileClass = 'strict' | 'skip' | 'exists' | 'growing' | 'identity' | 'injected' | 'derived' | 'package-db' | 'accounts'

/** What is known of a difference in what a machine contains, beside what differs. */
export interface ContentFacts {
  row: RowKind
  /** M01 to M19; absent: none of them, as for how a container was started. */
  class?: string
  /** How bad such a mutation is by itself; policies may say otherwise. */
  severity: Severity
  volatile: VolatileClass
  /** Members that differ: content, mode, owner, group, type, target, capabilities, acl, flags, xattrs; of other rows their own. */
  fields: readonly string[]
  /** The package that owns the file: `deb/nginx`. */
  package?: string
  /** The mount or volume on which it lies. */
  on?: string
  executable?: true
  /** What else speaks of it, a sentence each. */
  evidence?: readonly string[]
  /** Lines of text that went and came, secrets not yet taken out. */
  text?: readonly string[]
}
