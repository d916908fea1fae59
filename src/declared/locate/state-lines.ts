import { readFileSync, statSync } from 'node:fs'

/** Larger states are not read again for a line. */
const largest = 16 * 1024 * 1024
/** A resource as Terraform prints it: two spaces a level, its name before its instances. */
const start = '\n    {'
const end = '"instances"'
const members = ['module', 'mode', 'type', 'name'].map((key) => new RegExp(`^ {6}"${key}": ("(?:[^"\\\\]|\\\\.)*")`, 'm'))

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
  let counted = 0
  for (let at = text.indexOf(start); at !== -1;) {
    const to = text.indexOf(end, at)
    if (to === -1) break
    for (let next = text.indexOf('\n', counted); next !== -1 && next <= at; next = text.indexOf('\n', counted)) {
      line += 1
      counted = next + 1
    }
    const head = text.slice(at, to)
    const [module, mode, type, name] = members.map((member) => textIn(member.exec(head)?.[1]))
    if (mode === 'managed' && type !== undefined && name !== undefined)
      lines.set(`${module === undefined ? '' : `${module}.`}${type}.${name}`, line)
    at = text.indexOf(start, to)
  }
  return lines
}

function textIn(quoted: string | undefined): string | undefined {
  if (quoted === undefined || !quoted.includes('\\')) return quoted?.slice(1, -1)
  try {
    const value: unknown = JSON.parse(quoted)
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
