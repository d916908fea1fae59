// `npm run bench:truth`, `npm run coverage:map`: measures anew, writes the figures down and prints them with what moved.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled, root } from './ensure.mjs'

ensureInstalled()
const [name = 'truth'] = process.argv.slice(2)
const figures = join(root, `bench/${name}/figures.txt`)
const before = readFileSync(figures, 'utf8').split('\n')
// One after the other: the README quotes the figures.
const codes = [`test/${name}`, 'test/docs/readme.test.ts'].map((test) => {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '-u', '--reporter=dot', test], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return status ?? 1
})
const now = readFileSync(figures, 'utf8').split('\n')
const moved = [
  ...before.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
  ...now.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
]
process.stdout.write(`${now.join('\n')}\n${moved.length === 0 ? 'Nothing moved.' : `moved\n${moved.join('\n')}`}\n`)
process.exitCode = Math.max(...codes)
