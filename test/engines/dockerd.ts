import { execFileSync, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'

/** Why tests with an engine are skipped, said aloud; undefined where they can run. */
export function lackingEngine(): string | undefined {
  const missing = ['dockerd', 'docker', 'busybox'].filter((name) => !isThere(name))
  const reason =
    process.getuid?.() !== 0
      ? 'only root may start an engine'
      : missing.length > 0
        ? `${missing.join(', ')} is not there: apt-get install docker.io busybox-static`
        : undefined
  if (reason !== undefined) console.warn(`tests with a container engine are skipped: ${reason}`)
  return reason
}

function isThere(name: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(`${folder}/${name}`))
}

/** An engine with a folder of its own, without a network. */
export interface StartedEngine {
  host: string
  folder: string
  /** The docker command; its output. */
  docker(...words: string[]): string
  stop(): Promise<void>
}

const patience = 30_000

/** Starts dockerd. Throws with the end of its log where it does not come up: a sandbox may forbid what it needs. */
export async function startEngine(): Promise<StartedEngine> {
  const folder = mkdtempSync(`${tmpdir()}/driftgate-engine-`)
  const log = openSync(`${folder}/log`, 'w')
  const host = `unix://${folder}/engine.sock`
  const places = ['--data-root', `${folder}/data`, '--exec-root', `${folder}/exec`, '--pidfile', `${folder}/pid`, '--host', host]
  const child = spawn('dockerd', [...places, '--iptables=false', '--ip6tables=false', '--bridge=none'], { stdio: ['ignore', log, log] })
  closeSync(log)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const docker = (...words: string[]): string =>
    execFileSync('docker', ['--host', host, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 })
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (let waited = 0; child.exitCode === null && waited < patience; waited += 200) {
    if (answers(docker)) return { host, folder, docker, stop }
    await wait(200)
  }
  const said = readFileSync(`${folder}/log`, 'utf8').slice(-1500)
  await stop()
  throw new Error(`dockerd does not start: ${said}`)
}

function answers(docker: StartedEngine['docker']): boolean {
  try {
    docker('version')
    return true
  } catch {
    return false
  }
}
