import { rowKey, type ModuleRow } from '../../../model/content.ts'
import type { SemanticReader } from '../reader.ts'
import { readLines } from '../text.ts'
import { confFiles, isConfFile } from './conf-files.ts'

/** Lists of names for init systems that know no folder. */
const lists = ['/etc/modules', '/etc/modules-load.conf']

/**
 * Modules that are to be loaded, and those that must not be: `blacklist`, or an `install` line that runs something else.
 * https://man7.org/linux/man-pages/man5/modules-load.d.5.html, modprobe.d.5
 */
export const modules: SemanticReader = {
  at: '/etc/modprobe.d',
  kinds: ['m'],
  wants: (path) => lists.includes(path) || isConfFile(path, 'modules-load.d') || isConfFile(path, 'modprobe.d'),
  rows: async (tree, context) => {
    const rows = new Map<string, ModuleRow>()
    const enter = (name: string, how: ModuleRow['how'], src: string): void => {
      const row: ModuleRow = { k: 'm', n: name.replaceAll('-', '_'), how, src }
      if (!rows.has(rowKey(row))) rows.set(rowKey(row), row)
    }
    for (const src of [...(await confFiles(tree, context, 'modules-load.d')), ...lists]) {
      for (const line of await readLines(tree, src, context)) {
        const [, name] = /^\s*([^#;\s]\S*)/.exec(line) ?? []
        if (name !== undefined) enter(name, 'load', src)
      }
    }
    for (const src of await confFiles(tree, context, 'modprobe.d')) {
      for (const line of await readLines(tree, src, context)) {
        const [, command, name] = /^\s*(blacklist|install)\s+(\S+)/.exec(line) ?? []
        if (command !== undefined && name !== undefined) enter(name, 'blacklist', src)
      }
    }
    return [...rows.values()]
  },
}
