/** By number, as include/uapi/linux/capability.h has them. */
const names = [
  ...['chown', 'dac_override', 'dac_read_search', 'fowner', 'fsetid', 'kill', 'setgid', 'setuid', 'setpcap', 'linux_immutable'],
  ...['net_bind_service', 'net_broadcast', 'net_admin', 'net_raw', 'ipc_lock', 'ipc_owner', 'sys_module', 'sys_rawio', 'sys_chroot'],
  ...['sys_ptrace', 'sys_pacct', 'sys_admin', 'sys_boot', 'sys_nice', 'sys_resource', 'sys_time', 'sys_tty_config', 'mknod', 'lease'],
  ...['audit_write', 'audit_control', 'setfcap', 'mac_override', 'mac_admin', 'syslog', 'wake_alarm', 'block_suspend', 'audit_read'],
  ...['perfmon', 'bpf', 'checkpoint_restore'],
]
/** Bytes by revision: one pair of words, two pairs, two pairs and the root of a user namespace. */
const lengths = new Map([
  [1, 12],
  [2, 20],
  [3, 24],
])

/** The attribute `security.capability` as getcap writes it: `cap_net_admin,cap_net_raw=ep`. Undefined for what is none. */
export function capabilityText(value: Buffer): string | undefined {
  if (value.length < 4) return undefined
  const magic = value.readUInt32LE(0)
  const revision = magic >>> 24
  if (lengths.get(revision) !== value.length) return undefined
  const isEffective = (magic & 1) === 1
  const byFlags = new Map<string, string[]>()
  for (let number = 0; number < (revision === 1 ? 32 : 64); number += 1) {
    const at = 4 + (number >> 5) * 8
    const isPermitted = isSet(value.readUInt32LE(at), number)
    const isInheritable = isSet(value.readUInt32LE(at + 4), number)
    if (!isPermitted && !isInheritable) continue
    const flags = `${isEffective ? 'e' : ''}${isInheritable ? 'i' : ''}${isPermitted ? 'p' : ''}`
    const name = names[number]
    byFlags.set(flags, [...(byFlags.get(flags) ?? []), name === undefined ? String(number) : `cap_${name}`])
  }
  const groups = [...byFlags].map(([flags, caps]) => `${caps.join(',')}=${flags}`)
  return [...(groups.length === 0 ? ['='] : groups), ...(revision === 3 ? [`[rootid=${value.readUInt32LE(20)}]`] : [])].join(' ')
}

function isSet(word: number, number: number): boolean {
  return ((word >>> (number & 31)) & 1) === 1
}
