import { own, type Json } from '../../../model/json.ts'
import type { LiveItem } from '../../../model/resource.ts'
import type { ApiRow } from '../../../mapping/api.ts'
import { inBatches, inCalls, type BatchPart } from '../calls/batches.ts'
import type { Answers } from '../calls/call.ts'
import { dig } from './walk.ts'

/** Where a kind says which image it starts from. */
const uses: Readonly<Record<string, string>> = {
  'AWS::EC2::Instance': 'ImageId',
  'AWS::EC2::LaunchTemplate': 'LaunchTemplateData.ImageId',
  'AWS::AutoScaling::LaunchConfiguration': 'ImageId',
}
/** Values of a filter. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html */
const most = 200

/**
 * The images that what was read starts from, and those that they were copied from. An account's list of images has only its
 * own, of which most are not in use: they are asked for by id, and an id that EC2 does not know is an image that is gone.
 */
export class ImagesInUse {
  static readonly kind = 'AWS::EC2::Image'
  readonly #region: string | undefined
  readonly #used = new Set<string>()
  readonly #sources = new Set<string>()
  readonly #seen = new Set<string>()
  readonly #asked = new Set<string>()

  /** `region` is that of the calls: a copy from another region is not looked up. */
  constructor(region?: string) {
    this.#region = region
  }

  note(items: readonly LiveItem[]): void {
    for (const item of items) {
      if (item.is !== 'resource') continue
      const { kind, properties, physicalId } = item.resource
      if (kind === ImagesInUse.kind) {
        this.#seen.add(physicalId)
        const region = own(properties, 'SourceImageRegion')
        if (region === undefined || region === this.#region) add(this.#sources, own(properties, 'SourceImageId'))
      }
      const path = Object.hasOwn(uses, kind) ? uses[kind] : undefined
      // A template may name a parameter or an alias in its place.
      add(this.#used, path === undefined ? undefined : dig(properties, path))
    }
  }

  /** By ids, as many a call as there may be. */
  async *find(answers: Answers, row: ApiRow): AsyncGenerator<BatchPart<string>> {
    const { Owners: _, ...input } = { ...row.l.in }
    for (let ids = this.#next(); ids.length > 0; ids = this.#next()) {
      for (const id of ids) this.#asked.add(id)
      // A filter leaves out what is not there, where a list of ids would fail for one of them.
      const callOf = (some: readonly string[]) => ({
        operation: row.l.o,
        input: { ...input, Filters: [{ Name: 'image-id', Values: [...some] }] },
        pages: 'detail' as const,
        expects: ['Images'],
      })
      yield* inCalls(answers, callOf, ids, most)
    }
  }

  /** Of saved answers those that name them. */
  inDocuments(answers: Answers, row: ApiRow): AsyncGenerator<BatchPart<string>> {
    const { Owners: _, ...input } = { ...row.l.in }
    const call = { operation: row.l.o, input, expects: ['Images'] }
    return inBatches(answers, call, 'ImageIds', this.#next(), (id) => id, most)
  }

  /** Of these ids the images in use that no answer had: deregistered, or not shared any more. */
  gone(ids: readonly string[]): string[] {
    return ids.filter((id) => this.#used.has(id) && !this.#seen.has(id))
  }

  #next(): string[] {
    return [...new Set([...this.#used, ...this.#sources])].filter((id) => !this.#seen.has(id) && !this.#asked.has(id)).toSorted()
  }
}

function add(ids: Set<string>, id: Json | undefined): void {
  if (typeof id === 'string' && id.startsWith('ami-')) ids.add(id)
}
