import type { SemanticContext, Tree } from '../../tree.ts'
import { readText } from '../text.ts'
import { tableOf } from './users.ts'

export interface Home {
  user: string
  /** Absolute, without a slash at its end; empty for `/`. */
  folder: string
}

/** Homes of users that are looked into: a table of more is told. */
const homesLimit = 5000

/** Users with a home in `/etc/passwd`. That table itself is told of by its own reader. */
export async function homesOf(tree: Tree, context: SemanticContext): Promise<Home[]> {
  const text = await readText(tree, '/etc/passwd', { ...context, skip: () => undefined })
  const homes = tableOf((text ?? '').split('\n')).flatMap(([user = '', , , , , home = '']) =>
    user !== '' && home.startsWith('/') ? [{ user, folder: home.replace(/\/+$/, '') }] : [],
  )
  if (homes.length > homesLimit) context.skip('/etc/passwd', `only the homes of the first ${homesLimit} users were looked into`)
  return homes.slice(0, homesLimit)
}
