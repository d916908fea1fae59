import type { Json } from './json.ts'

/** Numbers of fewer digits are held exactly. What stands right behind a quote is a text. */
const manyDigits = /(?:^|[\s:,[])-?\d[\d.]{15}/
/** Where it is to be found at all. Written out it skips over the text, and costs a seventh. */
const anyDigits = /\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d/
/** A string, or a number that may be too long. What is neither is passed over. */
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs

/**
 * Parses JSON without losing a digit: a whole number that a double cannot hold comes out as its text. Throws SyntaxError as JSON.parse
 * does, with positions in the text given.
 */
export function parseExactly(text: string): Json {
  const value: Json = JSON.parse(text)
  if (!anyDigits.test(text) || !manyDigits.test(text)) return value
  const quoted = text.replace(stringOrNumber, quotedWhereLossy)
  if (quoted === text) return value
  const exact: Json = JSON.parse(quoted)
  return exact
}

function quotedWhereLossy(token: string): string {
  if (token.length < 16 || token.startsWith('"')) return token
  const digits = wholeNumber(token)
  return digits === undefined || wholeNumber(String(Number(token))) === digits ? token : `"${digits}"`
}

/** All digits of a whole number, however it is written: `1.5e3` is `1500`. Undefined for fractions and everything else. */
export function wholeNumber(text: string): string | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d{1,400})(?:\.(\d+))?(?:[eE]\+?(\d{1,3}))?$/.exec(text) ?? []
  if (whole === '') return undefined
  const places = Number(exponent)
  const decimals = fraction.replace(/0+$/, '')
  if (decimals.length > places) return undefined
  const digits = `${whole}${decimals}${'0'.repeat(places - decimals.length)}`.replace(/^0+(?=\d)/, '')
  return digits === '0' ? '0' : `${sign}${digits}`
}
