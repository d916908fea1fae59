import { rowKey, type ListenerRow } from '../../../model/content.ts'
import type { SemanticContext } from '../../tree.ts'
import { firstOf, hasOthersNetwork, procLink, procNames, procText, type RunningPlace } from './proc.ts'
import { addressOf } from './socket-address.ts'

/** Tables of sockets, and the state in which one listens: of UDP, that it is bound and talks to nobody in particular. */
const tables = [
  { file: 'tcp', proto: 'tcp', state: '0A' },
  { file: 'tcp6', proto: 'tcp', state: '0A' },
  { file: 'udp', proto: 'udp', state: '07' },
  { file: 'udp6', proto: 'udp', state: '07' },
] as const

/** What listens, and the executable that does. https://docs.kernel.org/networking/proc_net_tcp.html */
export function listenerRows(place: RunningPlace, pids: readonly number[], context: SemanticContext): ListenerRow[] {
  const sockets = tables.flatMap((table) => socketsIn(place, table, context))
  if (sockets.length === 0) return []
  const owners = ownersOf(place, pids, new Set(sockets.map(({ inode }) => inode)))
  const isShared = hasOthersNetwork(place)
  const rows = new Map<string, ListenerRow>()
  for (const { inode, ...socket } of sockets) {
    const exe = owners.get(inode)
    if (isShared && exe === undefined) continue
    const row: ListenerRow = { k: 'n', ...socket, ...(exe !== undefined && { exe }), src: 'observed' }
    if (rows.get(rowKey(row))?.exe === undefined) rows.set(rowKey(row), row)
  }
  return [...rows.values()]
}

interface Socket {
  proto: string
  addr: string
  port: number
  inode: string
}

function socketsIn(place: RunningPlace, { file, proto, state }: (typeof tables)[number], context: SemanticContext): Socket[] {
  const path = `${place.proc}/${firstOf(place)}/net/${file}`
  const text = procText(path)
  if (text === undefined) {
    // A kernel without IPv6 has no such table.
    if (!file.endsWith('6')) context.skip(path, 'could not be read: listeners are not known')
    return []
  }
  return text.split('\n').flatMap((line) => {
    const [, local, remote, status, , , , , , inode] = line.trim().split(/\s+/)
    if (local === undefined || status !== state || inode === undefined || !/^[0:]+$/.test(remote ?? '')) return []
    const [address = '', port = ''] = local.split(':')
    return [{ proto, addr: addressOf(address), port: Number.parseInt(port, 16), inode }]
  })
}

/** Executables by the sockets that they hold open, the first process of each. */
function ownersOf({ proc }: RunningPlace, pids: readonly number[], wanted: ReadonlySet<string>): Map<string, string> {
  const owners = new Map<string, string>()
  for (const pid of pids) {
    for (const descriptor of procNames(`${proc}/${pid}/fd`) ?? []) {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(procLink(`${proc}/${pid}/fd/${descriptor}`) ?? '') ?? []
      if (inode === undefined || !wanted.has(inode) || owners.has(inode)) continue
      const exe = procLink(`${proc}/${pid}/exe`)
      if (exe !== undefined) owners.set(inode, exe.replace(/ \(deleted\)$/, ''))
    }
  }
  return owners
}
