import { readFileSync } from 'node:fs'

/** Bits of the sets that a capability is in, as libcap numbers them. */
const [effective, permitted, inheritable] = [1, 2, 4] as const

/** `VFS_CAP_REVISION_*` of linux/capability.h: pairs of 32-bit words that follow, and whether the id of a user namespace's root does. */
const revisions: Readonly<Record<number, { words: number; hasRoot: boolean }>> = {
  0x01: { words: 1, hasRoot: false },
  0x02: { words: 2, hasRoot: false },
  0x03: { words: 2, hasRoot: true },
}

/**
 * `security.capability` as `getcap -n` prints it: `cap_net_raw=ep`, `cap_chown=ei cap_kill+ep`, `=ep` of all, with
 * ` [rootid=1000]` where it holds in a user namespace only. Undefined: no such value.
 */
export function capabilitiesText(value: Buffer): string | undefined {
  const revision = value.length < 4 ? undefined : revisions[value.readUInt8(3)]
  if (revision === undefined || value.length !== 4 + revision.words * 8 + (revision.hasRoot ? 4 : 0)) return undefined
  const states = statesOf(value, revision.words, (value.readUInt8(0) & 1) === 1)
  const root = revision.hasRoot ? value.readUInt32LE(4 + revision.words * 8) : 0
  return `${textOf(states)}${root === 0 ? '' : ` [rootid=${root}]`}`
}

/** By number of the capability the sets that it is in. */
function statesOf(value: Buffer, words: number, isEffective: boolean): number[] {
  return Array.from({ length: words * 32 }, (_, at) => {
    const offset = 4 + Math.floor(at / 32) * 8
    const has = (word: number): boolean => ((value.readUInt32LE(word) >>> (at % 32)) & 1) === 1
    const state = (has(offset) ? permitted : 0) | (has(offset + 4) ? inheritable : 0)
    return state !== 0 && isEffective ? state | effective : state
  })
}

/** As libcap writes: what most have in common first, then groups of what differs from it, then those without a name. */
function textOf(states: readonly number[]): string {
  const names = capabilityNames()
  const named = states.slice(0, names.length)
  const count = (state: number): number => named.filter((other) => other === state).length
  const common = [6, 5, 4, 3, 2, 1, 0].reduce((best, state) => (count(state) >= count(best) ? state : best), 7)
  const groups = [7, 6, 5, 4, 3, 2, 1, 0].flatMap((state) => {
    if (state === common) return []
    const members = names.filter((_, at) => named[at] === state)
    return members.length === 0 ? [] : [{ members: members.join(','), state }]
  })
  const unnamed = states.flatMap((state, at) => (at < names.length || state === 0 ? [] : [{ members: String(at), state }]))
  const first = common === 0 ? '' : `=${setsText(common)}`
  const rest = groups.map(({ members, state }, at) => `${members}${changeText(state, common, at === 0)}`)
  const others = unnamed.map(({ members, state }) => `${members}+${setsText(state)}`)
  return [first, ...rest, ...others].filter((part) => part !== '').join(' ') || '='
}

function changeText(state: number, common: number, isFirst: boolean): string {
  if (common === 0 && isFirst) return `=${setsText(state)}`
  const [more, less] = [state & ~common, common & ~state]
  return `${more === 0 ? '' : `+${setsText(more)}`}${less === 0 ? '' : `-${setsText(less)}`}`
}

function setsText(state: number): string {
  return `${state & effective ? 'e' : ''}${state & inheritable ? 'i' : ''}${state & permitted ? 'p' : ''}`
}

let names: readonly string[] | undefined

function capabilityNames(): readonly string[] {
  if (names !== undefined) return names
  const read: unknown = JSON.parse(readFileSync(new URL('../../../data/contents/capabilities.json', import.meta.url), 'utf8'))
  return (names = Array.isArray(read) ? read.map(String) : [])
}
