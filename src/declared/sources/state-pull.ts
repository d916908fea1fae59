import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { streamedFile } from '../../documents/content.ts'
import type { InputFile } from '../../documents/input-file.ts'
import { AccessError } from '../../model/errors.ts'
import { checkedDocument } from './answer-document.ts'
import type { SourceContext } from './source.ts'

/** Whether a program of this name is on the path. */
export function hasBinary(name: string, env: SourceContext['env']): boolean {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && [name, `${name}.exe`].some((each) => isRunnable(join(folder, each))))
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** `terraform state pull` or `tofu state pull` in a folder: what the backend holds, as a stream. It takes no lock. */
export async function* pulledState(binary: string, folder: string, env: SourceContext['env']): AsyncGenerator<InputFile> {
  const shown = `terraform:${folder}`
  yield checkedDocument(await streamedFile(shown, outputOf(binary, folder, env, shown), true))
}

async function* outputOf(binary: string, folder: string, env: SourceContext['env'], shown: string): AsyncGenerator<Uint8Array> {
  const child = spawn(binary, ['state', 'pull'], {
    cwd: folder,
    env: { ...env, TF_IN_AUTOMATION: '1', TF_INPUT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (piece: Buffer) => (said = (said + piece.toString()).slice(0, 4_000)))
  const ended = new Promise<number>((resolve) => {
    child.on('error', () => resolve(-1))
    child.on('close', (code) => resolve(code ?? -1))
  })
  try {
    for await (const piece of child.stdout) if (Buffer.isBuffer(piece)) yield piece
    const code = await ended
    if (code !== 0) throw failed(binary, folder, shown, code, said)
  } finally {
    child.kill()
  }
}

function failed(binary: string, folder: string, shown: string, code: number, said: string): AccessError {
  // Only the headline: what follows may quote the configuration.
  const headline = /Error: ([^\n]{1,200})/.exec(said)?.[1]?.trim()
  return new AccessError('state-pull-failed', {
    message: `\`${binary} state pull\` in ${folder} ended with ${code}${headline === undefined ? '' : `: ${headline}`}.`,
    hint: `Run \`${binary} init\` there with the backend's credentials, then scan again.`,
    at: { file: shown },
  })
}
