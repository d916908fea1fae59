/** What a name with `${Name}` or `&{Name}` in it can become; undefined where it has none, or more than any needs. */
export function loopedName(name: string): RegExp | undefined {
  const parts = name.split(/[$&]\{[^}]*\}/)
  return parts.length === 1 || parts.length > 5 || !parts.every((part) => /^\w*$/.test(part))
    ? undefined
    : new RegExp(`^${parts.join('\\w*')}$`)
}
