import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Runs in the measured process: what it has spent, all threads and its start included, goes to a file when it exits. */
const atExit = `data:text/javascript,${encodeURIComponent(`
import { writeFileSync } from 'node:fs'
process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  writeFileSync(process.env.BENCH_USAGE, JSON.stringify({ cpu: (user + system) / 1000, rss: process.resourceUsage().maxRSS * 1024 }))
})`)}`

/**
 * Runs `node ...args` to its end. `cpu` in milliseconds, `rss` the peak in bytes. Throws when the process crashed or ended with a
 * code that is not expected.
 */
export function run(args, { folder, codes = [0] }) {
  const usage = join(folder, 'usage.json')
  const child = spawnSync(process.execPath, ['--import', atExit, ...args], {
    env: { ...process.env, BENCH_USAGE: usage, NO_COLOR: '1' },
    encoding: 'utf8',
    maxBuffer: 1024 * 1024 * 1024,
  })
  if (!codes.includes(child.status)) {
    throw new Error(`node ${args.join(' ')} ended with ${child.status ?? child.signal}\n${child.stderr}`)
  }
  const measured = JSON.parse(readFileSync(usage, 'utf8'))
  rmSync(usage)
  return { ...measured, stdout: child.stdout }
}

/** The run with the median CPU of several. */
export function median(times, measure) {
  const runs = Array.from({ length: times }, measure).toSorted((a, b) => a.cpu - b.cpu)
  return runs[Math.floor(runs.length / 2)]
}
