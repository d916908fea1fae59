import type { Diagnostic } from '../../../model/generated/report.ts'
import { byText } from '../../../model/json.ts'
import type { Gap, LiveItem } from '../../../model/resource.ts'
import type { LiveScope } from '../../index.ts'

/** The code of a service that has no host in a region. */
export const noService = 'ServiceNotInRegion'
/** What a region says that lacks a service, an operation of it, or a kind. */
const codes = new RegExp(`^(?:${noService}|InvalidAction|UnknownOperation(?:Exception)?|TypeNotFoundException)\\b`)
/** How many kinds a message names. */
const named = 5

/**
 * What AWS does not offer in a region. Nothing can be there: that hides nothing but what a declaration says is there, and only
 * that is a gap. The rest is counted.
 */
export class NotOffered {
  readonly #scope: LiveScope
  readonly #kinds = new Map<string, Set<string>>()

  constructor(scope: LiveScope) {
    this.#scope = scope
  }

  async *watch(batches: AsyncIterable<LiveItem[]>): AsyncGenerator<LiveItem[]> {
    for await (const items of batches) yield items.filter((item) => item.is !== 'gap' || !this.#takes(item))
  }

  #takes(gap: Gap): boolean {
    const { kind, region, physicalId, detail = '' } = gap
    if (kind === undefined || region === undefined || physicalId !== undefined || !codes.test(detail) || this.#isDeclared(kind, gap))
      return false
    const regions = this.#kinds.get(kind) ?? new Set<string>()
    this.#kinds.set(kind, regions.add(region))
    return true
  }

  /** Whether one is declared there, or may be. */
  #isDeclared(kind: string, { account, region }: Gap): boolean {
    const { declared, resourcesOf } = this.#scope
    if (resourcesOf === undefined) return declared?.has(kind) === true
    return resourcesOf(kind).some(
      (each) =>
        (each.region === undefined || each.region === region) &&
        (each.account === undefined || account === undefined || each.account === account),
    )
  }

  /** Says how many kinds there were; once all is read. */
  tell(note: (diagnostic: Diagnostic) => void): void {
    if (this.#kinds.size === 0) return
    const texts = [...this.#kinds]
      .toSorted(([a], [b]) => byText(a, b))
      .map(([kind, regions]) => `${kind} (${[...regions].toSorted(byText).join(', ')})`)
    const more = texts.length > named ? ` and ${texts.length - named} more` : ''
    note({
      code: 'aws-not-offered',
      level: 'note',
      message: `${texts.length} ${texts.length === 1 ? 'kind is' : 'kinds are'} not offered in every region, and nothing is declared of them there: ${texts.slice(0, named).join('; ')}${more}.`,
    })
  }
}
