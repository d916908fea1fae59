import type { Tree } from '../tree.ts'

/** Folders that are looked at for one pattern: more are those of somebody who wants to be searched for long. */
const foldersLimit = 5000

/**
 * Paths that fit a pattern of fixed names and of names with `*`, sorted: `/usr/lib/python3*` then `/site-packages`. A name that
 * begins with a dot fits only a part that does so too. What is not there is left out.
 */
export async function matching(tree: Tree, pattern: string): Promise<string[]> {
  let found = ['']
  for (const part of pattern.split('/').slice(1)) {
    const next: string[] = []
    for (const folder of found.slice(0, foldersLimit)) {
      if (!part.includes('*')) next.push(`${folder}/${part}`)
      else for (const name of await tree.list(folder === '' ? '/' : folder)) if (fits(name, part)) next.push(`${folder}/${name}`)
    }
    found = next
  }
  const there = await Promise.all(found.slice(0, foldersLimit).map(async (path) => (await tree.stat(path)) !== undefined))
  return found.filter((_, at) => there[at] === true)
}

/** Whether a name fits a part with at most one `*`. */
function fits(name: string, part: string): boolean {
  const [head = '', tail = ''] = part.split('*')
  return name.startsWith(head) && name.endsWith(tail) && name.length >= head.length + tail.length && (head !== '' || !name.startsWith('.'))
}
