// Reads kinds of the endpoint in the environment, as a scan that declares one of each, of another name. Prints what it took.
// Without kinds it only loads what reads.
import '@aws-sdk/client-sts'
import observer from '../../dist/live/aws/observer.js'
import { Declarations } from '../../dist/live-scope.js'

const [client, ...kinds] = process.argv.slice(2)
await import(client)
const declarations = new Declarations()
for (const kind of kinds)
  declarations.note({
    kind,
    type: kind,
    shape: 'neutral',
    properties: {},
    physicalId: 'another',
    identities: ['another'],
    address: 'A',
    file: 'f',
  })

if (kinds.length === 0) process.exit()
const calls = {}
const started = performance.now()
let rows = 0
let gaps = 0
const context = {
  note: () => {},
  scope: { kinds: new Set(kinds), declaredOf: (kind, names) => declarations.of(kind, names) },
  called: (operation) => (calls[operation] = (calls[operation] ?? 0) + 1),
}
for await (const items of observer.observe(undefined, context)) {
  for (const item of items) {
    rows += Number(item.is === 'resource')
    gaps += Number(item.is === 'gap')
  }
}
process.stdout.write(JSON.stringify({ rows, gaps, calls, wall: performance.now() - started }))
