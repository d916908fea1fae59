import { describe, expect, it } from 'vitest'
import { treeOf } from '../../../src/contents/tar/tree.ts'
import { sha256, tarOf } from './archive-builder.ts'
import { layerOf, merged } from './reading.ts'

const file = (name: string, content = name) => ({ name, content })
const gone = (name: string) => ({ name })
const folder = (name: string, mode = 0o755) => ({ name, type: '5', mode })

describe('layers', () => {
  it('hide what they take away from those below, and never what they bring themselves', async () => {
    const { files } = await merged(
      [file('etc/a'), file('etc/b'), folder('opt/'), file('opt/x'), file('opt/y')],
      [file('etc/b', 'new'), gone('etc/.wh.a'), gone('etc/.wh.b'), gone('.wh.opt')],
    )
    expect(Object.keys(files)).toEqual(['/etc', '/etc/b'])
    expect(files['/etc/b']?.h).toBe(sha256('new'))
  })

  it.each([
    ['before', [gone('d/.wh..wh..opq'), file('d/new')]],
    ['after', [file('d/new'), gone('d/.wh..wh..opq')]],
  ])('hide all that lies in an opaque folder, wherever its mark stands: %s its files', async (_, above) => {
    const { files } = await merged([folder('d/', 0o700), file('d/old'), file('e')], above)
    expect(Object.keys(files)).toEqual(['/d', '/d/new', '/e'])
    expect(files['/d']?.m).toBe(0o700)
  })

  it('replace a folder by a file with all that was in it, and a file by a folder', async () => {
    const { files } = await merged([file('a/b/c'), file('x')], [file('a', 'file'), file('x/y')])
    expect(Object.keys(files)).toEqual(['/a', '/x', '/x/y'])
    expect([files['/a']?.y, files['/x']?.y]).toEqual([undefined, 'd'])
  })

  it('bring the mode of a folder that they describe, and keep that of one they only pass through', async () => {
    const { files } = await merged([folder('a/', 0o700), folder('b/', 0o700)], [folder('a/', 0o711), file('b/c')])
    expect([files['/a']?.m, files['/b']?.m]).toEqual([0o711, 0o700])
  })

  it('turn a link of a lower layer into a folder when they write below it, as a stack of file systems does', async () => {
    const { files } = await merged([{ name: 'lib', type: '2', target: 'usr/lib' }, file('usr/lib/a')], [file('lib/b')])
    expect(Object.keys(files)).toEqual(['/lib', '/lib/b', '/usr', '/usr/lib', '/usr/lib/a'])
    expect(files['/lib']?.y).toBe('d')
  })

  it('split the names of one file when they change one of them, and join names with a lower layer', async () => {
    const { files, lost } = await merged(
      [file('a', 'x'), { name: 'b', type: '1', target: 'a' }, { name: 'c', type: '1', target: 'a' }],
      [
        { name: 'a', content: 'x', mode: 0o600 },
        { name: 'd', type: '1', target: 'b' },
        { name: 'e', type: '1', target: 'nowhere' },
      ],
    )
    expect(files).toMatchObject({ '/a': { m: 0o600 }, '/b': { h: sha256('x') }, '/c': { hl: '/b' }, '/d': { hl: '/b' } })
    expect([Object.keys(files), lost]).toEqual([['/a', '/b', '/c', '/d'], ['/e']])
  })

  it('pass over the marks of old file systems, and read `.wh.` literally in an archive that is no layer', async () => {
    expect(Object.keys((await merged([file('.wh..wh.plnk/1'), gone('.wh.'), file('a')])).files)).not.toContain('/.wh.')
    const { root } = await layerOf(tarOf([gone('.wh.a'), file('a')]), { isLayer: false })
    expect([...(root.children?.keys() ?? [])]).toEqual(['.wh.a', 'a'])
  })
})

describe('the tree of layers', () => {
  it('reads what was kept, follows links inside and never out, and tells what was not kept', async () => {
    const { root } = await layerOf(
      tarOf([
        file('usr/lib/os-release', 'ID=x'),
        { name: 'etc/os-release', type: '2', target: '../../../usr/lib/os-release' },
        { name: 'etc/loop', type: '2', target: 'loop' },
        { name: 'lib', type: '2', target: '/usr/lib' },
        file('etc/passwd', 'root'),
      ]),
      { wanted: (path) => path !== '/etc/passwd' },
    )
    const told: string[] = []
    const tree = treeOf(root, (path, reason) => void told.push(`${path} ${reason}`))
    const read = async (path: string, limit?: number) => (await tree.read(path, limit))?.toString()
    expect([await read('/etc/os-release'), await read('/lib/os-release'), await read('/lib/os-release', 3)]).toEqual([
      'ID=x',
      'ID=x',
      undefined,
    ])
    expect([await read('/etc/loop'), await read('/etc'), await read('/none')]).toEqual([undefined, undefined, undefined])
    expect([await read('/etc/passwd'), told]).toEqual([undefined, ['/etc/passwd content-not-kept']])
    expect([await tree.list('/lib'), await tree.list('/etc'), await tree.list('/none')]).toEqual([
      ['os-release'],
      ['loop', 'os-release', 'passwd'],
      [],
    ])
    expect(await tree.stat('/etc/os-release')).toMatchObject({ type: 'l', target: '../../../usr/lib/os-release' })
    expect([await tree.stat('/usr'), await tree.stat('/none')]).toEqual([{ type: 'd', mode: 0o755, uid: 0, gid: 0, size: 0 }, undefined])
  })
})
