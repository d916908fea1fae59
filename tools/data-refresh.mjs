// Renews generated data from published packages and prints what would change: `npm run data:refresh`, with `-- --write` to change
// it, with `-- --write --added` to take the types that are new and leave the others as they are. For maintainers; needs network, Python 3 with pip. See docs/data.md.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { differences, differenceText, lostRows, readTable } from './data-difference.mjs'
import { split, writeTables } from './data-files.mjs'
import { factsOf } from './facts-from-schemas.mjs'

const root = new URL('../data/aws/', import.meta.url)
const isWritten = process.argv.includes('--write')
/** Types that are there stay as they are: what is new cannot change how anything is compared. */
const isAdded = process.argv.includes('--added')
const work = mkdtempSync(join(tmpdir(), 'driftgate-data-'))

try {
  const { folder, version } = fetched('cfn-lint')
  const newest = factsIn(join(folder, 'cfnlint/data/schemas'))
  const facts = isAdded ? { ...newest, ...Object.fromEntries(readTable(new URL('facts', root).pathname)) } : newest
  const target = pathToFileURL(`${work}/new/`)
  writeTables(target, 'facts', split(facts))
  const [before, after] = [readTable(new URL('facts', root).pathname), readTable(join(work, 'new/facts'))]
  console.log(`registry schemas: cfn-lint ${version}, ${after.size} types\n`)
  console.log(differenceText('facts', differences(before, after), 400))
  for (const line of lostRows(new URL('.', root).pathname, before, after)) console.log(`hand row without its type: ${line}`)
  console.log('not renewed here: terraform/, api/, defaults/ and the files beside them (docs/data.md says how they are made)')
  if (isWritten) {
    writeTables(root, 'facts', split(facts))
    noteSource(version)
    const schemas = join(folder, 'cfnlint/data/schemas/resources')
    const flags = isAdded ? ['--added'] : []
    execFileSync(process.execPath, [new URL('import-handlers.mjs', import.meta.url).pathname, schemas, ...flags], { stdio: 'inherit' })
    console.log('\nwrote data/aws/facts and data/aws/handlers: review the difference, then npm test')
  } else console.log('\nnothing is written: npm run data:refresh -- --write')
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** Which version the facts are of; of types that came later alone, beside it. */
function noteSource(version) {
  const sources = new URL('sources.json', root)
  const known = JSON.parse(readFileSync(sources, 'utf8'))
  const facts = isAdded ? { ...known.facts, 'cfn-lint, types that are new': version } : { 'cfn-lint': version }
  const lines = Object.entries({ ...known, facts })
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
  writeFileSync(sources, `{\n${lines.join(',\n')}\n}\n`)
}

/** The newest published version of a Python package, unpacked: its files are read, nothing of it is run. */
function fetched(name) {
  const run = (...args) => execFileSync('python3', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  run('-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:', '--dest', work, name)
  const wheel = readdirSync(work).find((file) => file.endsWith('.whl') && file.replaceAll('_', '-').startsWith(name))
  if (wheel === undefined) throw new Error(`pip fetched no wheel of ${name}`)
  run('-m', 'zipfile', '-e', join(work, wheel), join(work, name))
  return { folder: join(work, name), version: wheel.split('-')[1] }
}

/** The facts of every type, of us-east-1 where it is there, else of the region that has it. */
function factsIn(schemas) {
  const regions = readdirSync(join(schemas, 'providers'))
    .filter((file) => /-\d\.json$/.test(file))
    .toSorted()
  const files = {}
  for (const region of ['us-east-1.json', ...regions])
    for (const [type, file] of Object.entries(JSON.parse(readFileSync(join(schemas, 'providers', region), 'utf8')))) files[type] ??= file
  const types = Object.keys(files)
    .filter((type) => /^(?:AWS|Alexa)::/.test(type) && type !== 'AWS::CDK::Metadata')
    .toSorted()
  return Object.fromEntries(
    types.map((type) => [type, factsOf(JSON.parse(readFileSync(join(schemas, 'resources', `${files[type]}.json`), 'utf8')))]),
  )
}
