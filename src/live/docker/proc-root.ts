import { readFileSync, statSync } from 'node:fs'
import { semanticKinds, semanticRows } from '../../contents/semantic/index.ts'
import { observedKinds, observedRows } from '../../contents/semantic/observed.ts'
import { folderContents } from '../../contents/walk/folder-contents.ts'
import { folderTree } from '../../contents/walk/folder-tree.ts'
import { mountsBelow, parseMountinfo } from '../../contents/walk/mounts.ts'
import type { EngineContainer } from '../../contents/engine/container.ts'
import type { Contents } from '../../model/content.ts'
import { AccessError } from '../../model/errors.ts'
import type { LiveContext } from '../index.ts'
import { ownersInside } from './id-map.ts'

/** Where this machine's processes are. */
const machineProc = '/proc'

/**
 * What a container contains, through its first process on this machine: everything that it sees, volumes and file systems in
 * memory as well. Undefined where its root cannot be reached: the engine is elsewhere, we are not root, or it does not run.
 */
export function procRootContents(
  container: EngineContainer,
  context: Pick<LiveContext, 'depthOf'>,
  proc = machineProc,
): Contents | undefined {
  const { pid, id, created, run } = container
  if (pid === undefined) return undefined
  const began = beginningOf(container, proc)
  if (began === undefined) return undefined
  const root = `${proc}/${pid}/root`
  const tree = folderTree(root)
  const owners = ownersInside(proc, pid)
  const contents = folderContents({
    root,
    mounts: mountsBelow(parseMountinfo(readFileSync(`${proc}/${pid}/mountinfo`)), '/'),
    ...(context.depthOf === undefined ? {} : { depthOf: context.depthOf }),
    reading: {
      method: 'proc-root',
      trust: 'host',
      isCtimeStable: false,
      at: 'container',
      // Who can set the clock can set change times: then nothing proves that a file is as it was.
      ...(created === undefined || container.setsClock ? {} : { startedAt: created }),
    },
    others: {
      kinds: [...semanticKinds, ...observedKinds({ proc, pid }), 'r'],
      rows: async (skip) => [...(await semanticRows(tree, { skip })), ...observedRows({ proc, pid }, { skip }), ...run],
    },
  })
  /** A process that ended takes its root along: what was not found then was not removed. */
  const check = (): void => {
    if (beginningOf(container, proc) === began) return
    throw new AccessError('container-ended', {
      message: `Container ${container.name} (${id.slice(0, 12)}) ended while it was read.`,
      hint: 'Scan again.',
    })
  }
  return {
    ...contents,
    async *rows() {
      for await (const batch of contents.rows()) yield owners === undefined ? batch : owners(batch)
      check()
    },
    async hashes(files) {
      const hashes = await contents.hashes?.(files)
      check()
      return hashes ?? []
    },
  }
}

/**
 * When the first process of a container began, in ticks since the boot of this machine; undefined where the process of that number
 * is not the container's, or its root is not for us.
 */
function beginningOf({ pid, id }: EngineContainer, proc: string): string | undefined {
  try {
    const isIts = ['cgroup', 'mountinfo'].some((file) => readFileSync(`${proc}/${pid}/${file}`, 'latin1').includes(id))
    if (!isIts || !statSync(`${proc}/${pid}/root`).isDirectory()) return undefined
    // The name of the program stands in parentheses and may hold some. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    return readFileSync(`${proc}/${pid}/stat`, 'latin1').replace(/^.*\)/s, '').split(' ')[20]
  } catch {
    return undefined
  }
}
