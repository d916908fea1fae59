import { readFileSync, writeFileSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { documents } from './documents.mjs'

/** Writes the generated files of fixtures/web-shop; `--check` only says whether they are up to date. */
const folder = new URL('../../fixtures/web-shop/', import.meta.url)
const stale = []
for (const [path, text] of Object.entries(documents())) {
  const file = new URL(path, folder)
  if (process.argv.includes('--check')) {
    if (readFileSync(file, 'utf8') !== text) stale.push(path)
    continue
  }
  mkdirSync(new URL('.', file), { recursive: true })
  writeFileSync(fileURLToPath(file), text)
}
if (stale.length > 0) {
  process.stderr.write(`out of date: ${stale.join(', ')}\n`)
  process.exitCode = 1
}
