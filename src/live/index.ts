import type { InputFile } from '../documents/input-file.ts'
import type { Sniff } from '../documents/sniff.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import type { LiveItem } from '../model/resource.ts'

/** What of the live side is wanted: observers read no more than this. */
export interface LiveScope {
  /** Kinds that are declared, or governed as unmanaged; `undefined`: all that the source knows. */
  kinds?: ReadonlySet<string>
  /** Whether details of a resource are wanted: by kind and physical id. Absent: of every one. */
  wantsDetails?(kind: string, physicalId: string): boolean
  accounts?: readonly string[]
  regions?: readonly string[]
}

export interface LiveContext {
  note(diagnostic: Diagnostic): void
  scope: LiveScope
  /** For documents that name neither account nor region. */
  account?: string
  region?: string
  /** Counts an API call as `service.Operation`. */
  called?(operation: string): void
  progress?(text: string): void
  /** The time of the record that is replayed, when the source knows one. ISO 8601. */
  readAt?(time: string): void
}

export interface LiveDocument {
  file: InputFile
  role: string
}

/** An observer yields what is live, in batches, and ends only when it has read all or said what it did not. */
export interface DocumentObserver {
  observe(documents: readonly LiveDocument[], context: LiveContext): AsyncIterable<LiveItem[]>
}

export interface DocumentObserverEntry {
  title: string
  recognise(sniff: Sniff): string | undefined
  load(): Promise<{ default: DocumentObserver }>
}

/** Observers of named sources: `aws`, `cloudformation:STACK`. `argument` is what follows the colon. */
export interface NamedObserver {
  observe(argument: string | undefined, context: LiveContext): AsyncIterable<LiveItem[]>
  /** What `doctor` prints: reachable or not, identity, region, what would be unread. */
  probe(argument: string | undefined): Promise<ProbeLine[]>
}

export interface ProbeLine {
  name: string
  ok: boolean
  detail: string
  hint?: string
}

export interface NamedObserverEntry {
  title: string
  load(): Promise<{ default: NamedObserver }>
}
