import type { LiveItem } from '../../model/resource.ts'
import type { ApiRow } from '../../mapping/api.ts'
import { inBatches, type BatchPart } from './batches.ts'
import type { Answers } from './call.ts'
import { dig } from './walk.ts'

/** Where a kind says which image it starts from. */
const uses: Readonly<Record<string, string>> = {
  'AWS::EC2::Instance': 'ImageId',
  'AWS::EC2::LaunchTemplate': 'LaunchTemplateData.ImageId',
  'AWS::AutoScaling::LaunchConfiguration': 'ImageId',
}

/**
 * The images that what was read starts from. An account's list of images has only its own: foreign ones are asked for by id,
 * and an id in use that EC2 does not know is an image that is gone.
 */
export class ImagesInUse {
  static readonly kind = 'AWS::EC2::Image'
  readonly #used = new Set<string>()
  readonly #seen = new Set<string>()

  note(items: readonly LiveItem[]): void {
    for (const item of items) {
      if (item.is !== 'resource') continue
      const { kind, properties, physicalId } = item.resource
      if (kind === ImagesInUse.kind) this.#seen.add(physicalId)
      const path = Object.hasOwn(uses, kind) ? uses[kind] : undefined
      const image = path === undefined ? undefined : dig(properties, path)
      // A template may name a parameter or an alias in its place.
      if (typeof image === 'string' && image.startsWith('ami-')) this.#used.add(image)
    }
  }

  missing(answers: Answers, row: ApiRow): AsyncGenerator<BatchPart<string>> {
    const { Owners: _, ...input } = { ...row.l.in }
    const ids = [...this.#used].filter((id) => !this.#seen.has(id)).toSorted()
    const call = { operation: row.l.o, input, expects: ['Images'] }
    return inBatches(answers, call, 'ImageIds', ids, (id) => id, 200)
  }
}
