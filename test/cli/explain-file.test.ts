import { describe, expect, it } from 'vitest'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const explain = (...words: string[]) => runCli(['explain', ...words], { cwd: folder() })

describe('explain of a path', () => {
  it('says what may happen there, which rule says so, and what a mutation is called', async () => {
    const { code, stdout } = await explain('/var/log/nginx/access.log', '--profile', 'container')
    expect(code).toBe(0)
    expect(stdout).toBe(
      [
        '/var/log/nginx/access.log',
        '  container: growing',
        '    May grow, rotate and appear; must not shrink without a rotated sibling, and owner and mode stay.',
        '    /var/log/**: Logs grow and rotate.',
        '  where a mutation of it is a finding',
        '    changed               medium   M14 Written where nothing is written',
        '    changed, executable   critical M01 Baked executable or library changed without its package',
        '    added                 medium   M14 Written where nothing is written',
        '    added, executable     high     M06 Executable that was not baked',
        '    removed               medium   M13 Baked file removed or hidden, log cleared',
        '',
      ].join('\n'),
    )
  })

  it('puts profiles of one answer together', async () => {
    const { stdout } = await explain('/etc/machine-id')
    expect(stdout).toContain('  container, paranoid: strict\n')
    expect(stdout).toContain('  vm-debian, vm-rhel, k8s-node: identity\n')
    expect(stdout).toContain('No rule speaks of it.')
  })

  it('knows the classes of mutations that reports name', async () => {
    expect((await explain('M03')).stdout).toMatch(/^M03 {2}A file that decides who may log in or what is trusted changed\.\n/)
    expect((await explain('M99')).code).toBe(2)
  })

  it('knows its profiles', async () => {
    const { code, stderr } = await explain('/etc/hosts', '--profile', 'vm-debain')
    expect(code).toBe(2)
    expect(stderr).toContain('Did you mean vm-debian?')
  })
})
