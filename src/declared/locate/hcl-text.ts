/** The small pieces of HCL: blanks, comments, identifiers, quoted text. Every function takes an offset and gives the one after. */

export const char = {
  tab: 0x09,
  newline: 0x0a,
  return: 0x0d,
  space: 0x20,
  quote: 0x22,
  hash: 0x23,
  dollar: 0x24,
  percent: 0x25,
  open: 0x28,
  close: 0x29,
  star: 0x2a,
  comma: 0x2c,
  dash: 0x2d,
  slash: 0x2f,
  colon: 0x3a,
  less: 0x3c,
  equals: 0x3d,
  greater: 0x3e,
  openList: 0x5b,
  backslash: 0x5c,
  closeList: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
  mark: 0xfeff,
} as const

/** Blank within a line. */
export function isBlank(code: number): boolean {
  return code === char.space || code === char.tab || code === char.return || code === char.mark
}

/** After the comment that starts at `at`, or `at` when none does. A line comment ends before its newline. */
export function afterComment(text: string, at: number): number {
  const code = text.charCodeAt(at)
  const next = text.charCodeAt(at + 1)
  if (code === char.hash || (code === char.slash && next === char.slash)) return endOr(text, text.indexOf('\n', at))
  if (code === char.slash && next === char.star) {
    const end = text.indexOf('*/', at + 2)
    return end === -1 ? text.length : end + 2
  }
  return at
}

/** After blanks and inline comments of the same line. */
export function afterBlanks(text: string, at: number): number {
  let offset = at
  for (;;) {
    while (isBlank(text.charCodeAt(offset))) offset += 1
    const isInline = text.charCodeAt(offset) === char.slash && text.charCodeAt(offset + 1) === char.star
    if (!isInline) return offset
    offset = afterComment(text, offset)
  }
}

const asciiName = new Uint8Array(128)
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_') asciiName[letter.charCodeAt(0)] = 2
for (const letter of '0123456789-') asciiName[letter.charCodeAt(0)] = 1
const nameStart = /[\p{ID_Start}_]/uy
const namePart = /[\p{ID_Continue}-]/uy

/** After the identifier that starts at `at`, or `at` when none does. */
export function afterName(text: string, at: number): number {
  let offset = at
  while (offset < text.length) {
    const code = text.charCodeAt(offset)
    if (code < 128) {
      if ((asciiName[code] ?? 0) < (offset === at ? 2 : 1)) return offset
      offset += 1
    } else {
      const pattern = offset === at ? nameStart : namePart
      pattern.lastIndex = offset
      if (!pattern.test(text)) return offset
      offset = pattern.lastIndex
    }
  }
  return offset
}

export interface Quoted {
  /** Escapes resolved. */
  value: string
  /** After the closing quote. */
  end: number
}

/** The quoted text that opens at `at`; undefined when it does not close on its line or is a template (unless `verbatim`). */
export function quotedAt(text: string, at: number, verbatim = false): Quoted | undefined {
  if (text.charCodeAt(at) !== char.quote) return undefined
  let isPlain = true
  for (let offset = at + 1; offset < text.length; offset += 1) {
    const code = text.charCodeAt(offset)
    if (code === char.newline) return undefined
    if (code === char.quote) {
      const raw = text.slice(at + 1, offset)
      return { value: isPlain ? raw : unescape(raw), end: offset + 1 }
    }
    if (code === char.backslash) {
      isPlain = false
      offset += 1
    } else if (code === char.dollar || code === char.percent) {
      const jump = templateAt(text, offset)
      if (jump === 'opens' && !verbatim) return undefined
      if (jump === 'escaped') {
        isPlain = false
        offset += 2
      }
    }
  }
  return undefined
}

/** Whether `${` or `%{` starts at `at`, or its escape `$${` or `%%{`. */
export function templateAt(text: string, at: number): 'opens' | 'escaped' | undefined {
  const code = text.charCodeAt(at)
  if (code !== char.dollar && code !== char.percent) return undefined
  const next = text.charCodeAt(at + 1)
  if (next === char.openBrace) return 'opens'
  return next === code && text.charCodeAt(at + 2) === char.openBrace ? 'escaped' : undefined
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

function unescape(raw: string): string {
  return raw.replaceAll(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\([^])|([$%])\4\{/g, (whole, short, long, single, sign) => {
    if (typeof sign === 'string') return `${sign}{`
    if (typeof single === 'string') return escapes.get(single) ?? single
    const code = Number.parseInt(String(short ?? long), 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

function endOr(text: string, at: number): number {
  return at === -1 ? text.length : at
}
