import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { nameText } from '../../names.ts'
import type { SemanticContext } from '../../tree.ts'

/** What of a running machine is observed. */
export interface RunningPlace {
  /** Where its proc file system is mounted: `/proc`. */
  proc: string
  /** Where its sysfs is mounted. Absent: it is not looked at. */
  sys?: string
  /** A process of the container that is observed. Absent: the machine itself, without its containers. */
  pid?: number
}

/** Processes that are looked at. */
const processLimit = 50_000

/** Text of a file of proc, which has no size before it is read. Undefined: it is gone, or not for us. */
export function procText(path: string): string | undefined {
  return attempt(() => readFileSync(path, 'latin1'))
}

/** Target of a link, as paths of file rows are written. Undefined: gone, not for us, or a kernel thread's. */
export function procLink(path: string): string | undefined {
  return attempt(() => nameText(readlinkSync(path, 'buffer')))
}

export function procNames(path: string): string[] | undefined {
  return attempt(() => readdirSync(path))
}

/** Processes of the place, in order; the one that looks is left out. */
export function pidsOf(place: RunningPlace, context: SemanticContext): number[] {
  const all = (procNames(place.proc) ?? []).filter((name) => /^\d+$/.test(name)).map(Number)
  if (all.length === 0) context.skip(place.proc, 'there is no proc file system')
  if (all.length > processLimit) context.skip(place.proc, `only the first ${processLimit} of ${all.length} processes were looked at`)
  const first = firstOf(place)
  const self = Number(procLink(`${place.proc}/self`))
  const own = namespacesOf(place.proc, first)
  const shared = place.pid === undefined ? undefined : namespacesOf(place.proc, 1).pid
  const sorted = all.toSorted((a, b) => a - b).slice(0, processLimit)
  let hidden = 0
  const found = sorted.filter((pid) => {
    if (pid === self) return false
    const { root, mnt, pid: space } = namespacesOf(place.proc, pid)
    // A kernel thread, and a process that has ended meanwhile, have no command line.
    if (root === undefined && mnt === undefined && hasCommand(place, pid)) hidden += 1
    // A service may have mounts of its own and the same root; what entered a container may have only its processes.
    return isSame(root, own.root) || isSame(mnt, own.mnt) || (place.pid !== undefined && isSame(space, own.pid) && space !== shared)
  })
  if (hidden > 0) context.skip(place.proc, `${hidden} processes may not be looked into`)
  return found
}

export function hasCommand({ proc }: RunningPlace, pid: number): boolean {
  return (procText(`${proc}/${pid}/cmdline`) ?? '') !== ''
}

/** The process whose network and mounts are those of the place: 1 of a machine, or our own where we may not look into that. */
export function firstOf({ proc, pid }: RunningPlace): number | 'self' {
  if (pid !== undefined) return pid
  return namespacesOf(proc, 1).mnt === undefined ? 'self' : 1
}

/** Whether the network of the place is that of its machine, so that not every listener is the place's own. */
export function hasOthersNetwork({ proc, pid }: RunningPlace): boolean {
  return pid !== undefined && isSame(procLink(`${proc}/${pid}/ns/net`), procLink(`${proc}/1/ns/net`))
}

function namespacesOf(proc: string, pid: number | 'self'): { root?: string; mnt?: string; pid?: string } {
  const root = attempt(() => statSync(`${proc}/${pid}/root`))
  const mnt = procLink(`${proc}/${pid}/ns/mnt`)
  const space = procLink(`${proc}/${pid}/ns/pid`)
  return {
    ...(root !== undefined && { root: `${root.dev}:${root.ino}` }),
    ...(mnt !== undefined && { mnt }),
    ...(space !== undefined && { pid: space }),
  }
}

function isSame(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && a === b
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
