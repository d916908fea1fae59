import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUnbaked, mountsBelow, parseMountinfo, unwalkedType } from '../../../src/contents/walk/mounts.ts'

const machine = `27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
22 27 0:21 / /proc rw,nosuid shared:12 - proc proc rw
24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw,size=12334524k
26 24 0:24 / /dev/pts rw,relatime - devpts devpts rw,mode=600
29 26 0:26 / /dev/pts rw,relatime - devpts again rw,mode=600
40 27 254:0 /srv/a\\040b\\134c /mnt/a\\040b%\\377 ro - ext4 /dev/vda rw
`

describe('mountinfo', () => {
  it('tells what is mounted where, with names as in rows, and of several at one place the last', () => {
    expect(parseMountinfo(Buffer.from(machine))).toEqual([
      { target: '/', type: 'ext4', source: '/dev/vda', options: 'rw,relatime,discard' },
      { target: '/dev', type: 'devtmpfs', source: 'devtmpfs', options: 'rw,relatime,size=12334524k' },
      { target: '/dev/pts', type: 'devpts', source: 'again', options: 'rw,relatime,mode=600' },
      { target: '/mnt/a b%25%FF', type: 'ext4', source: '/dev/vda', options: 'ro,rw' },
      { target: '/proc', type: 'proc', source: 'proc', options: 'rw,nosuid' },
    ])
  })

  it('leaves out what a later mount above hides', () => {
    const hidden =
      '27 1 8:1 / / rw - ext4 a rw\n30 27 8:2 / /var/lib rw - ext4 b rw\n31 27 8:3 / /var rw - ext4 c rw\n32 31 8:4 / /var/log rw - ext4 d rw\n'
    expect(parseMountinfo(Buffer.from(hidden)).map(({ target }) => target)).toEqual(['/', '/var', '/var/log'])
  })

  it('is read whatever it says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(' ', '-', '\n', '/', '\\040', '1', 'x', 'ü')).map((parts) => parts.join('')),
        (text) => {
          for (const { target, type } of parseMountinfo(Buffer.from(text))) expect([target.length, type.length]).not.toContain(undefined)
        },
      ),
    )
  })
})

describe('mounts in a folder', () => {
  it('are seen from there', () => {
    const mounts = parseMountinfo(Buffer.from(machine))
    expect(mountsBelow(mounts, '/dev').map(({ target }) => target)).toEqual(['/pts'])
    expect(mountsBelow(mounts, '/').map(({ target }) => target)).toEqual(['/dev', '/dev/pts', '/mnt/a b%25%FF', '/proc'])
  })
})

describe('kinds of file systems', () => {
  it.each([
    ['proc', 'pseudo'],
    ['cgroup2', 'pseudo'],
    ['nfs4', 'network'],
    ['fuse.sshfs', 'network'],
    ['ext4', undefined],
    ['xfs', undefined],
    ['btrfs', undefined],
    ['zfs', undefined],
    ['overlay', undefined],
    ['tmpfs', undefined],
  ])('%s: %s', (type, kind) => {
    expect(unwalkedType(type)).toBe(kind)
  })

  it('what is in memory is not baked, what is on a disk is', () => {
    expect(['tmpfs', 'overlay', 'squashfs'].every(isUnbaked)).toBe(true)
    expect(['ext4', 'xfs', 'vfat', 'btrfs'].some(isUnbaked)).toBe(false)
  })
})
