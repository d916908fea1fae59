import { main } from '../../src/cli/main.ts'
import type { Output } from '../../src/cli/io.ts'

export interface Ran {
  code: number
  stdout: string
  stderr: string
}

interface Circumstances {
  env?: Record<string, string>
  isTTY?: boolean
  /** The folder that the command is run in. */
  cwd?: string
}

/** Runs the command line inside this process, with nothing of its environment. */
export async function runCli(argv: readonly string[], { env = {}, isTTY = false, cwd }: Circumstances = {}): Promise<Ran> {
  const stdout = collector(isTTY)
  const stderr = collector(isTTY)
  const before = process.cwd()
  if (cwd !== undefined) process.chdir(cwd)
  try {
    const code = await main(argv, { stdout, stderr, env })
    return { code, stdout: stdout.text(), stderr: stderr.text() }
  } finally {
    process.chdir(before)
  }
}

function collector(isTTY: boolean): Output & { text(): string } {
  let text = ''
  return {
    isTTY,
    columns: 100,
    write(part, done) {
      text += part
      done?.()
      return true
    },
    text: () => text,
  }
}
