/** How many texts are remembered, a power of two, and how long they may be, in bytes. */
const remembered = 8192
const longest = 64

/**
 * Makes texts of bytes. What a cloud answers says the same words again and again ("running", the id of a network): such a text is
 * one string, wherever it stands. Memory is bounded, a text may displace another.
 */
export class Texts {
  readonly #known: (string | undefined)[] = Array.from({ length: remembered })

  /** `hash`: any number that is the same for the same bytes. `isAscii`: no byte is above 127. */
  of(bytes: Buffer, from: number, to: number, hash: number, isAscii: boolean): string {
    if (!isAscii) return bytes.toString('utf8', from, to)
    const length = to - from
    if (length > longest) return bytes.toString('latin1', from, to)
    const at = (hash ^ (hash >>> 13)) & (remembered - 1)
    const known = this.#known[at]
    if (known !== undefined && known.length === length && isAt(known, bytes, from)) return known
    return (this.#known[at] = bytes.toString('latin1', from, to))
  }
}

function isAt(text: string, bytes: Buffer, from: number): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) !== bytes[from + at]) return false
  return true
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** A text with its references resolved; undefined where one is none of XML's own five names and no number of a character. */
export function decoded(text: string): string | undefined {
  let isKnown = true
  const whole = text.replaceAll(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-zA-Z][a-zA-Z0-9]{0,30}));/g, (_, hex, decimal, name: string) => {
    // By code unit, as the SDK does.
    if (typeof hex === 'string') return String.fromCharCode(Number.parseInt(hex, 16))
    if (typeof decimal === 'string') return String.fromCharCode(Number(decimal))
    const found = Object.hasOwn(named, name) ? named[name] : undefined
    if (found === undefined) isKnown = false
    return found ?? ''
  })
  return isKnown ? whole : undefined
}
