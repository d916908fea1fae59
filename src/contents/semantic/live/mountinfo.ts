import type { MountRow } from '../../../model/content.ts'
import { nameText } from '../../names.ts'
import type { SemanticContext } from '../../tree.ts'
import { unescaped } from '../mounts.ts'
import { firstOf, procText, type RunningPlace } from './proc.ts'

/** What is mounted; where one mount lies on another, the one that is seen. https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html */
export function mountRows(place: RunningPlace, context: SemanticContext): MountRow[] {
  const path = `${place.proc}/${firstOf(place)}/mountinfo`
  const text = procText(path)
  if (text === undefined) context.skip(path, 'could not be read: mounts are not known')
  const rows = new Map<string, MountRow>()
  for (const line of (text ?? '').split('\n')) {
    const [left = '', right] = line.split(' - ')
    const [, , , root, target, options = ''] = left.split(' ').map(decoded)
    const [type = '', device = ''] = (right ?? '').split(' ').map(decoded)
    if (target === undefined || right === undefined) continue
    // A folder that is mounted elsewhere is named as findmnt does.
    const source = root === '/' ? device : `${device}[${root}]`
    rows.set(target, { k: 'o', n: target, type, source, options, src: 'observed' })
  }
  return [...rows.values()]
}

function decoded(field: string): string {
  return nameText(Buffer.from(unescaped(field), 'latin1'))
}
