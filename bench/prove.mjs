/**
 * How many mutations `driftgate prove` tries in a second of CPU, in this process on the built modules. Reading and matching are not
 * counted, as a scan does them too. Arguments: declared, live, baked (optional). Prints JSON.
 */
import { loadPolicies } from '../dist/judge/load.js'
import { match } from '../dist/match/match.js'
import { statefulKinds } from '../dist/plan/lifecycle.js'
import { prove } from '../dist/prove/prove.js'
import { openSources } from '../dist/sources.js'

const [declared, live, baked] = process.argv.slice(2)
const { book } = await loadPolicies([])
const sources = await openSources({ declared: [declared], baked: baked === undefined ? [] : [baked], live: [live] })
const { library, locator } = sources
const options = { livePartial: false, unmanaged: 'services', ...(library === undefined ? {} : { library }) }
const matched = await match(sources.declared, sources.live, options)
matched.pairs = [...matched.pairs]
const around = {
  compare: matched,
  policies: book,
  judging: { now: new Date('2026-11-21'), libraryGiven: library !== undefined, stateful: statefulKinds() },
  locator,
}
const before = process.cpuUsage()
const { tried, mutations, percent } = prove(matched, around)
const { user, system } = process.cpuUsage(before)
const cpu = (user + system) / 1000
process.stdout.write(JSON.stringify({ tried, mutations, percent, cpu, perSecond: Math.round((tried * 1000) / cpu) }))
