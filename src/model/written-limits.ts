/** What people write by hand is small and flat; what is not would cost a YAML parser its memory. */
const largest = 4 * 1024 * 1024
const deepest = 100

/** Why a text is no YAML that somebody wrote; undefined where it may be. */
export function tooMuchToParse(text: string): string | undefined {
  if (text.length > largest) return `It has ${text.length} characters; what is written by hand may have ${largest}`
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (char === '[' || char === '{') depth += 1
    else if ((char === ']' || char === '}') && depth > 0) depth -= 1
    if (depth > deepest) return `It opens more than ${deepest} brackets in one another`
  }
  return undefined
}
