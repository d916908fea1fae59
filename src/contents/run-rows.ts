import { createHash } from 'node:crypto'
import type { ListenerRow, RunRow } from '../model/content.ts'
import { userName } from './engine/run-facts.ts'

/** How a container is to be started, as images and engines say it. */
export interface RunConfig {
  user: string
  workdir: string
  entrypoint: readonly string[]
  cmd: readonly string[]
  /** `NAME=value`. */
  env: readonly string[]
  /** `80/tcp`; a range as `8000-8010/tcp`. */
  exposed: readonly string[]
  volumes: readonly string[]
}

/**
 * A configuration as rows: `user`, `workdir`, `entrypoint`, `cmd`, `volumes`, and `env/NAME` with the digest of its value, since
 * values may be secret. What is empty has no row, but for the user, who is then root. Sorted.
 */
export function runRows({ user, workdir, entrypoint, cmd, env, volumes }: RunConfig): RunRow[] {
  const fields: [string, string | readonly string[]][] = [
    ['cmd', cmd],
    ['entrypoint', entrypoint],
    ['user', userName(user)],
    ['volumes', volumes],
    ['workdir', workdir],
    ...[...valuesOf(env)].map(([name, value]): [string, string] => [`env/${name}`, digestOf(value)]),
  ]
  return fields
    .filter(([, value]) => value.length > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([n, v]) => ({ k: 'r', n, v: typeof v === 'string' ? v : [...v] }))
}

/** Names of variables, sorted. */
export function variableNames(env: readonly string[]): string[] {
  return [...valuesOf(env).keys()].toSorted()
}

/** The last of two counts, as for a process. */
function valuesOf(env: readonly string[]): Map<string, string> {
  return new Map(
    env.map((line) => {
      const equals = line.indexOf('=')
      return equals === -1 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)]
    }),
  )
}

function digestOf(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}

/** Ports that an image says it listens on. What is no port is none. */
export function exposedRows(exposed: readonly string[]): ListenerRow[] {
  const rows = new Map<string, ListenerRow>()
  for (const text of exposed) {
    const [, first = '', last = first, proto = 'tcp'] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/([a-z]+))?$/.exec(text) ?? []
    if (first === '') continue
    for (let port = Number(first); port <= Math.min(Number(last), 65_535); port += 1)
      rows.set(`${proto}/*/${port}`, { addr: '*', k: 'n', port, proto, src: 'exposed' })
  }
  return [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}
