/** The one module that makes text from outside harmless: for terminals, workflow logs, JSON and URIs. */

/**
 * Control characters, format characters (BiDi controls, zero-width), line and paragraph separators, halves of surrogate
 * pairs, and fillers that print as nothing.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/u
const unsafeAll = new RegExp(unsafe, 'gu')
const unsafeButNewline = new RegExp(`(?!\\n)${unsafe.source}`, 'gu')

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** ESC to `\x1b`, U+202E to `\u202e`, U+E0041 to `\u{e0041}`. */
function escapeCharacter(character: string): string {
  const short = shortEscapes[character]
  if (short !== undefined) return short
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`
}

/** One line in which everything that a terminal could obey or hide is a visible escape. */
export function visible(text: string): string {
  return text.replace(unsafeAll, escapeCharacter)
}

/** The same for text of several lines, which stay lines. */
export function visibleLines(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unsafeButNewline, escapeCharacter)
}

/** At most `max` code points; what is cut is marked by `...`. A surrogate pair is never cut. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  // Twice as many code units hold at least `max` code points: a value of 10 MB is not walked through.
  const points = Array.from(text.slice(0, 2 * max + 2))
  if (points.length <= max) return text
  return `${points.slice(0, Math.max(0, max - 3)).join('')}...`
}

/** Like `shorten`, keeping the end: the last part of an address says the most. */
export function shortenStart(text: string, max: number): string {
  if (text.length <= max) return text
  const points = Array.from(text.slice(-(2 * max + 2)))
  if (points.length <= max) return text
  return `...${points.slice(points.length - Math.max(0, max - 3)).join('')}`
}

/** Short, visible, one line. The bound is for the original text and, after the escapes, for the result too. */
export function safeText(text: string, max = 500): string {
  return shorten(visible(shorten(text, max)), max)
}

/**
 * Breaks workflow commands in finished output. GitHub obeys a line that starts with `::` after blanks, and both GitHub and
 * Azure Pipelines look for `##[` and `##vso[` anywhere in a line.
 */
export function guardWorkflowCommands(output: string): string {
  return output.replace(/^((?:[^\S\n]|\p{Cc}\[[\d;]*m)*):(?=:)/gmu, '$1\\x3a').replace(/#(?=#(?:\[|vso\[))/giu, '\\x23')
}

/** JSON text whose strings hold no raw control, format or surrogate character and no workflow command. It parses to the same. */
export function safeJson(text: string): string {
  return text
    .replace(unsafeButNewline, (character) =>
      character
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''),
    )
    .replace(/#(?=#(?:\[|vso\[))/giu, '\\u0023')
}

/** A relative path as a URI reference: segments percent-encoded, slashes kept. Halves of surrogate pairs become U+FFFD. */
export function encodePath(path: string): string {
  return path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map((segment) => encodeURIComponent(segment).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`))
    .join('/')
}

/**
 * Text inside a SARIF message: visible, and neither an embedded link (`[text](1)`) nor a placeholder (`{0}`) of its own.
 */
export function safeMessage(text: string, max: number): string {
  return safeText(text, max)
    .replace(/\](?=\()/g, '\\x5d')
    .replace(/\{(?=\d)/g, '\\x7b')
}

/** JSON documents, a line each, with nothing in them that a terminal would obey. */
export async function* safeLines(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield safeJson(line)
}
