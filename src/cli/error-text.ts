import { DriftgateError, placeText } from '../model/errors.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import { colorLevel, paint } from '../report/color.ts'
import { guardWorkflowCommands, safeText, visibleLines } from '../report/safe-text.ts'
import type { Io } from './io.ts'

/** An error as its reader needs it: what is wrong, where, what to do. Only a bug of driftgate shows its stack, with --debug. */
export function errorText(error: unknown, io: Io, argv: readonly string[]): string {
  const color = colorsErrors(io, argv)
  if (error instanceof DriftgateError) {
    const { code, message, hint, at } = error
    return problemText({ code, level: 'error', message, hint, ...(at === undefined ? {} : { location: at }) }, color)
  }
  const debug = argv.includes('--debug') || isOn(io.env['DRIFTGATE_DEBUG'])
  const said = error instanceof Error ? error.message : String(error)
  const word = paint('error', 'fail', color)
  const stack = debug && error instanceof Error ? `${visibleLines(error.stack ?? '')}\n` : ''
  const next = debug ? '' : '; run again with --debug for the stack'
  return guardWorkflowCommands(`${word}: ${safeText(said, 400)}\n${stack}  this is a bug in driftgate${next}\n`)
}

/** `error[code]: message`, its place and its hint, on lines of their own. */
export function problemText({ code, level, message, hint, location }: Diagnostic, color: boolean): string {
  const tint = level === 'error' ? 'fail' : level === 'warning' ? 'medium' : 'info'
  const at = location === undefined ? '' : `  at ${safeText(placeText(location), 400)}\n`
  const next = hint === undefined || hint === '' ? '' : `  hint: ${safeText(hint, 1000)}\n`
  return guardWorkflowCommands(`${paint(level, tint, color)}[${safeText(code, 80)}]: ${safeText(message, 1000)}\n${at}${next}`)
}

/** Errors are coloured as standard error is, also those of a command line that could not be parsed. */
export function colorsErrors(io: Io, argv: readonly string[] = []): boolean {
  const said = argv.includes('--no-color') ? { color: false } : argv.includes('--color') ? { color: true } : {}
  return colorLevel(io.stderr, { ...said, human: true }, io.env) === 1
}

/** Whether a variable of the environment says yes. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(?:1|true|yes|on)$/i.test(value)
}
