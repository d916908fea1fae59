import { describe, expect, it } from 'vitest'
import { architectureOf } from '../../../src/contents/machine/architecture.ts'
import { machineIdentity } from '../../../src/contents/machine/identity.ts'
import type { Tree } from '../../../src/contents/tree.ts'

function treeOf(files: Readonly<Record<string, string | Buffer>>): Tree {
  return {
    read: (path) => Promise.resolve(files[path] === undefined ? undefined : Buffer.from(files[path])),
    list: () => Promise.resolve([]),
    stat: () => Promise.resolve(undefined),
  }
}

const machineId = '0123456789abcdef0123456789abcdef'
/** As cloud-init 23 writes it on EC2, shortened. */
const ec2 = JSON.stringify({
  v1: { cloud_name: 'aws', instance_id: 'i-0abc', region: 'eu-west-1' },
  ds: {
    meta_data: { ami_id: 'ami-0123' },
    dynamic: {
      instance_identity: { document: { accountId: '111122223333', imageId: 'ami-0123', instanceId: 'i-0abc', region: 'eu-west-1' } },
    },
  },
})

describe('who a machine is', () => {
  it('is told by what cloud-init wrote down, image, account and region with it', async () => {
    const tree = treeOf({ '/run/cloud-init/instance-data.json': ec2, '/etc/machine-id': `${machineId}\n` })
    expect(await machineIdentity(tree, true)).toEqual({
      id: 'i-0abc',
      identities: ['i-0abc', machineId],
      images: ['ami-0123'],
      account: '111122223333',
      region: 'eu-west-1',
    })
  })

  it('is the id of the instance on its disk, else that of the machine', async () => {
    const disk = { '/var/lib/cloud/data/instance-id': 'i-0def\n', '/etc/machine-id': machineId }
    expect(await machineIdentity(treeOf(disk), false)).toMatchObject({ id: 'i-0def', images: [] })
    const other = { ...disk, '/var/lib/cloud/data/instance-id': 'iid-datasource-none' }
    expect(await machineIdentity(treeOf(other), true)).toMatchObject({ id: machineId })
  })

  it('is nothing where nothing, or nothing sensible, is written', async () => {
    const nothing = { identities: [], images: [] }
    expect(await machineIdentity(treeOf({}), true)).toEqual(nothing)
    const broken = { '/run/cloud-init/instance-data.json': '{"v1":{"instance_id":7},"ds":[]', '/etc/machine-id': 'uninitialized\n' }
    expect(await machineIdentity(treeOf(broken), true)).toEqual(nothing)
  })

  it('is not taken from the running machine for a tree that only lies there', async () => {
    expect(await machineIdentity(treeOf({ '/run/cloud-init/instance-data.json': ec2 }), false)).toEqual({ identities: [], images: [] })
  })
})

describe('the processors of a tree', () => {
  const elf = (order: 1 | 2, machine: number): Buffer => {
    const head = Buffer.alloc(64)
    head.writeUInt32BE(0x7f454c46)
    head[5] = order
    if (order === 1) head.writeUInt16LE(machine, 18)
    else head.writeUInt16BE(machine, 18)
    return head
  }

  it.each([
    [elf(1, 62), 'amd64'],
    [elf(1, 183), 'arm64'],
    [elf(2, 22), 's390x'],
    [elf(1, 9999), 'elf-9999'],
    [Buffer.from('#!/bin/busybox sh\n and more text'), undefined],
  ])('are those of its shell', async (shell, name) => {
    expect(await architectureOf(treeOf({ '/bin/sh': shell }))).toBe(name)
  })
})
