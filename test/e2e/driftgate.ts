import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The built command, as npm links it. */
export const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url))
const root = fileURLToPath(new URL('../../', import.meta.url))

/** Only what a process needs to start: nothing of this machine decides what is tested. */
const env = { PATH: process.env['PATH'] ?? '' }

export interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

/** Runs the built command to its end. `node` are options of Node itself. */
export function driftgate(args: readonly string[], { cwd = root, node = [] }: { cwd?: string; node?: readonly string[] } = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, bin, ...args], { cwd, env, encoding: 'utf8', maxBuffer: 1e9 })
  return { status, stdout, stderr }
}

/** Starts it and leaves it running. */
export function start(args: readonly string[], more: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [bin, ...args], { cwd: root, env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] })
}
