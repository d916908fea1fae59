/** Lines that are shown of one difference. */
const mostLines = 40
/** Lines of each side beyond which nothing is aligned. */
const mostAligned = 600
const longest = 200

/** The lines that went (`- `) and came (`+ `), in order, without those around them. */
export function textDifference(baked: string, live: string): string[] {
  const [was, is] = [baked.split('\n'), live.split('\n')]
  let start = 0
  while (start < was.length && start < is.length && was[start] === is[start]) start += 1
  let end = 0
  while (end < was.length - start && end < is.length - start && was.at(-1 - end) === is.at(-1 - end)) end += 1
  const lines = aligned(was.slice(start, was.length - end), is.slice(start, is.length - end))
  const shown = lines.slice(0, mostLines).map((line) => (line.length > longest ? `${line.slice(0, longest - 1)}…` : line))
  return lines.length > mostLines ? [...shown, `… ${lines.length - mostLines} more lines`] : shown
}

function aligned(was: readonly string[], is: readonly string[]): string[] {
  if (was.length > mostAligned || is.length > mostAligned) return [...was.map(gone), ...is.map(come)]
  const common = commonLengths(was, is)
  const width = is.length + 1
  const lines: string[] = []
  let [i, j] = [0, 0]
  while (i < was.length || j < is.length) {
    const [left, right] = [was[i], is[j]]
    if (left !== undefined && left === right) {
      i += 1
      j += 1
    } else if (left !== undefined && (right === undefined || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))) {
      lines.push(gone(left))
      i += 1
    } else if (right !== undefined) {
      lines.push(come(right))
      j += 1
    }
  }
  return lines
}

function gone(line: string): string {
  return `- ${line}`
}

function come(line: string): string {
  return `+ ${line}`
}

/** How many lines what is left of both sides has in common, from each pair of places on. */
function commonLengths(was: readonly string[], is: readonly string[]): Uint16Array {
  const width = is.length + 1
  const table = new Uint16Array((was.length + 1) * width)
  for (let i = was.length - 1; i >= 0; i -= 1)
    for (let j = is.length - 1; j >= 0; j -= 1)
      table[i * width + j] =
        was[i] === is[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0)
  return table
}
