import { UsageError } from '../../model/errors.ts'
import type { NamedObserver } from '../index.ts'
import { observeMachine, probeMachine, type Machine } from './machine.ts'

/** `rootfs:DIR`: the root filesystem of a machine or a container that lies in a folder here. */
const observer: NamedObserver = {
  async *observe(argument, context) {
    yield [{ is: 'resource', resource: await observeMachine(rootfs(argument), context) }]
  },
  probe: (argument) => probeMachine(rootfs(argument)),
}
export default observer

function rootfs(folder: string | undefined): Machine {
  if (folder === undefined || folder === '') {
    throw new UsageError('rootfs-folder', { message: '`rootfs` names no folder.', hint: 'Write rootfs:DIR.' })
  }
  return { kind: 'rootfs', root: folder, address: folder, source: 'rootfs' }
}
