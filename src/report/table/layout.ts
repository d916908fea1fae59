import { paint, type Tint } from '../color.ts'

/** Scripts and emoji that take two cells. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u
const marks = /\p{M}/u

/** Cells that a text without colours takes in a terminal. */
export function width(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  let cells = 0
  for (const character of text) cells += marks.test(character) ? 0 : wide.test(character) ? 2 : 1
  return cells
}

/** A usable width: 80 where the stream does not know its own, and never too narrow for a severity and a policy. */
export function usableColumns(columns: number): number {
  return Number.isFinite(columns) && columns > 0 ? Math.max(40, Math.floor(columns)) : 80
}

/** The first characters of a word that fit, at least one. */
function head(word: string, room: number): string {
  let taken = ''
  let cells = 0
  for (const character of word) {
    cells += width(character)
    if (cells > room && taken !== '') break
    taken += character
  }
  return taken
}

/** Breaks text at blanks into lines of at most `room` cells, words longer than that anywhere: nothing is lost. */
function wrap(text: string, room: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/(?<=\S)(?=\s)/)) {
    if (line !== '' && width(line) + width(word) <= room) {
      line += word
      continue
    }
    if (line !== '') lines.push(line)
    line = line === '' && lines.length === 0 ? word : word.trimStart()
    while (width(line) > room) {
      const part = head(line, room)
      lines.push(part)
      line = line.slice(part.length)
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line)
  return lines
}

/** A line as it begins: indentation, then one coloured word. */
export interface Lead {
  before: string
  word: string
  tint?: Tint
  after: string
}

export interface Frame {
  columns: number
  color: boolean
}

/** Lines of at most `columns` cells: the lead, the text wrapped beside it, and `end` (a place) at the end of the last line. */
export function hang(lead: Lead, text: string, end: string, frame: Frame): string[] {
  const plainLead = `${lead.before}${lead.word}${lead.after}`
  const indent = width(plainLead)
  const lines = wrap(text, frame.columns - indent)
  const last = lines.length - 1
  const placed = lines.map((line, at) => `${at === 0 ? plainLead : ' '.repeat(indent)}${line}`)
  if (end !== '') {
    const gap = frame.columns - width(placed[last] ?? '') - width(end)
    if (gap < 2) placed.push(...wrap(end, frame.columns - indent).map((line) => aligned(line, indent, frame)))
    else placed[last] += `${' '.repeat(isWide(frame) ? gap : 2)}${end}`
  }
  const painted = lead.tint === undefined ? lead.word : paint(lead.word, lead.tint, frame.color)
  placed[0] = `${lead.before}${painted}${(placed[0] ?? '').slice(lead.before.length + lead.word.length)}`
  return placed
}

/** From 100 columns on, places stand at the right edge and counts in tables; below, everything follows the text. */
export function isWide(frame: Frame): boolean {
  return frame.columns >= 100
}

function aligned(line: string, indent: number, frame: Frame): string {
  return `${' '.repeat(isWide(frame) ? frame.columns - width(line) : indent)}${line}`
}
