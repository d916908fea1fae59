import { InputError } from '../../model/errors.ts'
import type { Image, LibraryIndex } from '../../model/generated/image-library.ts'
import { byText } from '../../model/json.ts'

export type { Image, LibraryIndex } from '../../model/generated/image-library.ts'

/** An image of an index with the digest under which it stands. */
export interface Entry {
  digest: string
  image: Image
}

/** What is said of an image beside its manifest. */
export type Standing = Partial<Pick<Image, 'channel' | 'deprecatedAt'>>

/** Every image, the newest first. */
export function entriesOf({ images }: LibraryIndex): Entry[] {
  return Object.entries(images)
    .map(([digest, image]) => ({ digest, image }))
    .toSorted((a, b) => Date.parse(b.image.addedAt) - Date.parse(a.image.addedAt) || byText(a.digest, b.digest))
}

/** The names by which an image is found: its ids and that of its root file system. */
export function idsOf({ header }: Image): string[] {
  return [...new Set([...header.subjects.map(({ id }) => id), ...(header.rootfsId === undefined ? [] : [header.rootfsId])])]
}

/**
 * An index with one image more, or with what is said anew of one that it has. An older manifest of the same ids is replaced: an image
 * that was linked or baked again is one image. What was revoked stays revoked, however often its manifest is added.
 */
export function withImage(index: LibraryIndex, { digest, image }: Entry, standing: Standing = {}): LibraryIndex {
  const ids = new Set(idsOf(image))
  const others = entriesOf(index).filter((entry) => entry.digest !== digest)
  const shared = others.filter((entry) => idsOf(entry.image).some((id) => ids.has(id)))
  const before = index.images[digest]
  const revoked = [before, ...shared.map((entry) => entry.image)].find((each) => each?.revokedAt !== undefined)
  const kept = others.filter((entry) => !idsOf(entry.image).every((id) => ids.has(id)))
  const now: Image = { ...(before ?? image), ...standing, ...revocationOf(revoked) }
  return { ...index, images: Object.fromEntries([...kept, { digest, image: now }].map((entry) => [entry.digest, entry.image])) }
}

function revocationOf(image: Image | undefined): Partial<Image> {
  if (image?.revokedAt === undefined) return {}
  return { revokedAt: image.revokedAt, ...(image.revokedReason === undefined ? {} : { revokedReason: image.revokedReason }) }
}

/** An index in which an image is revoked. Children are not touched: who reads the library follows their parents. */
export function withRevoked(index: LibraryIndex, digest: string, revokedAt: string, reason: string): LibraryIndex {
  const image = index.images[digest]
  return image === undefined ? index : { ...index, images: { ...index.images, [digest]: { ...image, revokedAt, revokedReason: reason } } }
}

/**
 * The image that an id names: of its own ids, the digest of its manifest or twelve digits of that at least, else its name, of which
 * the newest counts. Throws InputError where there is none, or several.
 */
export function imageNamed(index: LibraryIndex, id: string, place: string): Entry {
  const entries = entriesOf(index)
  const exact = entries.find(({ digest, image }) => digest === id || digest === `sha256:${id}` || idsOf(image).includes(id))
  if (exact !== undefined) return exact
  const start = id.replace(/^sha256:/, '')
  const begun = /^[0-9a-f]{12,63}$/.test(start) ? entries.filter(({ digest }) => digest.startsWith(`sha256:${start}`)) : []
  if (begun.length > 1) {
    throw new InputError('image-ambiguous', {
      message: `${JSON.stringify(id)} is the beginning of ${begun.length} images of ${place}.`,
      hint: 'Give more digits.',
    })
  }
  const [found] = begun.length === 1 ? begun : entries.filter(({ image }) => nameOf(image) === id)
  if (found !== undefined) return found
  throw new InputError('image-unknown', {
    message: `The library ${place} has no image ${JSON.stringify(id)}.`,
    hint: '`driftgate library list` shows what it has; `driftgate library add` adds a manifest.',
  })
}

/** What an image is called: by its manifest, else its first id. */
export function nameOf({ header }: Image): string {
  return header.name ?? header.subjects[0]?.id ?? ''
}

/** The images from which this one was made, as far as the library has them, nearest first. */
export function ancestorsOf(index: LibraryIndex, { image, digest }: Entry): Entry[] {
  const entries = entriesOf(index)
  const seen = new Set([digest])
  const found: Entry[] = []
  const queue = (image.header.parents ?? []).map(({ id }) => id)
  for (const id of queue) {
    const parent = entries.find((entry) => entry.digest === id || idsOf(entry.image).includes(id))
    if (parent === undefined || seen.has(parent.digest)) continue
    seen.add(parent.digest)
    found.push(parent)
    queue.push(...(parent.image.header.parents ?? []).map((each) => each.id))
  }
  return found
}

/** The revoked image that takes this one with it: itself, else the nearest ancestor. */
export function revokedBy(index: LibraryIndex, entry: Entry): Entry | undefined {
  return [entry, ...ancestorsOf(index, entry)].find(({ image }) => image.revokedAt !== undefined)
}

/**
 * The images that nothing needs any more. Kept are: the newest of each name in each channel that is not revoked, what was added
 * within `days` before `now` (milliseconds), and what a kept one was made from.
 */
export function unneeded(index: LibraryIndex, now: number, days: number): Entry[] {
  const entries = entriesOf(index)
  const taken = new Set<string>()
  const kept = new Set<string>()
  for (const entry of entries) {
    const { image, digest } = entry
    const stands = image.channel === undefined ? undefined : JSON.stringify([nameOf(image), image.channel])
    const isCurrent = stands !== undefined && !taken.has(stands) && revokedBy(index, entry) === undefined
    if (isCurrent) taken.add(stands)
    if (isCurrent || now - Date.parse(image.addedAt) < days * 86_400_000) kept.add(digest)
  }
  for (const entry of entries.filter(({ digest }) => kept.has(digest))) for (const { digest } of ancestorsOf(index, entry)) kept.add(digest)
  return entries.filter(({ digest }) => !kept.has(digest))
}

/** An index without some images. */
export function without(index: LibraryIndex, digests: ReadonlySet<string>): LibraryIndex {
  return { ...index, images: Object.fromEntries(Object.entries(index.images).filter(([digest]) => !digests.has(digest))) }
}
