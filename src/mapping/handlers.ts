import type { ApiList } from './api.ts'
import { row, serviceOf } from './data.ts'

/** What the registry says of a type that Cloud Control can read: the IAM actions of its handlers, `l` where it can be listed. */
export interface Handlers {
  r: readonly string[]
  l?: readonly string[]
  /** Keys without which it cannot be listed: `[own property, parent kind, parent property]`, `=A|B`, `!account`, or a bare text. */
  n?: NonNullable<ApiList['n']>
}

/** The handlers of a kind; undefined where Cloud Control cannot read it. */
export function handlersOf(kind: string): Handlers | undefined {
  const service = serviceOf(kind)
  return service === undefined ? undefined : row<Handlers>(`handlers/${service}.json`, kind)
}
