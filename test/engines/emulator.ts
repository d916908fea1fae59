import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The Python that has moto or ministack: what pip has put them into. */
const python = process.env['MOTO_PYTHON'] ?? 'python3'

/** Why tests with a Python module are skipped, said aloud; undefined where they can run. */
export function lacking(module: string, install: string): string | undefined {
  try {
    execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' })
    return undefined
  } catch {
    const reason = `${python} has no ${module}: pip install '${install}' and set MOTO_PYTHON`
    console.warn(`tests with ${module} are skipped: ${reason}`)
    return reason
  }
}

/** A server of an emulator on a free port of this machine. */
export interface Emulator {
  endpoint: string
  /** Gives the script a line and returns the JSON line that it answers with. */
  ask(line: string): Promise<unknown>
  stop(): void
}

/**
 * Starts a script beside this file: it says its port on the first line of its output, then may answer a line of its input with
 * a line of JSON, and ends with its input. The environment is set for the SDK: endpoint, credentials that are none, region.
 */
export async function startEmulator(script: string): Promise<Emulator> {
  const server = spawn(python, [fileURLToPath(new URL(script, import.meta.url))], { stdio: ['pipe', 'pipe', 'pipe'] })
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]()
  const errors: string[] = []
  server.stderr.on('data', (bytes: Buffer) => errors.push(bytes.toString()))
  const port = await nextLine(lines, script, errors)
  const endpoint = `http://127.0.0.1:${port}`
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'eu-west-1',
    // Calls that an emulator lacks end in errors of the server; trying them again takes only time.
    AWS_MAX_ATTEMPTS: '2',
  })
  return {
    endpoint,
    async ask(question) {
      server.stdin.write(`${question}\n`)
      let line = await nextLine(lines, script, errors)
      // moto prints what it has no service for: Cloud Control is one.
      while (!/^[[{]/.test(line)) line = await nextLine(lines, script, errors)
      const answer: unknown = JSON.parse(line)
      return answer
    },
    stop: () => stop(server),
  }
}

async function nextLine(lines: AsyncIterator<string>, script: string, errors: readonly string[]): Promise<string> {
  const next = await lines.next()
  if (next.done !== true) return next.value
  throw new Error(`${script} ended: ${errors.join('').slice(-4000)}`)
}

function stop(server: ChildProcess): void {
  server.stdin?.end()
}
