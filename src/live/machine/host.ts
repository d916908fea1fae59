import { hostname } from 'node:os'
import type { NamedObserver } from '../index.ts'
import { observeMachine, probeMachine, type Machine } from './machine.ts'

/** `host`: the machine on which the scan runs. Its containers are scanned by themselves. */
const host = (): Machine => ({ kind: 'host', root: '/', address: hostname(), source: 'host' })

const observer: NamedObserver = {
  async *observe(_argument, context) {
    yield [{ is: 'resource', resource: await observeMachine(host(), context) }]
  },
  probe: () => probeMachine(host()),
}
export default observer
