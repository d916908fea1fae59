import type { SemanticContext, Tree } from '../tree.ts'

/** Folders that are looked at for one pattern: more are those of somebody who wants to be searched for long. */
const foldersLimit = 5000

/**
 * Paths that fit a pattern of fixed names and of names with `*`, sorted: `/usr/lib/python3*` then `/site-packages`. A name that
 * begins with a dot fits only a part that does so too. What is not there is left out.
 */
export async function matching(tree: Tree, context: SemanticContext, pattern: string): Promise<string[]> {
  let found = ['']
  for (const part of pattern.split('/').slice(1)) {
    const next: string[] = []
    for (const folder of found) {
      if (!part.includes('*')) next.push(`${folder}/${part}`)
      else for (const name of await tree.list(folder === '' ? '/' : folder)) if (fits(name, part)) next.push(`${folder}/${name}`)
    }
    if (next.length > foldersLimit) context.skip(pattern, `only the first ${foldersLimit} of ${next.length} folders were looked into`)
    found = next.slice(0, foldersLimit)
  }
  const there = await Promise.all(found.map(async (path) => (await tree.stat(path)) !== undefined))
  return found.filter((_, at) => there[at] === true)
}

/** Whether a name fits a part with at most one `*`. */
function fits(name: string, part: string): boolean {
  const [head = '', tail = ''] = part.split('*')
  return name.startsWith(head) && name.endsWith(tail) && name.length >= head.length + tail.length && (head !== '' || !name.startsWith('.'))
}
