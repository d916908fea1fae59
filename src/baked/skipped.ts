/** Entries that are told one by one, and how long they may be together: a header stays short enough to be recognised by its head. */
const told = 200
const length = 20_000

/** What was not read, and why, each once. Paths as in file rows. */
export class Skipped {
  /** All of it, those that are not told among them. */
  count = 0
  private readonly entries = new Map<string, { path: string; reason: string }>()
  private room = length

  readonly add = (path: string, reason: string): void => {
    const key = `${path}\0${reason}`
    if (this.entries.has(key)) return
    this.count += 1
    this.room -= path.length + reason.length
    if (this.entries.size < told && this.room > 0) this.entries.set(key, { path, reason })
  }

  /** In order of their paths; the last says how many more there are. */
  list(): { path: string; reason: string }[] {
    const listed = [...this.entries.values()].toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    const more = this.count - listed.length
    return more === 0 ? listed : [...listed, { path: '/', reason: `${more} more` }]
  }
}
