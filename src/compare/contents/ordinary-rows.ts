import type { ContentReading, ListenerRow, RunRow } from '../../model/content.ts'
import { globTest } from '../../model/glob.ts'
import type { SemanticRow } from './row-fields.ts'
import { freeMounts, listed } from './settings.ts'

/** How both sides were read. */
export interface Sides {
  baked: ContentReading
  live: ContentReading
}

/** Whether the image was read while it ran: only then does what it lacks say that it was not there. */
function wasRunning({ method }: ContentReading): boolean {
  return method === 'host' || method === 'proc-root' || method === 'script' || method === 'ssm'
}

/** Whether one member of two rows is told by only one of the sides. */
export function saysNothing(field: string, { baked, live }: { baked: SemanticRow; live: SemanticRow }, { baked: reading }: Sides): boolean {
  if (baked.k === 'b') return listed('bootFree').includes(baked.n)
  if (baked.k === 'r') return isListed('runFree', baked.n)
  // Names of devices and options are given by the machine.
  if (baked.k === 'o' && baked.src === 'observed') return !wasRunning(reading) || field === 'options'
  // Where one side cannot read /etc/shadow it has no state of the password.
  if (baked.k === 'u' && live.k === 'u' && field === 'pw') return baked.pw === undefined || live.pw === undefined
  return false
}

/**
 * Whether a row that only one side has comes and goes by itself, or is told by only one of the sides. `forbidden`: the image
 * says that it must not be.
 */
export function isOrdinary(row: SemanticRow, isBaked: boolean, { baked }: Sides, forbidden: boolean): boolean {
  switch (row.k) {
    case 's':
      return row.state === 'generated'
    case 'y':
      return row.src === 'observed' && (isBaked || !wasRunning(baked))
    case 'm':
      return row.how === 'loaded' && (isBaked || !wasRunning(baked)) && !forbidden
    case 'b':
      return listed('bootFree').includes(row.n) || (row.src === 'observed' && isBaked)
    case 'o':
      return isBaked || isOrdinaryMount(row.n)
    case 'd':
      return isBaked
    case 'r':
      return isBaked || isOrdinaryRun(row)
    case 'p':
    case 'u':
    case 'g':
    case 'k':
    case 'c':
    case 'j':
    case 'n':
      return false
  }
}

/** Whether a container is started so without getting rights that its image does not ask for. A loader's variables are such. */
function isOrdinaryRun({ n, v }: RunRow): boolean {
  const isUsual = n === 'user' ? v === '0' : v === '' || v === false || (Array.isArray(v) && v.length === 0)
  return isUsual || isListed('runFree', n) || (isListed('runMayAppear', n) && !isListed('runGrave', n))
}

function isListed(name: 'runFree' | 'runMayAppear' | 'runGrave', text: string): boolean {
  return listed(name).some((pattern) => globTest(pattern)(text))
}

let mounts: ReturnType<typeof freeMounts> | undefined

function isOrdinaryMount(target: string): boolean {
  return (mounts ??= freeMounts()).has(target)
}

/** Whether an image exposes the port, or had the same listener, or the data say that every machine has it. */
export function isKnownListener(live: ListenerRow, baked: readonly ListenerRow[]): boolean {
  const protocol = live.proto.replace('6', '')
  const isBaked = baked.some(
    ({ proto, addr, port }) => port === live.port && proto.replace('6', '') === protocol && (addr === '*' || addr === live.addr),
  )
  return isBaked || listed('listenersFree').some((pattern) => globTest(pattern)(`${live.proto}/${live.addr}/${live.port}`))
}
