import { randomUUID } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { posix } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { codeOf, UsageError } from '../../model/errors.ts'
import { nothing, type LibraryStore, type StoredObject } from '../../model/library-store.ts'
import { sha256 } from './index-document.ts'

/** How often and how long apart, in milliseconds, another writer of the same file is waited for. */
const [tries, pause] = [200, 25]

/** A library in a folder, and so in a checkout of git: writing changes files, committing them is the user's. */
export class FolderStore implements LibraryStore {
  readonly place: string

  constructor(folder: string) {
    this.place = folder.replace(/(?<=.)\/+$/, '')
  }

  async read(name: string): Promise<StoredObject | undefined> {
    const path = this.#path(name)
    if (!existsSync(path)) return undefined
    if (name.startsWith('sha256/')) {
      const { size, mtimeMs } = statSync(path)
      return { version: `${size}-${mtimeMs}`, bytes: createReadStream(path) }
    }
    const bytes = readFileSync(path)
    return { version: sha256(bytes), bytes: only(bytes) }
  }

  async write(name: string, bytes: Uint8Array, over?: string): Promise<boolean> {
    const path = this.#path(name)
    return saying(path, async () => {
      mkdirSync(posix.dirname(path), { recursive: true })
      const temporary = `${path}.${randomUUID()}.tmp`
      try {
        writeAll(temporary, bytes)
        if (over === undefined) renameSync(temporary, path)
        else if (over === nothing) return linked(temporary, path)
        else return await this.#locked(path, async () => (await this.#isAt(name, over)) && moved(temporary, path))
        return true
      } finally {
        rmSync(temporary, { force: true })
      }
    })
  }

  async remove(name: string): Promise<void> {
    rmSync(this.#path(name), { force: true })
  }

  async list(prefix: string): Promise<{ name: string; writtenAt: string }[]> {
    const folder = this.#path(prefix)
    if (!existsSync(folder)) return []
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
    return files.map(({ name }) => ({ name: `${prefix}${name}`, writtenAt: statSync(posix.join(folder, name)).mtime.toISOString() }))
  }

  #path(name: string): string {
    return posix.join(this.place, name)
  }

  async #isAt(name: string, version: string): Promise<boolean> {
    return (await this.read(name))?.version === version
  }

  /** Between the look at a version and its replacement nobody else may write: a file that only one can make says whose turn it is. */
  async #locked<T>(path: string, work: () => Promise<T>): Promise<T> {
    const lock = `${path}.lock`
    for (let attempt = 0; ; attempt += 1) {
      try {
        closeSync(openSync(lock, 'wx'))
        break
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
        if (attempt === tries) throw isLocked(lock)
        await wait(pause)
      }
    }
    try {
      return await work()
    } finally {
      rmSync(lock, { force: true })
    }
  }
}

function writeAll(path: string, bytes: Uint8Array): void {
  const handle = openSync(path, 'wx', 0o644)
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** A link fails where there is something already, unlike a renaming. */
function linked(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

function moved(temporary: string, path: string): true {
  renameSync(temporary, path)
  return true
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function saying<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    throw new UsageError('output-unwritable', {
      message: `${path} cannot be written (${codeOf(error) ?? 'unknown'}).`,
      hint: 'Check the path, who may write there, and the space that is left.',
      at: { file: path },
    })
  }
}

function isLocked(lock: string): UsageError {
  return new UsageError('library-locked', {
    message: `The library is being written by another process: ${lock} stays.`,
    hint: 'Try again; where no other process runs, one was killed: remove the file.',
    at: { file: lock },
  })
}
