/** A part of a text: UTF-16 offsets, `end` excluded. */
export interface Range {
  start: number
  end: number
}

/** One line's part of a document: 1-based, columns in UTF-16 units, `endColumn` excluded. */
export interface Position {
  line: number
  column: number
  endColumn: number
}

/** The text without a byte order mark, which no editor counts as a column. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/** Turns offsets into lines and columns. */
export class LineIndex {
  readonly #text: string
  readonly #starts: number[] = [0]

  constructor(text: string) {
    this.#text = text
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1)
  }

  /** Where a range starts, cut at the end of its first line: a region of several lines is shown by nobody. */
  position(range: Range): Position {
    const line = this.#lineOf(range.start)
    const lineStart = this.#starts[line] ?? 0
    let end = Math.min(range.end, (this.#starts[line + 1] ?? this.#text.length + 1) - 1)
    while (end > range.start && isBlank(this.#text.charCodeAt(end - 1))) end -= 1
    return { line: line + 1, column: range.start - lineStart + 1, endColumn: Math.max(end, range.start) - lineStart + 1 }
  }

  #lineOf(offset: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d
}
