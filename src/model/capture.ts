import type { Diagnostic } from './generated/report.ts'

/**
 * A capture is NDJSON: one header line, one line an item, one closing line that proves it is whole. What a machine contains follows
 * it in lines of rows.
 * `driftgate capture` writes it, `scan --live FILE` replays it.
 */
export const captureSchema = 'driftgate/capture/v1'

export interface CaptureHeader {
  schema: typeof captureSchema
  tool: { name: 'driftgate'; version: string }
  /** ISO 8601, UTC. A replay judges ages by this time. */
  capturedAt: string
  sources: string[]
  accounts?: string[]
  regions?: string[]
}

export interface CaptureEnd {
  is: 'end'
  /** How many items the capture holds, lines of rows included. */
  items: number
  /** API calls by `service.Operation`: a replay reports them, since what it shows was read by them. */
  calls?: Record<string, number>
  throttled?: Record<string, number>
  repeated?: Record<string, number>
  /** What the sources had to say while they were read. */
  notes?: Diagnostic[]
}
