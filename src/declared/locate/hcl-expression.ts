import { afterBlanks, afterComment, afterName, char, isBlank, quotedAt, templateAt } from './hcl-text.ts'
import type { Range } from './line-index.ts'

/** A literal key of an object in an expression: `Name` of `{ Name = "x" }`. */
export interface HclKey {
  name: string
  /** The name, without quotes. */
  nameRange: Range
  valueRange: Range
  /** Which object of the expression has it, counted from 0: lists of objects have several. */
  object: number
}

export interface HclExpression {
  /** The offset that ends it: a newline, an unbalanced `}` or the end of the text. */
  next: number
  /** Without blanks and comments around it. */
  range: Range
  /** Keys of its outermost objects. */
  keys: readonly HclKey[]
}

const inParens = 0
const inList = 1
const inObject = 2
const inTemplate = 3
const inQuotes = 4
const inHeredoc = 5
const noKeys: readonly HclKey[] = []
const plain = /[\w.*=?:&|!-]+/y
/** Up to what ends a quoted text or opens a template in it. */
const quiet = /[^"\n\\$%]+/y

/**
 * Finds the end of the expression that starts at `start`, and the literal keys of its objects. Evaluates nothing and
 * takes broken text as it comes: an open string ends with its line, an open list with the block around it.
 */
export function scanExpression(text: string, start: number): HclExpression {
  const scan = new ExpressionScan(text, start)
  scan.run()
  return { next: scan.at, range: { start, end: scan.end }, keys: scan.keys ?? noKeys }
}

class ExpressionScan {
  at: number
  /** After the last character that is neither blank nor comment. */
  end: number
  keys: HclKey[] | undefined
  readonly #text: string
  readonly #modes: number[] = []
  readonly #markers: string[] = []
  #depthOfObjects = 0
  #objects = -1
  #openKey: HclKey | undefined
  #mayBeKey = false

  constructor(text: string, start: number) {
    this.#text = text
    this.at = start
    this.end = start
  }

  run(): void {
    while (this.at < this.#text.length) {
      const mode = this.#modes.at(-1)
      if (mode === inQuotes) this.#quoted()
      else if (mode === inHeredoc) this.#heredoc()
      else if (!this.#code(mode)) return
    }
    this.#closeKey()
  }

  /** One step outside of text; false at the end of the expression. */
  #code(mode: number | undefined): boolean {
    const text = this.#text
    const code = text.charCodeAt(this.at)
    const atKeys = mode === inObject && this.#depthOfObjects === 1
    if (code === char.newline || code === char.comma) {
      if (code === char.newline && mode === undefined) return false
      if (atKeys) this.#separate()
      return this.#step(code === char.newline ? 0 : 1)
    }
    if (isBlank(code)) return this.#step(0)
    const comment = afterComment(text, this.at)
    if (comment !== this.at) {
      this.at = comment
      return true
    }
    if (atKeys && this.#mayBeKey) {
      this.#mayBeKey = false
      if (this.#key()) return true
    }
    switch (code) {
      case char.quote:
        this.#modes.push(inQuotes)
        return this.#step(1)
      case char.less:
        return this.#openHeredoc() || this.#step(1)
      case char.open:
        this.#modes.push(inParens)
        return this.#step(1)
      case char.openList:
        this.#modes.push(inList)
        return this.#step(1)
      case char.openBrace:
        this.#openObject()
        return this.#step(1)
      case char.close:
      case char.closeList:
        if (mode === (code === char.close ? inParens : inList)) this.#modes.pop()
        return this.#step(1)
      case char.closeBrace:
        return this.#closeBrace()
      default:
        return this.#plain()
    }
  }

  /** A name, a number or a sign: nothing in it opens or closes anything. */
  #plain(): true {
    plain.lastIndex = this.at
    this.at += plain.exec(this.#text)?.[0].length ?? 1
    this.end = this.at
    return true
  }

  /** Goes on by one character; `counts` when it belongs to the value. */
  #step(counts: 0 | 1): true {
    this.at += 1
    if (counts === 1) this.end = this.at
    return true
  }

  #openObject(): void {
    this.#modes.push(inObject)
    this.#depthOfObjects += 1
    if (this.#depthOfObjects > 1) return
    this.#objects += 1
    this.#mayBeKey = true
  }

  /** Whatever was left open inside the braces ends with them. False when they are the block's. */
  #closeBrace(): boolean {
    let mode = this.#modes.pop()
    while (mode === inParens || mode === inList) mode = this.#modes.pop()
    if (mode === undefined) return false
    if (mode === inObject) {
      if (this.#depthOfObjects === 1) this.#closeKey()
      this.#depthOfObjects -= 1
      this.#mayBeKey = false
    }
    return this.#step(1)
  }

  #key(): boolean {
    const text = this.#text
    const start = this.at
    const quoted = quotedAt(text, start)
    const end = quoted === undefined ? afterName(text, start) : quoted.end
    if (end === start) return false
    const sign = afterBlanks(text, end)
    const after = text.charCodeAt(sign + 1)
    const isSign =
      text.charCodeAt(sign) === char.colon || (text.charCodeAt(sign) === char.equals && after !== char.equals && after !== char.greater)
    if (!isSign) return false
    const nameRange = quoted === undefined ? { start, end } : { start: start + 1, end: end - 1 }
    this.at = afterBlanks(text, sign + 1)
    this.end = sign + 1
    this.#openKey = {
      name: quoted?.value ?? text.slice(start, end),
      nameRange,
      valueRange: { start: this.at, end: this.at },
      object: this.#objects,
    }
    return true
  }

  #separate(): void {
    this.#closeKey()
    this.#mayBeKey = true
  }

  #closeKey(): void {
    const key = this.#openKey
    if (key === undefined) return
    this.#openKey = undefined
    key.valueRange.end = Math.max(key.valueRange.start, this.end)
    this.keys ??= []
    this.keys.push(key)
  }

  #quoted(): void {
    const text = this.#text
    for (; this.at < text.length; this.at += 1) {
      quiet.lastIndex = this.at
      const run = quiet.exec(text)?.[0].length ?? 0
      if (run > 0) this.end = this.at += run
      if (this.at >= text.length) break
      const code = text.charCodeAt(this.at)
      if (code === char.quote || code === char.newline) {
        this.#modes.pop()
        if (code === char.quote) this.#step(1)
        return
      }
      if (code === char.backslash) this.at += 1
      else if ((code === char.dollar || code === char.percent) && this.#template()) return
      this.end = this.at + 1
    }
    this.at = this.end = text.length
  }

  #openHeredoc(): boolean {
    const text = this.#text
    if (text.charCodeAt(this.at + 1) !== char.less) return false
    const start = this.at + (text.charCodeAt(this.at + 2) === char.dash ? 3 : 2)
    const end = afterName(text, start)
    const lineEnd = afterBlanks(text, end)
    if (end === start || text.charCodeAt(lineEnd) !== char.newline) return false
    this.#modes.push(inHeredoc)
    this.#markers.push(text.slice(start, end))
    this.at = this.end = lineEnd + 1
    return true
  }

  /** Up to the line that has only the marker, or to a template. */
  #heredoc(): void {
    const text = this.#text
    const marker = this.#markers.at(-1) ?? ''
    for (; this.at < text.length; this.at += 1) {
      if (text.charCodeAt(this.at - 1) === char.newline && this.#endsHeredoc(marker)) return
      const code = text.charCodeAt(this.at)
      if ((code === char.dollar || code === char.percent) && this.#template()) return
    }
    this.at = this.end = text.length
  }

  #endsHeredoc(marker: string): boolean {
    const text = this.#text
    let start = this.at
    while (isBlank(text.charCodeAt(start))) start += 1
    if (!text.startsWith(marker, start)) return false
    let after = start + marker.length
    while (isBlank(text.charCodeAt(after))) after += 1
    if (after < text.length && text.charCodeAt(after) !== char.newline) return false
    this.#modes.pop()
    this.#markers.pop()
    this.at = this.end = start + marker.length
    return true
  }

  /** Enters a template, or jumps over an escaped one. True when it entered. */
  #template(): boolean {
    const template = templateAt(this.#text, this.at)
    if (template === 'escaped') this.at += 2
    if (template !== 'opens') return false
    this.#modes.push(inTemplate)
    this.at += 2
    this.end = this.at
    return true
  }
}
