/** Files with several names, of which some are still to come; more are not held, whatever a tree is made of. */
const most = 262_144

/** Tells the first name of each file that has several. Memory ends with the last name. */
export class HardLinks {
  readonly #open = new Map<string, { first: string; left: number }>()
  /** Files with several names that were met while too many others were open: their names stand as files of their own. */
  unfollowed = 0

  /** The first of the names, where `path` is another. `file`: device and inode; `names`: how many names the file has. */
  firstOf(file: string, names: number, path: string): string | undefined {
    const known = this.#open.get(file)
    if (known === undefined) {
      if (this.#open.size < most) this.#open.set(file, { first: path, left: names - 1 })
      else this.unfollowed += 1
      return undefined
    }
    known.left -= 1
    if (known.left <= 0) this.#open.delete(file)
    return known.first
  }
}
