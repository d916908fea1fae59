/**
 * The baseline, a process of its own: parse both sides whole with JSON.parse and compare paired property trees structurally. What any
 * tool must at least do. Arguments: state, live, clean. Prints what it found; the CPU that the process spends on making the second
 * tree of a pair (the declaration in live's own shape, which a scan has to project) is reported apart and does not count.
 */
import { readFileSync } from 'node:fs'
import { difference } from './structural-diff.mjs'

const [state, live, clean] = process.argv.slice(2)
const declared = JSON.parse(readFileSync(state, 'utf8'))
const shown = treesOf(live)
const { maxRSS } = process.resourceUsage()

const start = process.cpuUsage()
const expected = treesOf(clean)
const { user, system } = process.cpuUsage(start)

let found = 0
for (const [identifier, properties] of shown) found += difference(expected.get(identifier), properties).length
process.stdout.write(JSON.stringify({ entries: declared.resources.length, found, maxRSS, notCounted: (user + system) / 1000 }))

function treesOf(path) {
  const trees = new Map()
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    if (text === '') continue
    const { Identifier, Properties } = JSON.parse(text).ResourceDescription
    trees.set(Identifier, JSON.parse(Properties))
  }
  return trees
}
