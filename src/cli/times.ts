import { UsageError } from '../model/errors.ts'
import type { Io } from './io.ts'
import type { Values } from './values.ts'

/**
 * The time by which a run judges: `--now`, else that of the capture which is replayed, else SOURCE_DATE_EPOCH
 * (https://reproducible-builds.org/specs/source-date-epoch/), else the clock. Throws UsageError for what is no time.
 */
export function timeOf(values: Values, io: Io): (replayed?: string) => Date {
  const said = givenTime(values, 'now')
  const fixed = said === undefined ? undefined : new Date(said)
  const epoch = io.env['SOURCE_DATE_EPOCH']
  const reproducible = epoch === undefined || epoch === '' ? undefined : checked(epoch, 'SOURCE_DATE_EPOCH', Number(epoch) * 1000, /^\d+$/)
  return (replayed) => fixed ?? (replayed === undefined ? undefined : known(replayed)) ?? reproducible ?? new Date()
}

/** The time of an option as ISO 8601. Throws UsageError for what is no time. */
export function givenTime(values: Values, name: 'now' | 'deployed-at' | 'deprecated-at'): string | undefined {
  const said = values.text(name)
  if (said === undefined) return undefined
  return checked(said, `--${name}`, Date.parse(said), /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/).toISOString()
}

function checked(text: string, what: string, time: number, form: RegExp): Date {
  if (form.test(text) && !Number.isNaN(time)) return new Date(time)
  throw new UsageError('time-invalid', {
    message: `${what} is no time: ${JSON.stringify(text.slice(0, 60))}.`,
    hint: what.startsWith('--') ? 'Write it as 2026-11-21T10:00:00Z.' : 'It is a number of seconds since 1970.',
  })
}

/** A capture may say anything; what is no time does not count. */
function known(text: string): Date | undefined {
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : new Date(time)
}
