// Reads instances and security groups of the endpoint in the environment, as a scan that declares none of them. Prints what it took.
import '@aws-sdk/client-ec2'
import '@aws-sdk/client-sts'
import observer from '../../dist/live/aws/observer.js'

const calls = {}
const started = performance.now()
let rows = 0
let gaps = 0
const context = {
  note: () => {},
  scope: { kinds: new Set(['AWS::EC2::Instance', 'AWS::EC2::SecurityGroup']), declaredOf: () => undefined },
  called: (operation) => (calls[operation] = (calls[operation] ?? 0) + 1),
}
for await (const items of observer.observe(undefined, context)) {
  for (const item of items) {
    rows += Number(item.is === 'resource')
    gaps += Number(item.is === 'gap')
  }
}
process.stdout.write(JSON.stringify({ rows, gaps, calls, wall: performance.now() - started }))
