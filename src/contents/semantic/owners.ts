import { messageOf } from '../../model/errors.ts'
import type { SemanticContext, Tree } from '../tree.ts'
import { aliasesOf } from './aliases.ts'
import { apkOwners } from './packages/apk.ts'
import { dpkgOwners } from './packages/dpkg-owners.ts'
import { rpmOwners } from './packages/rpm.ts'

/** The package to which a file belongs. */
export interface Owner {
  /** Key of its PackageRow: `deb/nginx-core`. */
  package: string
  /** A configuration file of the package: it may be changed and kept. */
  conffile: boolean
}

/** Enters every file of every package of one manager, by the path that the package gives it. */
export type OwnerReader = (tree: Tree, context: SemanticContext, enter: (path: string, owner: Owner) => void) => Promise<void>

const readers: Readonly<Record<string, OwnerReader>> = { '/var/lib/dpkg': dpkgOwners, '/var/lib/rpm': rpmOwners, '/lib/apk/db': apkOwners }

/** Whose files are whose, by canonical path; owners are shared objects. Of a file that several packages have, the first one counts. */
export async function ownersOf(tree: Tree, context: SemanticContext): Promise<ReadonlyMap<string, Owner>> {
  const canonical = await aliasesOf(tree)
  const owners = new Map<string, Owner>()
  for (const [at, reader] of Object.entries(readers)) {
    try {
      await reader(tree, context, (path, owner) => {
        const place = canonical(path)
        if (!owners.has(place)) owners.set(place, owner)
      })
    } catch (error) {
      context.skip(at, `owners of files could not be understood: ${messageOf(error)}`)
    }
  }
  return owners
}
