import { row } from '../../mapping/data.ts'
import { pathSet, type PathSet } from './path-set.ts'

const file = '../contents/rows.json'

/** Which files are hashed whatever their change time says, on machines whose clock an intruder may set. */
export interface AlwaysHash {
  paths: readonly string[]
  /** Executables smaller than this, in bytes. */
  executablesBelow: number
  /** One of so many other files, others each day. */
  sample: number
}

export function alwaysHash(): AlwaysHash {
  return row<AlwaysHash>(file, 'alwaysHash') ?? { paths: [], executablesBelow: 0, sample: 1 }
}

/** A list of names or globs in data/contents/rows.json. */
export function listed(
  name:
    | 'ignoredXattrs'
    | 'bootFree'
    | 'listenersFree'
    | 'runFree'
    | 'runMayAppear'
    | 'runGrave'
    | 'privilegedGroups'
    | 'noLoginShells'
    | 'rotated',
): readonly string[] {
  return row<readonly string[]>(file, name) ?? []
}

/** Targets of mounts that every machine has. */
export function freeMounts(): PathSet<true> {
  return pathSet((row<readonly string[]>(file, 'mountsFree') ?? []).map((pattern) => [pattern, true] as const))
}
