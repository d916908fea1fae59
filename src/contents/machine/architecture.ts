import type { Tree } from '../tree.ts'

/** `e_machine` of elf.h, as images name architectures. */
const machines: Readonly<Record<number, string>> = {
  3: '386',
  8: 'mips64le',
  21: 'ppc64le',
  22: 's390x',
  40: 'arm',
  62: 'amd64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
}
const programs = ['/bin/sh', '/bin/busybox', '/usr/bin/env', '/sbin/init']

/** For which processors the programs of a tree are, as in `linux/amd64`; undefined where none of the usual ones is there. */
export async function architectureOf(tree: Tree): Promise<string | undefined> {
  for (const path of programs) {
    const head = (await tree.read(path))?.subarray(0, 20)
    if (head?.length !== 20 || head.readUInt32BE(0) !== 0x7f454c46) continue
    const machine = head[5] === 1 ? head.readUInt16LE(18) : head.readUInt16BE(18)
    return machines[machine] ?? `elf-${machine}`
  }
  return undefined
}
