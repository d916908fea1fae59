import { describe, expect, it } from 'vitest'
import { aclText } from '../../../src/contents/attributes/acl.ts'
import { attributeMembers } from '../../../src/contents/attributes/members.ts'

/** As `setfacl -m u:1000:r,g:5:rwx` writes it. */
const acl = Buffer.from('0200000001000600ffffffff02000400e803000004000400ffffffff080007000500000010000700ffffffff20000400ffffffff', 'hex')

describe('extended attributes', () => {
  it('are text where they are capabilities or ACLs, else base64 under their names', () => {
    expect(
      attributeMembers([
        ['user.note', Buffer.from([0xff, 0x00])],
        ['system.posix_acl_access', acl],
        ['system.posix_acl_default', acl.subarray(0, 12)],
        ['security.capability', Buffer.from('0100000200200000000000000000000000000000', 'hex')],
      ]),
    ).toEqual({
      acl: 'user::rw-,user:1000:r--,group::r--,group:5:rwx,mask::rwx,other::r--,default:user::rw-',
      cap: 'cap_net_raw=ep',
      'user.note': '/wA=',
    })
  })

  it('that should be something and are not stay as they are', () => {
    expect(attributeMembers([['security.capability', Buffer.from('x')]])).toEqual({ 'security.capability': 'eA==' })
    expect(aclText(Buffer.from('0200000001', 'hex'))).toBeUndefined()
    expect(aclText(Buffer.from('02000000ff000600ffffffff', 'hex'))).toBeUndefined()
  })

  it('are nothing where there are none', () => {
    expect(attributeMembers([])).toBeUndefined()
  })
})
