/**
 * CloudFormation gives a template back with `?` for every character beyond ASCII, in names too: the one name of live that
 * would be given back so. Undefined where it is none, several, or where it is declared itself.
 */
export function maskedName(name: string, live: Iterable<string>, isDeclared: (name: string) => boolean): string | undefined {
  if (!name.includes('?')) return undefined
  const found = [...live].filter((each) => !isDeclared(each) && masked(each) === name)
  return found.length === 1 && found[0] !== name ? found[0] : undefined
}

/** A text as GetTemplate gives it back. */
export function masked(text: string): string {
  return text.replaceAll(/[^\0-\x7F]/gu, '?')
}
