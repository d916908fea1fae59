/** One scan in this process, stage by stage on the built modules; prints milliseconds of CPU by stage. Arguments: state, live. */
import { compare } from '../dist/compare/compare.js'
import { judge } from '../dist/judge/judge.js'
import { loadPolicies } from '../dist/judge/load.js'
import { Ledger } from '../dist/ledger.js'
import { match } from '../dist/match/match.js'
import { mutationsOf } from '../dist/mutations.js'
import { plan } from '../dist/outcome.js'
import { statefulKinds } from '../dist/plan/lifecycle.js'
import { reporters } from '../dist/report/index.js'
import { openSources } from '../dist/sources.js'

const [state, live] = process.argv.slice(2)
const spent = {}
let last = process.cpuUsage()

function stage(name) {
  const { user, system } = process.cpuUsage(last)
  spent[name] = (spent[name] ?? 0) + (user + system) / 1000
  last = process.cpuUsage()
}

async function all(batches) {
  const list = []
  for await (const batch of batches) list.push(batch)
  return list
}

const { book } = await loadPolicies([])
const options = {
  livePartial: false,
  unmanaged: 'services',
  failOn: 'high',
  version: '0',
  stateful: statefulKinds(),
  now: new Date('2026-11-21'),
}
const sources = await openSources({ declared: [state], baked: [], live: [live] })
stage('start')
const declared = await all(sources.declared)
stage('read declared')
const observed = await all(sources.live)
stage('read live')
const matched = await match(declared, observed, options)
const pairs = [...matched.pairs]
stage('match')
const compared = pairs.map((pair) => [pair, pair.outcome === 'managed' ? compare(pair, matched) : undefined])
stage('compare')
const judging = { now: options.now, libraryGiven: false, stateful: options.stateful }
const ledger = new Ledger({})
for (const [pair, comparison] of compared) {
  const mutations = mutationsOf(pair, comparison, sources.locator, { values: matched.secrets })
  ledger.enter(
    pair,
    comparison,
    mutations.map((mutation) => judge(mutation, book, judging)),
  )
}
stage('judge')
const { report } = await plan(ledger.close(matched), matched, sources, book, options)
const write = await reporters.json.load()
write(report, { columns: 100, color: false, showUnmanaged: false, verbose: false, quiet: false, sarifProfile: 'github' })
stage('report')
process.stdout.write(JSON.stringify(spent))
