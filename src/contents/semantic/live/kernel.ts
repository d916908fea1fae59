import { readFileSync } from 'node:fs'
import type { BootRow, ModuleRow, SysctlRow } from '../../../model/content.ts'
import { isObject } from '../../../model/json.ts'
import type { SemanticContext } from '../../tree.ts'
import { bootRows } from '../kernel/boot-arguments.ts'
import { procNames, procText, type RunningPlace } from './proc.ts'

/** Security's own kernel parameters as they are; most of the thousands of others change all the time. */
export function sysctlRows({ proc }: RunningPlace): SysctlRow[] {
  return observedKeys().flatMap((n) => {
    const text = procText(`${proc}/sys/${n.replaceAll('.', '/')}`)
    return text === undefined ? [] : [{ k: 'y', n, v: text.trim().replaceAll(/\s+/g, ' '), src: 'observed' }]
  })
}

/** Keys of data/contents/observed-sysctl.json. */
export function observedKeys(): string[] {
  const table: unknown = JSON.parse(readFileSync(new URL('../../../../data/contents/observed-sysctl.json', import.meta.url), 'utf8'))
  const keys = isObject(table) ? table['keys'] : undefined
  return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : []
}

/** Modules in the kernel. https://man7.org/linux/man-pages/man5/proc_modules.5.html */
export function loadedRows({ proc }: RunningPlace, context: SemanticContext): ModuleRow[] {
  const text = procText(`${proc}/modules`)
  // A kernel that can load none has no such file.
  if (text === undefined && procNames(proc)?.includes('modules') === true)
    context.skip(`${proc}/modules`, 'could not be read: loaded modules are not known')
  return (text ?? '').split('\n').flatMap((line) => {
    const [n = ''] = line.split(' ')
    return n === '' ? [] : [{ k: 'm', n, how: 'loaded', src: 'observed' }]
  })
}

/** The command line with which the kernel was started, and what guards it: verity devices, security modules, lockdown, IMA. */
export function bootedRows({ proc, sys }: RunningPlace, context: SemanticContext): BootRow[] {
  const text = procText(`${proc}/cmdline`)
  if (text === undefined) context.skip(`${proc}/cmdline`, 'could not be read: the command line of the kernel is not known')
  return [...bootRows(text ?? '', 'observed'), ...(sys === undefined ? [] : guardsOf(sys))]
}

/** Under names that no argument has: `verity:root`, `guard:lsm`. https://docs.kernel.org/admin-guide/device-mapper/verity.html */
function guardsOf(sys: string): BootRow[] {
  const rows: BootRow[] = []
  const enter = (n: string, v: string | undefined): unknown => v !== undefined && v !== '' && rows.push({ k: 'b', n, v, src: 'observed' })
  for (const device of (procNames(`${sys}/block`) ?? []).filter((name) => name.startsWith('dm-'))) {
    const [uuid, name] = ['uuid', 'name'].map((member) => procText(`${sys}/block/${device}/dm/${member}`)?.trim())
    if (uuid?.startsWith('CRYPT-VERITY-') === true) enter(`verity:${name}`, uuid)
  }
  enter('guard:lsm', procText(`${sys}/kernel/security/lsm`)?.trim())
  enter('guard:lockdown', /\[(\w+)\]/.exec(procText(`${sys}/kernel/security/lockdown`) ?? '')?.[1])
  enter('guard:selinux', { '0': 'permissive', '1': 'enforcing' }[procText(`${sys}/fs/selinux/enforce`)?.trim() ?? ''])
  // One measurement is that of the boot itself: without a policy there is no second one.
  const measured = Number(procText(`${sys}/kernel/security/ima/runtime_measurements_count`) ?? 0)
  enter('guard:ima', measured > 1 ? 'measuring' : undefined)
  return rows
}
