import { apiKinds, listServiceOf } from '../../mapping/api.ts'
import { given } from '../../model/given.ts'
import { byText } from '../../model/json.ts'
import type { Gap, LiveItem } from '../../model/resource.ts'
import type { LiveContext, NamedObserver } from '../index.ts'
import { CloudControlFallback, type Fallback } from './cloudcontrol/fallback.ts'
import { isReadByCloudControl } from './cloudcontrol/reader.ts'
import { offerFreshReads } from './cloudcontrol/fresh-reads.ts'
import { bundledServices, packageOf, sdkModule } from './calls/clients.ts'
import { connect } from './places/connection.ts'
import { whyUnreadable } from './engine/why-unreadable.ts'
import { identityProbe } from './places/identity-probe.ts'
import { inOrder } from './calls/in-order.ts'
import { NotOffered } from './calls/not-offered.ts'
import { readersOf } from './places/place-readers.ts'

/** How many regions, of one account or of several, are read at a time. */
const width = 8

/** Live AWS: the accounts and regions of the scope. Lists first, details where wanted; what is global once an account. */
const observer: NamedObserver = {
  async *observe(_argument, context) {
    const { wantsPlace = () => true } = context.scope
    const accounts = (yield* connect(context)).map((each) => ({
      ...each,
      regions: each.regions.filter(({ region }) => wantsPlace(given({ account: each.account, region }))),
    }))
    offerFreshReads(context, accounts)
    const { readable, fallbacks, gaps } = await readableKinds(context)
    const fallback = new CloudControlFallback(fallbacks, context)
    yield gaps
    const notOffered = new NotOffered(context.scope)
    const isOne = accounts.length === 1
    yield* inOrder(
      accounts.flatMap((account) => readersOf(account, { readable, fallback, notOffered, isOne }, context)),
      width,
    )
    fallback.tell()
    notOffered.tell((diagnostic) => context.note(diagnostic))
  },

  async probe(_argument, context) {
    const lines = await identityProbe(context)
    if (lines.some(({ ok }) => !ok)) return lines
    const { length } = (await readableKinds({ scope: {} })).readable
    return [...lines, { name: 'kinds', ok: true, detail: `${length} kinds are read with the clients that are installed` }]
  },
}
export default observer

/** How the kinds in scope are read. */
export interface ReadableKinds {
  /** By rows and clients. */
  readable: string[]
  /** Through Cloud Control. */
  fallbacks: Fallback[]
  gaps: LiveItem[]
}

/**
 * How the kinds in scope can be read; of an open scope those of the bundled clients, and no gap for the others. Of kinds that
 * nobody declares only those that a client could read in bulk are listed through Cloud Control: of others nobody knows what
 * AWS makes by itself, such as the attachment of every first network interface.
 */
export async function readableKinds({ scope }: Pick<LiveContext, 'scope'>): Promise<ReadableKinds> {
  const asked = scope.kinds
  const kinds = asked === undefined ? apiKinds().filter((kind) => bundledServices.includes(listServiceOf(kind))) : [...asked]
  const found: ReadableKinds = { readable: [], fallbacks: [], gaps: [] }
  for (const kind of kinds.filter((each) => each.startsWith('AWS::')).toSorted(byText)) {
    const unreadable = whyUnreadable(kind, scope.includeMedium === true || scope.verified?.has(kind) === true)
    const missing = unreadable === undefined ? await missingClient(kind) : undefined
    const gap = unreadable ?? missing?.gap
    const isDeclared = scope.declared === undefined || scope.declared.has(kind)
    if (gap === undefined) found.readable.push(kind)
    else if (asked === undefined) continue
    else if (isReadByCloudControl(kind) && (isDeclared || missing !== undefined))
      found.fallbacks.push({ kind, ...(missing === undefined ? {} : { package: missing.name }) })
    else if (isDeclared) found.gaps.push({ is: 'gap', ...gap })
  }
  return found
}

/** Why a kind has rows and nobody to make their calls: the client of its service is not installed. */
export async function missingClient(kind: string): Promise<{ name: string; gap: Gap } | undefined> {
  const service = listServiceOf(kind)
  if (bundledServices.includes(service) || (await sdkModule(service)) !== undefined) return undefined
  const name = packageOf(service)
  return {
    name,
    gap: {
      kind,
      reason: 'unsupported-kind',
      service,
      detail: `The client ${name} is not installed.`,
      remedy: `Install ${name} beside driftgate.`,
    },
  }
}
