const headerBytes = 4
const entryBytes = 8
/** Tags of include/uapi/linux/posix_acl.h, in the order in which the kernel sorts them. */
const tags = new Map([
  [0x01, 'user'],
  [0x02, 'user'],
  [0x04, 'group'],
  [0x08, 'group'],
  [0x10, 'mask'],
  [0x20, 'other'],
])
const named = new Set([0x02, 0x08])

/**
 * An ACL as the kernel keeps it in an extended attribute (include/uapi/linux/posix_acl_xattr.h, version 2), in the short form of
 * `getfacl -n`: `user::rw-,user:1000:r--,group::r--,mask::r--,other::---`. Undefined for what is no such ACL.
 */
export function aclText(value: Buffer, prefix: '' | 'default:'): string | undefined {
  if (value.length < headerBytes || (value.length - headerBytes) % entryBytes !== 0 || value.readUInt32LE(0) !== 2) return undefined
  const entries: string[] = []
  for (let at = headerBytes; at < value.length; at += entryBytes) {
    const code = value.readUInt16LE(at)
    const tag = tags.get(code)
    if (tag === undefined) return undefined
    entries.push(`${prefix}${tag}:${named.has(code) ? value.readUInt32LE(at + 4) : ''}:${permissions(value.readUInt16LE(at + 2))}`)
  }
  return entries.join(',')
}

function permissions(bits: number): string {
  return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`
}
