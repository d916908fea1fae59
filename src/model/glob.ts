/** Globs in which `*` is any run of characters and `?` any one. Linear memory, no backtracking beyond the last star. */

/** A test of text against a glob; the pattern is looked at once. */
export function globTest(pattern: string): (text: string) => boolean {
  if (pattern === '*') return () => true
  if (!isGlob(pattern)) return (text) => text === pattern
  const star = pattern.indexOf('*')
  if (star === pattern.length - 1 && !pattern.includes('?')) {
    const start = pattern.slice(0, star)
    return (text) => text.startsWith(start)
  }
  return (text) => fits(text, pattern)
}

/** Whether a text is a pattern at all. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text)
}

/** Whether a text that names accounts or regions means several: `all`, or a glob. */
export function isPattern(text: string): boolean {
  return text === 'all' || isGlob(text)
}

/** True when the whole text fits the glob. */
function fits(text: string, pattern: string): boolean {
  let at = 0
  let part = 0
  let star = -1
  let resume = 0
  while (at < text.length) {
    const wanted = pattern[part]
    if (wanted === '*') {
      star = part
      part += 1
      resume = at
    } else if (wanted === '?' || wanted === text[at]) {
      at += 1
      part += 1
    } else if (star >= 0) {
      part = star + 1
      resume += 1
      at = resume
    } else return false
  }
  while (pattern[part] === '*') part += 1
  return part === pattern.length
}
