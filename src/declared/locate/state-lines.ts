import { readFileSync, statSync } from 'node:fs'

/** Larger states are not read again for a line. */
const largest = 64 * 1024 * 1024
/** The head of a resource as Terraform prints it: two spaces a level, its name before its instances. */
const head = /^ {4}\{\r?\n((?: {6}"(?:module|mode|type|name|provider|each)": .*\r?\n)+)/gm

/** Where resources stand in states, for those whose code is not here. A state is read when it is first asked for. */
export class StateLines {
  readonly #files = new Map<string, ReadonlyMap<string, number>>()

  /** 1-based; undefined where the state is no file, is printed in another way, or lacks the resource. */
  of(file: string, address: string): number | undefined {
    let lines = this.#files.get(file)
    if (lines === undefined) this.#files.set(file, (lines = linesOf(file)))
    return lines.get(address) ?? lines.get(address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/, ''))
  }
}

function linesOf(file: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  const text = textOf(file)
  let line = 1
  let from = 0
  for (const { 1: members = '', index } of text.matchAll(head)) {
    for (let at = text.indexOf('\n', from); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line += 1
    from = index
    const [module, mode, type, name] = ['module', 'mode', 'type', 'name'].map((key) => memberOf(members, key))
    if (mode !== 'managed' || type === undefined || name === undefined) continue
    lines.set(`${module === undefined ? '' : `${module}.`}${type}.${name}`, line)
  }
  return lines
}

function memberOf(members: string, key: string): string | undefined {
  const [, quoted] = new RegExp(`^ {6}"${key}": ("(?:[^"\\\\]|\\\\.)*")`, 'm').exec(members) ?? []
  try {
    const value: unknown = quoted === undefined ? undefined : JSON.parse(quoted)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

function textOf(file: string): string {
  try {
    return statSync(file).size > largest ? '' : readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
