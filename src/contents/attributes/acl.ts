/** Tags of entries, `ACL_*` of linux/posix_acl.h, in the order in which getfacl prints them. */
const tags: Readonly<Record<number, { word: string; hasId: boolean }>> = {
  0x01: { word: 'user', hasId: false },
  0x02: { word: 'user', hasId: true },
  0x04: { word: 'group', hasId: false },
  0x08: { word: 'group', hasId: true },
  0x10: { word: 'mask', hasId: false },
  0x20: { word: 'other', hasId: false },
}

/**
 * `system.posix_acl_access` and `..._default` as `getfacl -cn` prints them, with commas: `user::rw-,user:1000:r--,group::r--,...`.
 * Undefined: no such value.
 */
export function aclText(value: Buffer): string | undefined {
  if (value.length < 4 || (value.length - 4) % 8 !== 0 || value.readUInt32LE(0) !== 2) return undefined
  const entries: string[] = []
  for (let at = 4; at < value.length; at += 8) {
    const tag = tags[value.readUInt16LE(at)]
    if (tag === undefined) return undefined
    const permissions = value.readUInt16LE(at + 2)
    const id = tag.hasId ? value.readUInt32LE(at + 4) : ''
    entries.push(`${tag.word}:${id}:${permissions & 4 ? 'r' : '-'}${permissions & 2 ? 'w' : '-'}${permissions & 1 ? 'x' : '-'}`)
  }
  return entries.join(',')
}
