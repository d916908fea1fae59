import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UsageError } from '../model/errors.ts'

const unfinished = new Set<string>()

/** Removes what was begun and will not be finished. */
export function discardUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true })
  unfinished.clear()
}

/** Writes a whole file or none: readers never see half of it. Folders are made. Throws UsageError where that cannot be. */
export function writeAtomically(path: string, text: string): void {
  saying(path, () => {
    const target = targetOf(path)
    // What is no file, as /dev/stdout or a pipe, is not replaced by one.
    if (target === undefined) return writeFileSync(path, text)
    const temporary = temporaryFor(target)
    writeFileSync(temporary, text)
    renameSync(temporary, target)
    unfinished.delete(temporary)
  })
}

/**
 * The same for text that comes in parts and may be larger than memory. `mode`: who may read it, as in chmod.
 * When `parts` fails, nothing is left behind.
 */
export async function writeStreamAtomically(path: string, parts: AsyncIterable<string>, mode: number): Promise<void> {
  const target = saying(path, () => targetOf(path))
  const temporary = target === undefined ? path : saying(path, () => temporaryFor(target))
  const handle = await open(temporary, 'w', mode).catch((error: unknown) => unwritable(path, error))
  try {
    for await (const part of parts) await handle.appendFile(part)
  } catch (error) {
    await handle.close()
    discardUnfinished()
    throw error
  }
  await handle.close()
  if (target === undefined) return
  saying(path, () => renameSync(temporary, target))
  unfinished.delete(temporary)
}

/** The file behind links; undefined for what exists and is no file. */
function targetOf(path: string): string | undefined {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true })
    return path
  }
  const stat = statSync(path)
  if (stat.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' })
  return stat.isFile() ? realpathSync(path) : undefined
}

function temporaryFor(target: string): string {
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  unfinished.add(temporary)
  return temporary
}

function saying<T>(path: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    return unwritable(path, error)
  }
}

function unwritable(path: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  throw new UsageError('output-unwritable', {
    message: `${path} cannot be written (${code}).`,
    hint: 'Check the path, who may write there, and the space that is left.',
    at: { file: path },
  })
}
