import type { SemanticContext, Tree } from '../../tree.ts'
import { matching } from '../folders.ts'
import type { SemanticReader } from '../reader.ts'
import { readLines } from '../text.ts'
import { bootRows } from './boot-arguments.ts'

/** Where a boot loader is told the command line, what counts most first. */
const sources: readonly { pattern: string; line: (lines: readonly string[]) => string | undefined }[] = [
  { pattern: '/boot/loader/entries/*.conf', line: (lines) => firstOf(lines, /^\s*options\s+(.*)$/) },
  { pattern: '/boot/efi/loader/entries/*.conf', line: (lines) => firstOf(lines, /^\s*options\s+(.*)$/) },
  { pattern: '/boot/grub2/grubenv', line: (lines) => firstOf(lines, /^kernelopts=(.*)$/) },
  ...['/boot/grub/grub.cfg', '/boot/grub2/grub.cfg'].map((pattern) => ({
    pattern,
    line: (lines: readonly string[]) => firstOf(lines, /^\s*linux(?:16|efi)?\s+\S+\s*(.*)$/),
  })),
  { pattern: '/boot/extlinux/extlinux.conf', line: (lines) => firstOf(lines, /^\s*append\s+(.*)$/i) },
  { pattern: '/boot/extlinux.conf', line: (lines) => firstOf(lines, /^\s*append\s+(.*)$/i) },
  { pattern: '/etc/kernel/cmdline', line: (lines) => lines.filter((line) => !line.startsWith('#')).join(' ') },
  { pattern: '/boot/cmdline.txt', line: (lines) => lines.join(' ') },
  { pattern: '/etc/default/grub', line: (lines) => defaultsOf(lines) },
]

/**
 * The command line with which a boot loader starts the kernel, of its first entry, or else what its defaults will write there.
 * https://uapi-group.org/specifications/specs/boot_loader_specification/, https://www.gnu.org/software/grub/manual/grub/
 */
export const boot: SemanticReader = {
  at: '/boot',
  kinds: ['b'],
  wants: (path) =>
    /^\/boot\/(?:(?:efi\/)?loader\/entries\/[^/]+\.conf|grub2?\/grub(?:\.cfg|env)|(?:extlinux\/)?extlinux\.conf|cmdline\.txt)$/.test(
      path,
    ) || /^\/etc\/(?:kernel\/cmdline$|default\/grub(?:$|\.d\/))/.test(path),
  rows: async (tree, context) => {
    for (const { pattern, line } of sources) {
      // What rescues a machine is not what it is booted with.
      for (const src of (await matching(tree, context, pattern)).filter((path) => !path.includes('rescue'))) {
        const rows = bootRows(line(await linesOf(tree, context, src)) ?? '', src)
        if (rows.length > 0) return rows
      }
    }
    return []
  },
}

/** The defaults of GRUB are completed by a folder. */
async function linesOf(tree: Tree, context: SemanticContext, src: string): Promise<string[]> {
  const files = src === '/etc/default/grub' ? [src, ...(await matching(tree, context, '/etc/default/grub.d/*.cfg'))] : [src]
  return (await Promise.all(files.map((file) => readLines(tree, file, context)))).flat()
}

function firstOf(lines: readonly string[], pattern: RegExp): string | undefined {
  for (const line of lines) {
    const found = pattern.exec(line)?.[1]
    if (found !== undefined) return found
  }
  return undefined
}

/** Shell assignments; `$NAME` of the same one is what it had before. */
function defaultsOf(lines: readonly string[]): string | undefined {
  const values = new Map<string, string>()
  for (const line of lines) {
    const [, name, raw] = /^(GRUB_CMDLINE_LINUX(?:_DEFAULT)?)=(.*)$/.exec(line.trim()) ?? []
    if (name === undefined || raw === undefined) continue
    const value = raw.replace(/^(["'])(.*)\1.*$/, '$2')
    values.set(
      name,
      value.replace(new RegExp(String.raw`\$\{?${name}\}?(?!\w)`), () => values.get(name) ?? ''),
    )
  }
  return values.size === 0 ? undefined : [values.get('GRUB_CMDLINE_LINUX'), values.get('GRUB_CMDLINE_LINUX_DEFAULT')].join(' ')
}
