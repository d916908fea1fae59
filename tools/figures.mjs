// `npm run bench:truth`, `npm run coverage:map`: measures anew, writes the figures down and prints them with what moved.
// `npm run bench:truth -- --leave-out`: as if nobody had looked at any type, over the recordings too where there are some.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureInstalled, root } from './ensure.mjs'

ensureInstalled()
const [name = 'truth', ...flags] = process.argv.slice(2)
const isLeftOut = flags.includes('--leave-out')
const figures = join(root, `bench/${name}/${isLeftOut ? 'left-out' : 'figures'}.txt`)
const folder = mkdtempSync(join(tmpdir(), 'figures-'))
const recorded = join(folder, 'recorded.txt')
const before = readFileSync(figures, 'utf8').split('\n')
// One after the other: the README quotes the figures.
const codes = [`test/${name}`, 'test/docs/readme.test.ts'].map((test) => {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '-u', '--reporter=dot', test], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...(isLeftOut ? { RECORDED_FIGURES: recorded } : {}) },
  })
  return status ?? 1
})
const now = readFileSync(figures, 'utf8').split('\n')
const moved = [
  ...before.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
  ...now.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
]
process.stdout.write(`${now.join('\n')}\n${moved.length === 0 ? 'Nothing moved.' : `moved\n${moved.join('\n')}`}\n`)
if (existsSync(recorded)) process.stdout.write(`\nRecorded resources: ${readFileSync(recorded, 'utf8')}`)
rmSync(folder, { recursive: true })
process.exitCode = Math.max(...codes)
