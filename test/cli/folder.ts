import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** The small account of these tests: a queue, a function and a parameter, two of them with secrets. */
export const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url))

/** A repository of its own with the files given and, where asked for, the fixtures; gone after the test. */
export function folder(files: Readonly<Record<string, string>> = {}, withFixtures = false): string {
  const path = mkdtempSync(join(tmpdir(), 'driftgate-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  mkdirSync(join(path, '.git'))
  if (withFixtures) cpSync(fixtures, path, { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  return path
}
