import type { FileRow } from '../../model/content.ts'
import { aclText } from './acl.ts'
import { capabilitiesText } from './capabilities.ts'

/**
 * Extended attributes as they stand in a row: capabilities and ACLs as text, others by their names in base64. What should be a
 * capability or an ACL and is none stays as it is. Undefined: there are none.
 */
export function attributeMembers(attributes: Iterable<readonly [name: string, value: Buffer]>): FileRow['x'] | undefined {
  const members: Record<string, string> = {}
  const acls: string[] = []
  for (const [name, value] of [...attributes].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const [capabilities, acl] = [name === 'security.capability' ? capabilitiesText(value) : undefined, aclOf(name, value)]
    if (capabilities !== undefined) members['cap'] = capabilities
    else if (acl === undefined) members[name] = value.toString('base64')
    else acls.push(acl)
  }
  if (acls.length > 0) members['acl'] = acls.join(',')
  return Object.keys(members).length === 0 ? undefined : members
}

function aclOf(name: string, value: Buffer): string | undefined {
  if (name === 'system.posix_acl_access') return aclText(value)
  return name === 'system.posix_acl_default' ? aclText(value)?.replaceAll(/(^|,)/g, '$1default:') : undefined
}
