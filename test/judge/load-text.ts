import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadPolicies } from '../../src/judge/load.ts'

/** The built-in pack with these policy files, each in a file of its own, in this order. */
export async function loadText(...texts: string[]): ReturnType<typeof loadPolicies> {
  const folder = mkdtempSync(join(tmpdir(), 'policies-'))
  try {
    const files = texts.map((text, at) => {
      const file = join(folder, `${at}.yaml`)
      writeFileSync(file, text)
      return file
    })
    return await loadPolicies(files)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
