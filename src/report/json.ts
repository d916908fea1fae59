import type { Reporter } from './options.ts'
import { inOrder } from './json-order.ts'
import { safeJson } from './safe-text.ts'

/** The report itself: the keys of the schema in its order, all others sorted, two spaces, a newline at the end. */
export const json: Reporter = (report) => `${safeJson(JSON.stringify(inOrder(report), null, 2))}\n`
