import { InputError } from '../../../model/errors.ts'
import type { Descriptor } from './documents.ts'

/**
 * The image of an index for a platform, `os/arch` or `os/arch/variant`. What is attested of an image is no image. The only image
 * there is is taken whatever it is for. Throws InputError, with what there is, where none or several fit.
 */
export function chosenFor(manifests: readonly Descriptor[], platform: string, name: string): Descriptor {
  const images = manifests.filter((each) => each.platform !== 'unknown/unknown' && !('vnd.docker.reference.type' in each.annotations))
  const [only, ...others] = images
  if (only !== undefined && others.length === 0) return only
  const fitting = images.filter((each) => each.platform === platform || each.platform?.startsWith(`${platform}/`) === true)
  const [first, ...more] = fitting
  if (first !== undefined && more.every(({ digest }) => digest === first.digest)) return first
  const offered = [...new Set(images.map((each) => each.platform ?? nameOf(each)))].toSorted().join(', ')
  throw new InputError('image-platform', {
    message: `${name} holds ${first === undefined ? 'no image' : 'several images'} for ${platform}: ${offered === '' ? 'none at all' : offered}.`,
    hint: 'Say which with --platform, as linux/arm64, or name one image by its tag or digest.',
    at: { file: name },
  })
}

/** What an index calls an image. */
export function nameOf({ annotations, digest }: Descriptor): string {
  return annotations['org.opencontainers.image.ref.name'] ?? annotations['io.containerd.image.name'] ?? digest
}
