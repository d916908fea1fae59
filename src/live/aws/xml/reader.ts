import { put, type Json, type JsonObject } from '../../../model/json.ts'
import { endsName, type Element, type Names } from './element.ts'
import { decoded, type Texts } from './texts.ts'

/** Thrown where a document has something that only the SDK's own reader shall judge. */
const unusual = new Error('The SDK reads this answer itself.')

const [lower, greater, slash, ampersand, newline, carriage, space, tab] = [0x3c, 0x3e, 0x2f, 0x26, 0x0a, 0x0d, 0x20, 0x09]

/**
 * Reads answers in XML straight into JSON, as schemas say: one pass over the bytes, nothing in between. It reads what services
 * write: elements, texts, the five entities, a name space at the root. Whatever else there is (other attributes, comments, CDATA,
 * text beside elements, an element that comes twice or does not end) makes it throw `unusual`: it never guesses.
 */
export class XmlReader {
  readonly #bytes: Buffer
  readonly #texts: Texts
  #at = 0
  /** Members of the structures that are open, each in its schema's place, so that objects have their members in that order. */
  readonly #slots: (Json | undefined)[] = []
  #top = 0

  constructor(bytes: Buffer, texts: Texts) {
    this.#bytes = bytes
    this.#texts = texts
  }

  /** The root as a structure, or its only child of a name. */
  read(element: Element, child: Buffer | undefined): JsonObject {
    if (element.holds !== 'structure') throw unusual
    const name = this.#root()
    if (child === undefined) return this.#structure(element, name)
    let found: JsonObject | undefined
    while (this.#isOpening()) {
      const inner = this.#name()
      if (inner.equals(child)) {
        if (found !== undefined || !this.#isFilled()) throw unusual
        found = this.#structure(element, child)
      } else this.#skip(inner)
    }
    this.#close(name)
    if (found === undefined) throw unusual
    return found
  }

  /** Passes the prologue and the root's opening tag; its name. */
  #root(): Buffer {
    const bytes = this.#bytes
    this.#space()
    if (bytes[this.#at] === lower && bytes[this.#at + 1] === 0x3f) {
      const end = bytes.indexOf('?>', this.#at)
      if (end === -1) throw unusual
      this.#at = end + 2
      this.#space()
    }
    if (bytes[this.#at] !== lower) throw unusual
    this.#at += 1
    const name = this.#name()
    const end = bytes.indexOf('>', this.#at)
    if (end === -1 || !/^(?:[ \n\t]+xmlns(?::\w+)?="[^"<>&]*")*[ \n\t]*$/.test(bytes.toString('latin1', this.#at, end))) throw unusual
    this.#at = end + 1
    return name
  }

  #space(): void {
    while (isSpace(this.#bytes[this.#at])) this.#at += 1
  }

  #name(): Buffer {
    const from = this.#at
    let to = from
    while (to < this.#bytes.length && !endsName(this.#bytes[to])) to += 1
    if (to === from || to === this.#bytes.length) throw unusual
    this.#at = to
    return this.#bytes.subarray(from, to)
  }

  /** Whether another element opens, its `<` passed; else what closes the one around. Between elements only white space may be. */
  #isOpening(): boolean {
    const bytes = this.#bytes
    let at = this.#at
    if (bytes[at] !== lower) {
      let hasLine = false
      for (let byte = bytes[at]; byte !== lower; byte = bytes[++at]) {
        if (byte === newline) hasLine = true
        else if (byte !== space && byte !== tab) throw unusual
      }
      // Without a line's end the SDK takes it for text.
      if (!hasLine) throw unusual
      this.#at = at
    }
    const next = bytes[at + 1]
    if (next === slash) return false
    if (next === 0x21 || next === 0x3f) throw unusual
    this.#at = at + 1
    return true
  }

  /** After a name: passes the end of the tag; false: the element is closed with it. */
  #isFilled(): boolean {
    const byte = this.#bytes[this.#at]
    if (byte === greater) {
      this.#at += 1
      return true
    }
    if (byte !== slash || this.#bytes[this.#at + 1] !== greater) throw unusual
    this.#at += 2
    return false
  }

  #close(name: Buffer): void {
    const bytes = this.#bytes
    const from = this.#at + 2
    const { length } = name
    for (let at = 0; at < length; at += 1) if (name[at] !== bytes[from + at]) throw unusual
    if (bytes[from + length] !== greater) throw unusual
    this.#at = from + length + 1
  }

  /** An element that nobody asks for: passed, and each tag in it held against its end. */
  #skip(name: Buffer): void {
    if (!this.#isFilled()) return
    const bytes = this.#bytes
    while (bytes[this.#at] !== lower || bytes[this.#at + 1] !== slash) {
      if (bytes[this.#at] !== lower) {
        const next = bytes.indexOf(lower, this.#at)
        if (next === -1) throw unusual
        this.#at = next
        continue
      }
      const next = bytes[this.#at + 1]
      if (next === 0x21 || next === 0x3f) throw unusual
      this.#at += 1
      this.#skip(this.#name())
    }
    this.#close(name)
  }

  #value(element: Element, name: Buffer): Json {
    switch (element.holds) {
      case 'structure':
        return this.#isFilled() ? this.#structure(element, name) : {}
      case 'list':
        return this.#isFilled() ? this.#list(element, name) : []
      case 'map':
        return this.#isFilled() ? this.#map(element, name) : {}
      case 'text':
        return this.#text(name)
      case 'number':
        return Number(this.#text(name))
      case 'switch':
        return this.#text(name).toLowerCase() === 'true'
      case 'scalar':
        return element.scalar(this.#text(name)) ?? refused()
      case 'odd':
        throw unusual
    }
  }

  #structure(element: Element, name: Buffer): JsonObject {
    const { value: members, union } = element
    const count = members.names.length
    const base = this.#top
    const slots = this.#slots
    this.#top += count
    for (let at = base; at < this.#top; at += 1) slots[at] = undefined
    let last = -1
    while (this.#isOpening()) {
      const at = members.find(this.#bytes, this.#at, last)
      if (at === -1) {
        if (union) throw unusual
        this.#skip(this.#name())
        continue
      }
      last = at
      this.#member(members, at, base + at)
    }
    this.#close(name)
    const whole: JsonObject = {}
    for (let at = 0; at < count; at += 1) {
      const value = slots[base + at]
      if (value !== undefined) whole[members.names[at] ?? ''] = value
    }
    this.#top = base
    return whole
  }

  #member(members: Names, at: number, slot: number): void {
    const wire = members.wires[at]
    if (wire === undefined) throw unusual
    this.#at += wire.length
    const element = members.element(at)
    const before = this.#slots[slot]
    if (!element.flat) {
      if (before !== undefined) throw unusual
      this.#slots[slot] = this.#value(element, wire)
    } else if (element.holds === 'list') {
      const list = Array.isArray(before) ? before : []
      // Before what is inside, which has slots of its own.
      this.#slots[slot] = list
      list.push(this.#value(element.value.element(0), wire))
    } else {
      const map = before !== undefined && before !== null && typeof before === 'object' && !Array.isArray(before) ? before : {}
      this.#slots[slot] = map
      if (!this.#isFilled()) throw unusual
      this.#entry(element.value, wire, map)
    }
  }

  #list(element: Element, name: Buffer): Json[] {
    const { value } = element
    const list: Json[] = []
    while (this.#isOpening()) {
      if (value.find(this.#bytes, this.#at, -1) === -1) {
        this.#skip(this.#name())
        continue
      }
      const wire = value.wires[0] ?? name
      this.#at += wire.length
      list.push(this.#value(value.element(0), wire))
    }
    this.#close(name)
    return list
  }

  #map(element: Element, name: Buffer): JsonObject {
    const map: JsonObject = {}
    while (this.#isOpening()) {
      const inner = this.#name()
      if (inner.toString('latin1') !== 'entry' || !this.#isFilled()) throw unusual
      this.#entry(element.value, inner, map)
    }
    this.#close(name)
    return map
  }

  #entry(entry: Names, name: Buffer, map: JsonObject): void {
    let key: string | undefined
    let value: Json | undefined
    while (this.#isOpening()) {
      const at = entry.find(this.#bytes, this.#at, -1)
      const wire = entry.wires[at]
      if (wire === undefined) {
        this.#skip(this.#name())
        continue
      }
      this.#at += wire.length
      if ((at === 0 ? key : value) !== undefined) throw unusual
      if (at === 0) key = this.#text(wire)
      else value = this.#value(entry.element(at), wire)
    }
    this.#close(name)
    if (key === undefined || value === undefined || Object.hasOwn(map, key)) throw unusual
    put(map, key, value)
  }

  /** The text of an element that holds nothing else. */
  #text(name: Buffer): string {
    if (!this.#isFilled()) return ''
    const bytes = this.#bytes
    const from = this.#at
    let [at, hash, high, references] = [from, 0, 0, false]
    for (let byte = bytes[at]; byte !== lower; byte = bytes[++at]) {
      if (byte === undefined || byte === carriage) throw unusual
      if (byte === ampersand) references = true
      high |= byte
      hash = (Math.imul(hash, 31) + byte) | 0
    }
    if (bytes[at + 1] !== slash) throw unusual
    this.#at = at
    this.#close(name)
    if (at === from) return ''
    const text = this.#texts.of(bytes, from, at, hash, high < 0x80)
    if (references) {
      const whole = decoded(text)
      if (whole === undefined) throw unusual
      return isBlank(whole) ? '' : whole
    }
    const first = bytes[from] ?? 0
    return (first <= space || first >= 0x80) && isBlank(text) ? '' : text
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === space || byte === newline || byte === tab
}

/** The SDK takes white space with a line's end for nothing. */
function isBlank(text: string): boolean {
  return text.includes('\n') && text.trim() === ''
}

function refused(): never {
  throw unusual
}
