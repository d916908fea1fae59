// `npm run demo`: scans the web shop and one of its machines after they were mutated, and says what a gate would make of it.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, root } from './ensure.mjs'

/** They were mutated, so this is what the scans end with. */
const expected = 1
const meanings = { 0: 'clean', 1: 'findings at or above the gate', 2: 'could not scan', 3: 'incomplete' }

ensureInstalled()
ensureBuilt()
const shop = 'fixtures/web-shop'
const scans = [
  {
    what: 'the web shop',
    args: ['--declared', `${shop}/terraform`, '--baked', `${shop}/images`, '--live', `${shop}/live/mutated.ndjson`],
  },
  {
    what: 'one of its machines',
    args: ['--baked', `${shop}/images/web-20261102.baked.ndjson`, '--live', `collected:${shop}/hosts/web-mutated.collected`],
  },
]
process.exitCode = 0
for (const { what, args } of scans) {
  console.log(`$ driftgate scan ${args.join(' ')}\n`)
  const { status } = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), 'scan', ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  console.log(
    `\nThe gate: exit code ${status}, ${meanings[status] ?? 'ended by a signal'}${status === expected ? `, as expected: ${what} was mutated by hand.` : `; ${expected} was expected.`}\n`,
  )
  if (status !== expected) process.exitCode = 1
}
