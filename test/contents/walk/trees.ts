import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { walk, type WalkOptions } from '../../../src/contents/walk/walk.ts'
import type { FileRow } from '../../../src/model/content.ts'

export const isRoot = process.getuid?.() === 0

/** A folder of its own for each call, gone after the tests of the file. */
export function temporaryFolders(): () => string {
  const all: string[] = []
  afterAll(() => {
    // Paths in them may be longer than Node can remove.
    if (all.length > 0) execFileSync('rm', ['-rf', ...all])
  })
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'driftgate-walk-'))
    all.push(folder)
    mkdirSync(join(folder, 'root'))
    return join(folder, 'root')
  }
}

/** Rows of a walk with what it skipped and left out. */
export function walked(root: string, options: Partial<WalkOptions> = {}): { rows: FileRow[]; skipped: string[]; left: string[] } {
  const [skipped, left]: string[][] = [[], []]
  const say =
    (list: string[] = []) =>
    (path: string, reason: string): number =>
      list.push(`${path}: ${reason}`)
  const rows = [...walk({ root, mounts: [], skip: say(skipped), leave: say(left), ...options })].flat()
  return { rows, skipped: skipped ?? [], left: left ?? [] }
}
