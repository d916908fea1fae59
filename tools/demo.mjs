// `npm run demo`: scans the web shop after it was mutated, and says what a gate would make of it.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, root } from './ensure.mjs'

/** The web shop was mutated, so this is what its scan ends with. */
const expected = 1
const meanings = { 0: 'clean', 1: 'findings at or above the gate', 2: 'could not scan', 3: 'incomplete' }

ensureInstalled()
ensureBuilt()
const shop = 'fixtures/web-shop'
const args = ['scan', '--declared', `${shop}/terraform`, '--baked', `${shop}/images`, '--live', `${shop}/live/mutated.ndjson`]
console.log(`$ driftgate ${args.join(' ')}\n`)
const { status } = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), ...args], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
})
console.log(
  `\nThe gate: exit code ${status}, ${meanings[status] ?? 'ended by a signal'}${status === expected ? ', as expected: the web shop was mutated by hand.' : `; ${expected} was expected.`}`,
)
process.exitCode = status === expected ? 0 : 1
