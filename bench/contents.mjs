/**
 * Measures how long a folder takes to be baked and checked against the tools that only hash or only look, in the same run on the
 * same files in the page cache. `--smoke`: few files, one run. Fails on a wrong answer, never on time. See README.md.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './measure.mjs'

const smoke = process.argv.includes('--smoke')
const asked = process.argv.find((each) => each.startsWith('--files='))
const count = Number(asked?.slice('--files='.length) ?? (smoke ? 600 : 100_000))
const times = smoke ? 1 : 5
const program = fileURLToPath(new URL('contents-read.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'driftgate-contents-'))
const tree = join(folder, 'tree')

try {
  const bytes = writeTree()
  say(`${count} files, ${(bytes / 1e9).toFixed(2)} GB`)
  const hasher = spawnSync('b3sum', ['--version']).error === undefined ? 'b3sum' : 'sha256sum'
  const hash = `find "$1" -type f -print0 | xargs -0 -P2 -n 1024 ${hasher} > "$2"`
  const look = `find "$1" -printf '%p %y %m %U %G %s %T@ %C@ %i %n %b %D\\n' > "$2"`
  // What other processes do to one they do to all: each round runs every one of them.
  const rounds = Array.from({ length: times }, () => ({
    bake: ours('bake'),
    check: ours('check'),
    look: ours('look'),
    [hasher]: theirs(hash),
    find: theirs(look),
  }))
  const best = (name) => Math.min(...rounds.map((round) => round[name].wall))
  const ratio = (name, other) => `${(best(name) / best(other)).toFixed(2)}   ${best(name).toFixed(0)} / ${best(other).toFixed(0)} ms`
  say(`  bake / ${hasher}   ${ratio('bake', hasher)}  (goal <= 1.0 of b3sum)`)
  say(`  full check / ${hasher}   ${ratio('check', hasher)}  (goal <= 1.0 of b3sum)`)
  say(`  look / find   ${ratio('look', 'find')}  (goal <= 1.7)`)
  say(`  RSS of bake and check   ${Math.max(...rounds.flatMap(({ bake, check }) => [bake.rss, check.rss])) >> 20} MB`)
  const wrong = rounds.flatMap(({ bake, check }) => [bake, check]).filter(({ answer }) => answer.hashed !== count || answer.skipped > 0)
  if (wrong.length > 0) {
    say(`FAILED: ${JSON.stringify(wrong[0].answer)} instead of ${count} hashes`)
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Sizes as on a system disk: half of the files below 2 KB, one in a hundred above 256 KB. Always the same for a count. Bytes. */
function writeTree() {
  const content = createHash('shake256', { outputLength: 8 * 1024 * 1024 })
    .update('contents')
    .digest()
  let seed = 1
  const chance = () => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff) / 0x80000000
  let bytes = 0
  for (let at = 0; at < count; at += 1) {
    const place = join(tree, `d${Math.floor(at / 2_000)}`, `e${Math.floor(at / 50) % 40}`)
    if (at % 50 === 0) mkdirSync(place, { recursive: true })
    const normal = Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
    const size = Math.min(content.length / 2, Math.floor(2_048 * Math.exp(2.1 * normal)))
    const from = Math.floor(chance() * (content.length / 2))
    writeFileSync(join(place, `file${at}.txt`), content.subarray(from, from + size))
    bytes += size
  }
  return bytes
}

function ours(what) {
  const begin = performance.now()
  const { stdout, rss } = run([program, what, tree], { folder })
  return { wall: performance.now() - begin, rss, answer: JSON.parse(stdout) }
}

function theirs(command) {
  const begin = performance.now()
  const { status, stderr } = spawnSync('sh', ['-c', command, '-', tree, join(folder, 'out')], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ended with ${status}\n${stderr}`)
  return { wall: performance.now() - begin }
}

function say(text) {
  process.stdout.write(`${text}\n`)
}
