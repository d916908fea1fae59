import { describe, expect, it, onTestFinished } from 'vitest'
import { discover } from '../../src/cli/discover.ts'
import { folder } from './folder.ts'

describe('what a scan without arguments takes as live', () => {
  it('is saved output of one list, and the one answer with several', () => {
    const path = folder({
      'live/volumes.json': JSON.stringify({ Volumes: [{ VolumeId: 'vol-1' }] }),
      'live/iam.json': JSON.stringify({
        UserDetailList: [],
        GroupDetailList: [],
        RoleDetailList: [{ RoleName: 'web', RoleId: 'AROA', Arn: 'arn:aws:iam::111122223333:role/web' }],
        Policies: [],
      }),
      'app/settings.json': JSON.stringify({ Volumes: [], Policies: [], name: 'app' }),
    })
    const before = process.cwd()
    process.chdir(path)
    onTestFinished(() => process.chdir(before))
    expect(discover().live.toSorted()).toEqual(['live/iam.json', 'live/volumes.json'])
  })
})
