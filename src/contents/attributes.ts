import type { FileRow } from '../model/content.ts'
import { aclText } from './acl-text.ts'
import { capabilityText } from './capability-text.ts'

/**
 * Extended attributes as a row holds them: capabilities and ACLs as text, everything else in base64 under its name.
 * What cannot be decoded stays in base64 too. Undefined where there is none.
 */
export function attributesOf(attributes: Iterable<readonly [name: string, value: Buffer]>): FileRow['x'] | undefined {
  const found: [string, string][] = []
  const acls: string[] = []
  for (const [name, value] of attributes) {
    const acl =
      name === 'system.posix_acl_access' ? aclText(value, '') : name === 'system.posix_acl_default' ? aclText(value, 'default:') : undefined
    const capabilities = name === 'security.capability' ? capabilityText(value) : undefined
    if (acl !== undefined) acls.push(acl)
    else if (capabilities !== undefined) found.push(['cap', capabilities])
    else found.push([name, value.toString('base64')])
  }
  if (acls.length > 0) found.push(['acl', acls.toSorted(defaultsLast).join(',')])
  return found.length === 0 ? undefined : Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function defaultsLast(a: string, b: string): number {
  return Number(a.startsWith('default:')) - Number(b.startsWith('default:'))
}
