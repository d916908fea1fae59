import { describe, expect, it } from 'vitest'
import { isAccountId, isRegionName, mayBeOnePlace } from '../../src/model/place.ts'

describe('accounts and regions', () => {
  it('are recognised by their form, in every partition', () => {
    for (const region of ['eu-west-1', 'us-gov-east-1', 'us-iso-west-1', 'cn-north-1', 'eusc-de-east-1', 'ap-southeast-12'])
      expect(isRegionName(region)).toBe(true)
    for (const other of ['', 'global', 'eu-west-1a', 'EU-west-1', 'prod', 'AWSLogs', 'eu-west', '2026', 'eu-west-1/web'])
      expect(isRegionName(other)).toBe(false)
    expect(['111122223333', '11112222333', '1111222233334', 'prod'].map(isAccountId)).toEqual([true, false, false, false])
  })

  it('are one unless both sides say otherwise', () => {
    const here = { account: '111122223333', region: 'eu-west-1' }
    for (const other of [{}, { account: here.account }, { region: here.region }, { ...here, region: 'global' }, here]) {
      expect(mayBeOnePlace(here, other)).toBe(true)
      expect(mayBeOnePlace(other, here)).toBe(true)
    }
    for (const other of [{ account: '444455556666' }, { region: 'us-east-1' }, { ...here, account: '444455556666' }]) {
      expect(mayBeOnePlace(here, other)).toBe(false)
      expect(mayBeOnePlace(other, here)).toBe(false)
    }
  })
})
