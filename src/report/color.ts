import type { Severity } from '../model/generated/report.ts'

/** What the command line says about colour, and whether the format is for people. */
export interface ColorFlags {
  /** `--color` or `--no-color`; absent: not said. */
  color?: boolean
  human: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Whether to colour: 1 or 0. The first that speaks decides: the flag, FORCE_COLOR, NO_COLOR, TERM=dumb, the stream,
 * and last a CI system known to render colours, for text only.
 */
export function colorLevel(stream: { isTTY?: boolean }, flags: ColorFlags, env: Environment): 0 | 1 {
  if (flags.color !== undefined) return flags.color ? 1 : 0
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced === '0' || forced === 'false' ? 0 : 1
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return 0
  if (env['TERM'] === 'dumb') return 0
  if (stream.isTTY === true) return 1
  return flags.human && (isSet(env['GITHUB_ACTIONS']) || isSet(env['GITLAB_CI'])) ? 1 : 0
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false'
}

/** SGR parameters (ECMA-48 8.3.117). */
const codes = {
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  info: '2',
  '+': '32',
  '-': '31',
  '~': '33',
  pass: '32',
  fail: '31',
} as const satisfies Record<Severity | '+' | '-' | '~' | 'pass' | 'fail', string>

export type Tint = keyof typeof codes

/** `text` in its colour, or as it is. */
export function paint(text: string, tint: Tint, color: boolean): string {
  return color ? `\u001b[${codes[tint]}m${text}\u001b[0m` : text
}
