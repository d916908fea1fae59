// Splits the generated AWS maps and facts by service into data/aws. `npm run import:aws -- FOLDER`
// FOLDER holds tf-cfn-map.json, api-cfn-map.json, cfn-facts.json, cfn-maps.json and defaults.json. See docs/data.md.
import { readFileSync } from 'node:fs'
import { serviceOf, split, writeTables } from './data-files.mjs'

const [from] = process.argv.slice(2)
if (from === undefined) throw new Error('usage: npm run import:aws -- FOLDER')
const read = (name) => JSON.parse(readFileSync(`${from}/${name}.json`, 'utf8'))
const root = new URL('../data/aws/', import.meta.url)
const write = (folder, tables) => writeTables(root, folder, tables)

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
