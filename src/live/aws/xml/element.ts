import type { Json } from '../../../model/json.ts'

/** A member of a structure, of a list or of a map's entry: its name, what it is called on the wire, and what it holds. */
export interface Member {
  name: string
  wire: string
  element: () => Element
}

export type Holds = 'structure' | 'list' | 'map' | 'text' | 'number' | 'switch' | 'scalar' | 'odd'

interface Parts {
  flat?: boolean
  union?: boolean
  value?: Names
  scalar?: (text: string) => Json | undefined
}

const none = (): undefined => undefined

/** What an element holds, and how it is read. `odd`: what only the SDK reads. All have one shape, for speed. */
export class Element {
  readonly holds: Holds
  /** Of a list or a map: its elements stand beside the members of the structure around it. */
  readonly flat: boolean
  readonly union: boolean
  /** The members of a structure, the one of a list, key and value of a map. */
  readonly value: Names
  readonly scalar: (text: string) => Json | undefined

  constructor(holds: Holds, { flat = false, union = false, value = noNames, scalar = none }: Parts = {}) {
    this.holds = holds
    this.flat = flat
    this.union = union
    this.value = value
    this.scalar = scalar
  }
}

/** Names of elements and which member they are, found by their bytes. What came after a member last time is looked at first. */
export class Names {
  readonly names: readonly string[]
  readonly wires: readonly Buffer[]
  readonly #members: readonly Member[]
  readonly #elements: (Element | undefined)[]
  /** By the last two bytes and the length. */
  readonly #byShape = new Map<number, number[]>()
  /** The member that came after each; at the end, the one that came first. */
  readonly #after: Int32Array

  constructor(members: readonly Member[]) {
    this.#members = members
    this.names = members.map(({ name }) => name)
    this.wires = members.map(({ wire }) => Buffer.from(wire))
    this.#elements = members.map(() => undefined)
    this.#after = new Int32Array(members.length + 1)
    for (const [at, wire] of this.wires.entries()) {
      const shape = shapeOf(wire, 0, wire.length)
      this.#byShape.set(shape, [...(this.#byShape.get(shape) ?? []), at])
    }
  }

  /** The member whose name stands at `from`, where `before` was the last one; -1: none of them. */
  find(bytes: Buffer, from: number, before: number): number {
    const last = before === -1 ? this.names.length : before
    const likely = this.#after[last] ?? 0
    const wire = this.wires[likely]
    if (wire !== undefined && isAt(wire, bytes, from)) return likely
    let to = from
    while (to < bytes.length && !endsName(bytes[to])) to += 1
    for (const at of this.#byShape.get(shapeOf(bytes, from, to)) ?? [])
      if (isAt(this.wires[at] ?? nothing, bytes, from)) return (this.#after[last] = at)
    return -1
  }

  element(at: number): Element {
    return (this.#elements[at] ??= this.#members[at]?.element() ?? odd)
  }
}

const nothing = Buffer.alloc(0)

function isAt(wire: Buffer, bytes: Buffer, from: number): boolean {
  const { length } = wire
  for (let at = 0; at < length; at += 1) if (wire[at] !== bytes[from + at]) return false
  return endsName(bytes[from + length])
}

/** Whether a name ends before this byte: `>`, `/` or white space. */
export function endsName(byte: number | undefined): boolean {
  return byte === 0x3e || byte === 0x2f || byte === 0x20 || byte === 0x0a || byte === 0x09 || byte === 0x0d
}

function shapeOf(bytes: Buffer, from: number, to: number): number {
  return ((to - from) << 16) | ((bytes[to - 2] ?? 0) << 8) | (bytes[to - 1] ?? 0)
}

const noNames = new Names([])
const odd = new Element('odd')
