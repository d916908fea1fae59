import { isFolder, lookUp, type Inode, type Node } from './node.ts'

const whiteout = '.wh.'
/** Names with which a file system of old marked its own; they are no files. */
const marks = '.wh..wh.'
const opaque = '.wh..wh..opq'

/** The files of one archive, entries applied in their order as an extraction would. */
export class LayerTree {
  readonly root: Node = { children: new Map() }
  /** Whether `.wh.NAME` takes away a file of a lower layer. */
  private readonly isLayer: boolean

  constructor(isLayer: boolean) {
    this.isLayer = isLayer
  }

  /** Puts a file, a folder or a link at its place. What lay there is gone; a folder on a folder keeps what is in it. */
  put(segments: readonly string[], inode: Inode): void {
    const name = segments.at(-1)
    if (name === undefined) {
      if (inode.y === 'd') this.root.inode = inode
      return
    }
    const folder = this.folder(segments.slice(0, -1))
    if (this.isLayer && name.startsWith(whiteout)) {
      this.hide(folder, name)
      return
    }
    const before = folder.children?.get(name)
    const hides = before?.hides === true ? ({ hides: true } as const) : {}
    const children = inode.y === 'd' ? { children: before?.children ?? new Map<string, Node>() } : {}
    folder.children?.set(name, { inode, ...children, ...hides })
  }

  /** Gives what lies at `target` one more name. Where this archive does not have it, a lower layer may. */
  link(segments: readonly string[], target: readonly string[]): void {
    const name = segments.at(-1)
    const inode = lookUp(this.root, target, false)?.inode
    if (name === undefined) return
    if (inode !== undefined && inode.y !== 'd') {
      inode.isShared = true
      this.put(segments, inode)
    } else this.folder(segments.slice(0, -1)).children?.set(name, { link: target })
  }

  private hide(folder: Node, name: string): void {
    if (name === opaque) folder.hides = true
    if (name.startsWith(marks) || name.length === whiteout.length) return
    const hidden = name.slice(whiteout.length)
    const there = folder.children?.get(hidden)
    if (there === undefined) folder.children?.set(hidden, { hides: true })
    else there.hides = true
  }

  /** The folder at a path, made where it is missing. Links of this archive are followed, as an extraction follows them. */
  private folder(segments: readonly string[]): Node {
    let at = this.root
    for (const [index, name] of segments.entries()) {
      let next = at.children?.get(name)
      if (next?.inode?.y === 'l') {
        const behind = lookUp(this.root, segments.slice(0, index + 1), true)
        if (behind !== undefined && isFolder(behind)) next = behind
      }
      if (next === undefined || !isFolder(next)) {
        next = { children: new Map(), ...(next?.hides === true ? { hides: true } : {}) }
        at.children?.set(name, next)
      }
      at = next
    }
    return at
  }
}
