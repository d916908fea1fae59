import type { TarEntry, TarSink } from '../../../contents/tar/entry.ts'
import { readLayer, tooMany, type Layer } from '../../../contents/tar/layer.ts'
import { Growth, seen } from '../../../contents/tar/growth.ts'
import { Budget } from '../../../contents/tar/limits.ts'
import { segmentsOf } from '../../../contents/tar/node.ts'
import { readTar } from '../../../contents/tar/reader.ts'
import { unpacked } from '../../../contents/tar/unpack.ts'
import { nameText } from '../../../contents/names.ts'
import { InputError } from '../../../model/errors.ts'
import type { SourceContext } from '../source.ts'
import { Handoff } from './handoff.ts'

/** No manifest, index or configuration is longer: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests. */
export const documentLimit = 4 * 1024 * 1024
/** JSON begins with one of them. */
const [curly, square] = [0x7b, 0x5b]

/** An archive of images, read once from front to end: it need not lie on a disk, and its layers come in any order. */
export class ImageArchive {
  readonly name: string
  private readonly documents = new Map<string, Buffer>()
  /** Layers by name, or why what lies there is none. */
  private readonly layers = new Map<string, Layer | { error: unknown }>()
  private readonly links = new Map<string, string>()

  private constructor(name: string) {
    this.name = name
  }

  /** `budget`: what its layers may take together. Throws InputError for what is no archive, cut, or made to overwhelm its reader. */
  static async read(
    chunks: AsyncIterable<Buffer>,
    name: string,
    context: Pick<SourceContext, 'wanted'>,
    budget = new Budget(),
  ): Promise<ImageArchive> {
    const archive = new ImageArchive(name)
    const entry = (each: TarEntry): TarSink | undefined => {
      if (!budget.enter()) throw tooMany(name, budget.limits.entries)
      const path = pathOf(each.name)
      if (each.type === 'file') return archive.member(path, each.size, context, budget)
      if (each.type === 'l') archive.links.set(path, segmentsOf(nameText(each.target), path.split('/').slice(0, -1))?.join('/') ?? '')
      if (each.type === 'hard') archive.links.set(path, pathOf(each.target))
      return undefined
    }
    const growth = new Growth(name, budget.limits)
    const members = seen(unpacked(chunks, name, growth.seePacked), growth.seePlain)
    await readTar(members, { entry, skip: () => undefined }, name)
    return archive
  }

  /** A JSON document by its name; undefined where there is none. */
  document(path: string): Buffer | undefined {
    return this.documents.get(this.behind(path))
  }

  /** A layer by its name. Throws InputError where it is missing or could not be read. */
  layer(path: string): Layer {
    const found = this.layers.get(this.behind(path))
    if (found === undefined) throw missing(this.name, path)
    if ('error' in found) throw found.error
    return found
  }

  private behind(path: string): string {
    let at = path
    for (let hops = 0; hops < 8; hops += 1) at = this.links.get(at) ?? at
    return at
  }

  /** A document where it looks like one, else a layer: names say nothing of that. */
  private member(path: string, size: number, context: Pick<SourceContext, 'wanted'>, budget: Budget): TarSink {
    const name = `${this.name}: ${path}`
    let [handoff, reading]: [Handoff | undefined, Promise<void> | undefined] = [undefined, undefined]
    const document: Buffer[] = []
    const isDocument = (first: number | undefined): boolean =>
      size <= documentLimit && (first === curly || first === square) && budget.keep(size)
    const begin = (): Handoff => {
      const through = new Handoff()
      reading = readLayer(through, { name, isLayer: true, wanted: context.wanted, budget })
        .then((layer) => void this.layers.set(path, layer))
        .catch((error: unknown) => void this.layers.set(path, { error }))
        .finally(() => through.return())
      return through
    }
    return {
      write: (bytes) => {
        if (document.length > 0 || (handoff === undefined && isDocument(bytes[0]))) {
          document.push(Buffer.from(bytes))
          return undefined
        }
        handoff ??= begin()
        return handoff.write(bytes)
      },
      hole: () => undefined,
      end: () => {
        if (document.length > 0) this.documents.set(path, Buffer.concat(document))
        handoff?.end()
        return reading
      },
    }
  }
}

function pathOf(name: Buffer): string {
  return segmentsOf(nameText(name))?.join('/') ?? ''
}

export function missing(name: string, path: string): InputError {
  return new InputError('image-incomplete', {
    message: `${name} lacks ${path}.`,
    hint: 'It was cut, or holds a part of the image only: save or copy the image again, all of it.',
    at: { file: name },
  })
}
