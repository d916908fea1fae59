import type { Diagnostic } from './generated/report.ts'
import type { LiveResource } from './resource.ts'

/** What is asked for by itself: by names in the order in which they are tried, where it is. */
export type Asked = Pick<LiveResource, 'kind' | 'physicalId' | 'identities' | 'account' | 'region'>

/** What came of asking: `unread` says why nothing did, and what to do about it. */
export type Fresh = { is: 'resource'; resource: LiveResource } | { is: 'gone' } | { is: 'unread'; why: string; remedy?: string }

/** Reads one resource at a time, now. Only a source that is live has it. */
export interface FreshReader {
  /** Whether resources of a kind can be asked for. */
  reads(kind: string): boolean
  note(diagnostic: Diagnostic): void
  /** A resource that a list showed, or that is declared. Never throws. */
  read(asked: Asked, shown?: LiveResource): Promise<Fresh>
}
