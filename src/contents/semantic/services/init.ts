import type { UnitRow } from '../../../model/content.ts'
import type { SemanticContext, Tree } from '../../tree.ts'
import { nameOf, resolveLink } from '../follow.ts'
import { matching } from '../folders.ts'
import { gather } from '../gather.ts'
import type { SemanticReader } from '../reader.ts'
import { digestOf, readLines, readNames } from '../text.ts'

const inittab = '/etc/inittab'
const scriptFolders = ['/etc/init.d', '/etc/rc.d/init.d']
/** Those of System V begin with S and a number where they start, those of OpenRC have the name alone. */
const levels = ['/etc/rc*.d', '/etc/rc.d/rc*.d', '/etc/runlevels/*']
const localScripts = ['/etc/rc.local', '/etc/rc.d/rc.local', '/etc/local.d']

/**
 * What starts without systemd: scripts as `init.d/NAME`, enabled where a runlevel links to them, of System V and of OpenRC;
 * `rc.local`, where it may be run; lines of `inittab`. https://manpages.debian.org/update-rc.d, https://wiki.gentoo.org/wiki/OpenRC
 */
export const init: SemanticReader = {
  at: '/etc/init.d',
  kinds: ['s'],
  wants: (path) => path === inittab,
  rows: async (tree, context) => {
    const started = await startedOf(tree, context)
    const files = new Map(started)
    for (const folder of scriptFolders) {
      if ((await tree.stat(folder))?.type === 'l') continue
      for (const name of await readNames(tree, folder, context)) if (name !== 'README') files.set(name, `${folder}/${name}`)
    }
    const rows: UnitRow[] = [...files].map(([name, file]) => ({
      k: 's',
      n: `init.d/${name}`,
      state: started.has(name) ? 'enabled' : 'disabled',
      file,
    }))
    return [...rows, ...(await localOf(tree, context)), ...(await inittabOf(tree, context))]
  },
}

/** Scripts that some runlevel starts: name to where its link leads. */
async function startedOf(tree: Tree, context: SemanticContext): Promise<Map<string, string>> {
  const started = new Map<string, string>()
  for (const folder of (await Promise.all(levels.map((pattern) => matching(tree, context, pattern)))).flat()) {
    for (const name of await readNames(tree, folder, context)) {
      const path = `${folder}/${name}`
      const script = folder.startsWith('/etc/runlevels/') ? name : /^S\d\d(.+)$/.exec(name)?.[1]
      if (script === undefined || /\/rc[06]\.d$/.test(folder)) continue
      const entry = await tree.stat(path)
      const file = entry?.type === 'l' ? resolveLink(path, entry.target ?? '') : path
      // A runlevel of OpenRC may hold another one.
      if (entry?.type !== 'd' && !file.startsWith('/etc/runlevels/')) started.set(nameOf(file) || script, file)
    }
  }
  return started
}

async function localOf(tree: Tree, context: SemanticContext): Promise<UnitRow[]> {
  const rows: UnitRow[] = []
  for (const place of localScripts) {
    const isFolder = (await tree.stat(place))?.type === 'd'
    const files = isFolder
      ? (await readNames(tree, place, context)).filter((name) => name.endsWith('.start')).map((name) => `${place}/${name}`)
      : [place]
    for (const file of files) {
      const entry = await tree.stat(file)
      if (entry?.type !== 'file') continue
      rows.push({ k: 's', n: file.slice('/etc/'.length), state: (entry.mode & 0o111) === 0 ? 'disabled' : 'enabled', file })
    }
  }
  return rows
}

/** `id:runlevels:action:process`; busybox has a terminal for an id, and often none. */
async function inittabOf(tree: Tree, context: SemanticContext): Promise<UnitRow[]> {
  const byName = new Map<string, string[]>()
  for (const line of await readLines(tree, inittab, context)) {
    const [, id, runlevels, action, process] = /^([^#:]*):([^:]*):([^:]+):(.*)$/.exec(line) ?? []
    if (action === undefined) continue
    gather(byName, `inittab/${id}:${action}`, `${runlevels}:${process}`)
  }
  return [...byName].map(([n, lines]) => ({
    k: 's',
    n,
    state: n.endsWith(':off') ? 'disabled' : 'enabled',
    file: inittab,
    x: digestOf(lines.join('\n')),
  }))
}
