/**
 * Measures a scan against the least that any such tool must do, and checks that it finds what was mutated and nothing else.
 * `--smoke`: small sizes, one run each. Fails on a wrong answer or a crash, never on time. See README.md.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median, run } from './measure.mjs'
import { writeAccount } from './write-account.mjs'

const smoke = process.argv.includes('--smoke')
const sizes = smoke
  ? [{ count: 2_000, times: 1 }]
  : [
      { count: 10_000, times: 5 },
      { count: 100_000, times: 3 },
    ]
const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const cli = path('../dist/cli/bin.js')
const shop = path('../fixtures/web-shop/')

const folder = mkdtempSync(join(tmpdir(), 'driftgate-bench-'))
let wrong = 0
try {
  start()
  for (const size of sizes) wrong += scans(size)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
await import('./live.mjs')
await import('./contents.mjs')
if (wrong > 0) {
  say(`FAILED: ${wrong} wrong answers`)
  process.exitCode = 1
}

function say(text) {
  process.stdout.write(`${text}\n`)
}

/** What a user waits for before any work is done. */
function start() {
  const times = smoke ? 1 : 5
  const bare = median(times, () => run(['-e', '0'], { folder }))
  const version = median(times, () => run([cli, '--version'], { folder }))
  const demo = median(times, () =>
    run([cli, 'scan', '--declared', `${shop}terraform`, '--baked', `${shop}images`, '--live', `${shop}live/mutated.ndjson`], {
      folder,
      codes: [1],
    }),
  )
  say('start')
  say(`  --version / bare node     ${ratio(version.cpu, bare.cpu)}  (goal <= 2.5)`)
  say(`  demo scan minus --version ${(demo.cpu - version.cpu).toFixed(0)} ms CPU  (goal <= 250)`)
}

function scans({ count, times }) {
  const account = writeAccount(join(folder, String(count)), count)
  const { state, live, clean, resources, mutated } = account
  const output = join(folder, 'report.json')
  const baseline = median(times, () => {
    const measured = run([path('baseline.mjs'), state, live, clean], { folder })
    const { maxRSS, notCounted } = JSON.parse(measured.stdout)
    return { cpu: measured.cpu - notCounted, rss: maxRSS * 1024 }
  })
  const scan = median(times, () =>
    run([cli, 'scan', '--declared', state, '--live', live, '--format', 'json', '-o', output], { folder, codes: [1] }),
  )
  const proved = JSON.parse(run([path('prove.mjs'), state, live], { folder }).stdout)
  const stages = JSON.parse(run([path('stages.mjs'), state, live], { folder }).stdout)
  const total = Object.values(stages).reduce((sum, spent) => sum + spent, 0)
  say(`${resources} resources, ${mutated.length} mutated`)
  say(
    `  scan CPU / baseline CPU   ${ratio(scan.cpu, baseline.cpu)}  (goal <= 2.0, project goal 1.5)   ${ms(scan.cpu)} / ${ms(baseline.cpu)}`,
  )
  say(`  scan RSS / baseline RSS   ${ratio(scan.rss, baseline.rss)}  ${mb(scan.rss)} / ${mb(baseline.rss)}`)
  say(
    `  shares                    ${Object.entries(stages)
      .map(([name, spent]) => `${name} ${((spent / total) * 100).toFixed(0)} %`)
      .join(', ')}`,
  )
  say(`  mutations proved          ${proved.perSecond} a CPU second  (goal >= 50000)   ${proved.tried} tried, ${proved.percent} % found`)
  rmSync(join(folder, String(count)), { recursive: true })
  return check(JSON.parse(readFileSync(output, 'utf8')), resources, mutated)
}

/** Every mutated address once, no other, and every declared resource found. Returns how many answers are wrong. */
function check(report, resources, mutated) {
  const found = report.findings.map(({ resource }) => resource.address).toSorted()
  const misses = mutated.filter((address) => !found.includes(address))
  const extras = found.filter((address, at) => !mutated.includes(address) || found[at - 1] === address)
  const unread = report.notChecked.length
  const { managed, missing } = report.summary.resources
  const lost = resources - managed - missing
  for (const address of misses.slice(0, 10)) say(`  missed: ${address}`)
  for (const address of extras.slice(0, 10)) {
    const finding = report.findings.find(({ resource }) => resource.address === address)
    say(`  extra: ${address} ${finding.policy} ${finding.difference?.path ?? finding.outcome}`)
  }
  say(`  answers                   ${misses.length} missed, ${extras.length} extra, ${unread} not checked, ${lost} lost`)
  return misses.length + extras.length + unread + lost
}

function ratio(a, b) {
  return (a / b).toFixed(2)
}

function ms(value) {
  return `${value.toFixed(0)} ms`
}

function mb(bytes) {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`
}
