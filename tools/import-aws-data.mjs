// Splits the generated AWS maps and facts by service into data/aws. `npm run import:aws -- FOLDER`
// FOLDER holds tf-cfn-map.json, api-cfn-map.json, cfn-facts.json, cfn-maps.json and defaults.json. See docs/data.md.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const [from] = process.argv.slice(2)
if (from === undefined) throw new Error('usage: npm run import:aws -- FOLDER')
const read = (name) => JSON.parse(readFileSync(`${from}/${name}.json`, 'utf8'))
const root = new URL('../data/aws/', import.meta.url)
const serviceOf = (kind) => kind.split('::')[1].toLowerCase()

/** One line per type: small enough to load, and a change of one type is one line of diff. */
function write(folder, tables) {
  if (folder !== '.') rmSync(new URL(`${folder}/`, root), { recursive: true, force: true })
  mkdirSync(new URL(`${folder}/`, root), { recursive: true })
  for (const [service, table] of Object.entries(tables)) {
    const rows = Object.keys(table)
      .toSorted()
      .map((key) => `${JSON.stringify(key)}:${JSON.stringify(table[key])}`)
    writeFileSync(new URL(`${folder}/${service}.json`, root), `{\n${rows.join(',\n')}\n}\n`)
  }
}

function split(types, serviceFor = (kind) => serviceOf(kind)) {
  const out = {}
  for (const [name, row] of Object.entries(types)) (out[serviceFor(name, row)] ??= {})[name] = row
  return out
}

const facts = read('cfn-facts')
const maps = read('cfn-maps')
const defaults = read('defaults')
const api = read('api-cfn-map')
const terraform = read('tf-cfn-map')

const withMaps = Object.entries(facts.types ?? facts).map(([kind, row]) => [
  kind,
  maps[kind] === undefined ? row : { ...row, m: maps[kind] },
])
write('facts', split(Object.fromEntries(withMaps)))
write('defaults', split(defaults.types))
write('api', split(api.types))
const mapped = Object.fromEntries(Object.entries(terraform.types).filter(([, row]) => row.c !== undefined))
write(
  'terraform',
  split(mapped, (_, row) => serviceOf(row.c)),
)
write('.', {
  'terraform-index': Object.fromEntries(
    Object.entries(terraform.types).map(([type, row]) => [type, row.c === undefined ? '' : serviceOf(row.c)]),
  ),
  'api-operations': api.ops,
  'api-services': api.svc,
  'default-names': { names: defaults.names, picked: defaults.picked },
  sources: { terraform: terraform.meta.generated_for, api: api.meta, defaults: defaults.meta.sources },
})
