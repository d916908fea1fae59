import type { Diagnostic } from '../model/generated/report.ts'
import type { ImageLibrary, ImageRecord, ImageSubject } from '../model/image.ts'
import { own, textOf } from '../model/json.ts'
import type { Pair } from '../model/pair.ts'
import type { LiveResource } from '../model/resource.ts'
import type { LiveIndex } from './live-index.ts'

/** Joins machines to the manifests of the images that they were made from. */
export class BakedContents {
  readonly #index: LiveIndex
  readonly #library: ImageLibrary | undefined
  readonly #note: (diagnostic: Diagnostic) => void

  constructor(index: LiveIndex, library: ImageLibrary | undefined, note: (diagnostic: Diagnostic) => void) {
    this.#index = index
    this.#library = library
    this.#note = note
  }

  /** Gives a pair, whose live side says what it contains, the manifest of its image; any other pair stays as it is. */
  dress(pair: Pair): Pair {
    const { live } = pair
    if (live?.contents === undefined) return pair
    const images = this.#imagesOf(live)
    const found = this.#recordOf(live, images)
    const id = images[0] ?? found?.subjects[0]?.id ?? live.physicalId
    const { startedAt } = live.contents.reading
    const image = {
      id,
      known: found !== undefined,
      ...(found === undefined ? {} : { record: found }),
      ...(startedAt === undefined ? {} : { launchedAt: startedAt }),
    }
    const baked = found === undefined ? undefined : this.#contentsOf(found)
    if (baked !== undefined) return { ...pair, image, contents: { baked, live: live.contents } }
    return { ...pair, image, excluded: [...(pair.excluded ?? []), { path: '/files', reason: 'not-collected' }] }
  }

  /** The pair of a machine that nothing declares: its image is what it is held against. */
  pairOf(live: LiveResource): Pair {
    const pair = this.dress({ outcome: 'managed', live, shape: live.shape })
    if (pair.contents !== undefined) return pair
    const detail =
      pair.image?.known === true
        ? `The manifest of image ${pair.image.id} is a header alone: it does not say what is in the image.`
        : `No manifest is of image ${pair.image?.id ?? live.physicalId}.`
    const remedy = 'Bake a manifest of the image (`driftgate bake`) and give it: --baked.'
    return { ...pair, outcome: 'not-checked', reason: 'no-manifest', gap: { reason: 'no-manifest', kind: live.kind, detail, remedy } }
  }

  /** Ids of its image: as the machine says, else as EC2 says of the instance that it is. */
  #imagesOf({ images = [], physicalId, identities }: LiveResource): readonly string[] {
    if (images.length > 0) return images
    const [instance, ...others] = this.#index.find('AWS::EC2::Instance', [physicalId, ...identities], {})
    const image = others.length === 0 ? textOf(own(instance?.properties, 'ImageId')) : ''
    return image === '' ? [] : [image]
  }

  #recordOf(live: LiveResource, images: readonly string[]): ImageRecord | undefined {
    const library = this.#library
    if (library === undefined) return undefined
    for (const id of images) {
      const found = this.#ofImage(id, library)
      if (found !== undefined) return found
    }
    const found = library.find(live.physicalId)
    // What says of which image it is must not be held against another one.
    if (found !== undefined || images.length > 0) return found
    return this.#onlyOne(live, library)
  }

  /** The build of an image; of a copied AMI, the build of the AMI that it was copied from. */
  #ofImage(id: string, library: ImageLibrary): ImageRecord | undefined {
    const seen = new Set<string>()
    for (let at: string | undefined = id; at !== undefined && !seen.has(at);) {
      const found = library.find(at)
      if (found !== undefined) return found
      seen.add(at)
      const [image]: readonly LiveResource[] = this.#index.find('AWS::EC2::Image', [at], {})
      const source: string = textOf(own(image?.properties, 'SourceImageId'))
      at = source === '' ? undefined : source
    }
    return undefined
  }

  /** What is in an image; of a copy whose manifest is a header alone, what is in the AMI that it is a copy of. */
  #contentsOf(record: ImageRecord): ImageRecord['contents'] {
    const seen = new Set<ImageRecord>()
    for (let at: ImageRecord | undefined = record; at !== undefined && !seen.has(at);) {
      if (at.contents !== undefined) return at.contents
      seen.add(at)
      const source: ImageSubject | undefined = at.parents.find(({ kind }) => kind === 'ami')
      at = source === undefined || !at.subjects.some(({ kind }) => kind === 'ami') ? undefined : this.#library?.find(source.id)
    }
    return undefined
  }

  #onlyOne({ kind, physicalId, address }: LiveResource, library: ImageLibrary): ImageRecord | undefined {
    const [only, ...others] = library.all().filter(({ contents }) => contents !== undefined)
    if (only?.named !== true || others.length > 0) return undefined
    this.#note({
      code: 'image-manifest-assumed',
      level: 'note',
      message: `${kind} ${address ?? physicalId} does not say of which image it is: it is compared with ${only.file}, the only manifest that was given.`,
      hint: 'Give a folder of manifests where only the ids of images are to decide.',
      location: { file: only.file, line: only.line ?? 1 },
    })
    return only
  }
}
