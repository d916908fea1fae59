import type { Diagnostic } from '../model/generated/report.ts'
import type { DeclaredBatch, DeclaredResource } from '../model/resource.ts'
import { mayBeOnePlace } from '../model/place.ts'

/** The same resource in two documents counts once, and is said: an error where they are two states, not one state twice. */
export class Duplicates {
  // Addresses rarely repeat, so the whole identity is only looked at when one does.
  readonly #byAddress = new Map<string, DeclaredResource | DeclaredResource[]>()
  readonly #lineages = new Map<string, string>()
  readonly #found: { first: DeclaredResource; again: DeclaredResource }[] = []

  /** The batch without what was declared before. */
  without(batch: DeclaredBatch): DeclaredBatch {
    const { revision } = batch
    if (revision?.lineage !== undefined) this.#lineages.set(revision.file, revision.lineage)
    const resources = batch.resources.filter((resource) => this.#isNew(resource))
    return resources.length === batch.resources.length ? batch : { ...batch, resources }
  }

  /** What was found; asked for when all is read. */
  notes(): Diagnostic[] {
    return this.#found.map(({ first, again }) => {
      const [one, other] = [first, again].map(({ file }) => this.#lineages.get(file))
      const isRival = one !== undefined && other !== undefined && one !== other
      return {
        code: isRival ? 'resource-claimed-twice' : 'declared-twice',
        level: isRival ? 'error' : 'warning',
        message: isRival
          ? `${first.address} in ${first.file} and ${again.address} in ${again.file} both declare the ${again.kind} ${JSON.stringify(again.physicalId ?? '')}; the first counts.`
          : `${again.address} is declared in ${first.file} and again in ${again.file}; the first counts.`,
        hint: isRival ? 'They are two states: `terraform state rm` the address in one of them.' : 'Give each state or template once.',
        location: { file: again.file, kind: 'input' },
      }
    })
  }

  #isNew(resource: DeclaredResource): boolean {
    const others = this.#byAddress.get(resource.address)
    if (others === undefined) {
      this.#byAddress.set(resource.address, resource)
      return true
    }
    const namesakes = Array.isArray(others) ? others : [others]
    const first = namesakes.find((other) => isTwin(other, resource))
    if (first === undefined) this.#byAddress.set(resource.address, [...namesakes, resource])
    else this.#found.push({ first, again: resource })
    return first === undefined
  }
}

function isTwin(a: DeclaredResource, b: DeclaredResource): boolean {
  const isSame = a.type === b.type && a.stack === b.stack && (a.physicalId ?? a.file) === (b.physicalId ?? b.file)
  return isSame && mayBeOnePlace(a, b)
}
