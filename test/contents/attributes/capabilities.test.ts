import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capabilitiesText } from '../../../src/contents/attributes/capabilities.ts'

describe('security.capability', () => {
  // Each as `setcap` writes it and `getcap -n` of libcap 2.66 prints it, on a kernel with 41 capabilities.
  it.each([
    ['cap_net_raw=ep', '0100000200200000000000000000000000000000'],
    ['cap_chown=ei cap_net_raw+ep', '0100000200200000010000000000000000000000'],
    ['cap_kill=ip cap_chown+i cap_net_raw+p', '0000000220200000210000000000000000000000'],
    ['=ep', '01000002ffffffff00000000ff01000000000000'],
    ['=eip', '01000002ffffffffffffffffff010000ff010000'],
    ['=ep cap_chown-ep', '01000002feffffff00000000ff01000000000000'],
    ['cap_net_raw=i', '0000000200000000002000000000000000000000'],
    ['=', '0000000200000000000000000000000000000000'],
    ['=ep cap_kill+i', '01000002ffffffff20000000ff01000000000000'],
    ['=p', '00000002ffffffff00000000ff01000000000000'],
    ['cap_kill=eip cap_chown,cap_net_raw+ep', '0100000221200000200000000000000000000000'],
    ['cap_net_raw=ep 45+ep', '0100000200200000000000000020000000000000'],
    ['cap_net_raw=ep [rootid=1000]', '0100000300200000000000000000000000000000e8030000'],
    ['cap_net_raw=ep', '010000010020000000000000'],
  ])('reads as %s', (text, hex) => {
    expect(capabilitiesText(Buffer.from(hex, 'hex'))).toBe(text)
  })

  it('is not guessed at where it is cut, or of a revision that is not known', () => {
    expect(capabilitiesText(Buffer.from('01000002002000', 'hex'))).toBeUndefined()
    expect(capabilitiesText(Buffer.from('0100000900200000000000000000000000000000', 'hex'))).toBeUndefined()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
        const text = capabilitiesText(Buffer.from(bytes))
        if (![12, 20, 24].includes(bytes.length)) expect(text).toBeUndefined()
      }),
    )
  })

  it('knows the names of linux/capability.h, each once', () => {
    const names: unknown = JSON.parse(readFileSync('data/contents/capabilities.json', 'utf8'))
    expect(names).toHaveLength(41)
    expect(new Set(names as string[]).size).toBe(41)
    expect((names as string[])[21]).toBe('cap_sys_admin')
  })
})
