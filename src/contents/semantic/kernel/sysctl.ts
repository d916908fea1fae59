import type { SysctlRow } from '../../../model/content.ts'
import type { SemanticReader } from '../reader.ts'
import { readLines } from '../text.ts'
import { confFiles, isConfFile } from './conf-files.ts'

const last = '/etc/sysctl.conf'

/** Kernel parameters that files set; the last file that sets one counts. https://man7.org/linux/man-pages/man5/sysctl.d.5.html */
export const sysctl: SemanticReader = {
  at: '/etc/sysctl.d',
  kinds: ['y'],
  wants: (path) => path === last || isConfFile(path, 'sysctl.d'),
  rows: async (tree, context) => {
    const rows = new Map<string, SysctlRow>()
    for (const src of [...(await confFiles(tree, context, 'sysctl.d')), last]) {
      for (const line of await readLines(tree, src, context)) {
        const setting = line.trim().replace(/^-\s*/, '')
        const equals = setting.indexOf('=')
        if (equals < 1 || /^[#;]/.test(setting)) continue
        const n = dotted(setting.slice(0, equals).trimEnd())
        rows.set(n, {
          k: 'y',
          n,
          v: setting
            .slice(equals + 1)
            .trimStart()
            .replaceAll(/\s+/g, ' '),
          src,
        })
      }
    }
    return [...rows.values()]
  },
}

/** `net.ipv4.conf.eth0/1.x` for `net/ipv4/conf/eth0.1/x`: whichever comes first parts the name. */
function dotted(key: string): string {
  return /^[^.]*\//.test(key) ? key.replaceAll(/[./]/g, (sign) => (sign === '.' ? '/' : '.')) : key
}
