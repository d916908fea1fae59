import { accessSync, constants, existsSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { codeOf, UsageError } from '../model/errors.ts'

/** The mode of a file that holds what is live, secrets too: it belongs to its owner, as a state file does. */
export const ownerOnly = 0o600

const unfinished = new Set<string>()

/** Removes what was begun and will not be finished. */
export function discardUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true })
  unfinished.clear()
}

/**
 * Writes a whole file or none: readers never see half of it. Says what was written, with the folder that had to be made for it.
 * Throws UsageError where it cannot be written.
 */
export function writeAtomically(path: string, text: string): string {
  return saying(path, () => {
    const { target, made } = targetOf(path)
    // What is no file, as /dev/stdout or a pipe, is not replaced by one.
    if (target === undefined) writeFileSync(path, text)
    else {
      const temporary = temporaryFor(target)
      writeFileSync(temporary, text)
      renameSync(temporary, target)
      unfinished.delete(temporary)
    }
    return writtenText(path, made)
  })
}

/** Throws UsageError where a file could not be written: asked before the hours of reading that lead up to it. */
export function checkWritable(path: string): void {
  saying(path, () => {
    if (existsSync(path)) {
      if (statSync(path).isDirectory()) throw isFolder()
      accessSync(path, constants.W_OK)
      return
    }
    let folder = dirname(resolve(path))
    while (!existsSync(folder)) folder = dirname(folder)
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error('it is no folder'), { code: 'ENOTDIR' })
    accessSync(folder, constants.W_OK)
  })
}

/**
 * The same for text or bytes that come in parts and may be larger than memory. `mode`: who may read it, as in chmod.
 * When `parts` fails, nothing is left behind.
 */
export async function writeStreamAtomically(
  path: string,
  parts: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  mode: number,
): Promise<string> {
  const { target, made } = saying(path, () => targetOf(path))
  const temporary = target === undefined ? path : saying(path, () => temporaryFor(target))
  const handle = await open(temporary, 'w', mode).catch((error: unknown) => unwritable(path, error))
  try {
    for await (const part of parts) await handle.appendFile(part).catch((error: unknown) => unwritable(path, error))
  } catch (error) {
    await handle.close()
    discardUnfinished()
    throw error
  }
  await handle.close().catch((error: unknown) => unwritable(path, error))
  if (target === undefined) return writtenText(path, made)
  saying(path, () => renameSync(temporary, target))
  unfinished.delete(temporary)
  return writtenText(path, made)
}

function writtenText(path: string, made: boolean): string {
  return made ? `${path} (made the folder ${dirname(path)})` : path
}

/** The file behind links; undefined for what exists and is no file. */
function targetOf(path: string): { target: string | undefined; made: boolean } {
  if (!existsSync(path)) return { target: path, made: makeFolder(dirname(path)) }
  const stat = statSync(path)
  if (stat.isDirectory()) throw isFolder()
  return { target: stat.isFile() ? realpathSync(path) : undefined, made: false }
}

/** Whether there was something to make. One by one: `recursive` never ends where a file system lets nobody make any, as /proc. */
function makeFolder(folder: string): boolean {
  const missing: string[] = []
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.unshift(at)
  for (const each of missing) if (!existsSync(each)) mkdirSync(each)
  return missing.length > 0
}

function isFolder(): Error {
  return Object.assign(new Error('it is a folder'), { code: 'EISDIR' })
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
  const code = codeOf(error) ?? 'unknown'
  throw new UsageError('output-unwritable', {
    message: `${path} cannot be written (${code}).`,
    hint: 'Check the path, who may write there, and the space that is left.',
    at: { file: path },
  })
}
