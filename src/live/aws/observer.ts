import { apiKinds, apiRow } from '../../mapping/api.ts'
import { serviceOf } from '../../mapping/data.ts'
import { byText } from '../../model/json.ts'
import type { Gap, LiveItem } from '../../model/resource.ts'
import type { LiveContext, NamedObserver } from '../index.ts'
import { CloudControlFallback, type Fallback } from './cloudcontrol-fallback.ts'
import { isReadByCloudControl } from './cloudcontrol-reader.ts'
import { bundledServices, packageOf, sdkModule } from './clients.ts'
import { readKinds, whyUnreadable, type EngineOptions } from './engine.ts'
import { globalServices } from './saved-places.ts'
import { connect, identityProbe } from './whereabouts.ts'

/** Live AWS: the account of the credentials, the regions of the scope or of the environment. Lists first, details where wanted. */
const observer: NamedObserver = {
  async *observe(_argument, context) {
    const { account, regions } = yield* connect(context)
    const { readable, fallbacks, gaps } = await readableKinds(context)
    const fallback = new CloudControlFallback(fallbacks, context)
    yield gaps
    for (const [at, { region, answers }] of regions.entries()) {
      const options: EngineOptions = {
        where: { account, region },
        source: 'aws-list',
        callRegion: region,
        ...(context.scope.declaredOf === undefined ? {} : { declaredOf: context.scope.declaredOf }),
        progress: (text) => context.progress?.(region === undefined ? text : `${region} ${text}`),
      }
      if (at === 0) {
        const everywhere = { account, region: undefined }
        yield* fallback.watch(readKinds(readable.filter(isGlobal), answers, { ...options, where: everywhere }))
        yield* fallback.read(fallback.kinds.filter(isGlobal), answers, everywhere)
      }
      const isHere = (kind: string): boolean => !isGlobal(kind)
      yield* fallback.watch(readKinds(readable.filter(isHere), answers, options))
      yield* fallback.read(fallback.kinds.filter(isHere), answers, options.where)
    }
    fallback.tell()
  },

  async probe(_argument, region) {
    const lines = await identityProbe(region)
    if (lines.some(({ ok }) => !ok)) return lines
    const { length } = (await readableKinds({ scope: {} })).readable
    return [...lines, { name: 'kinds', ok: true, detail: `${length} kinds are read with the clients that are installed` }]
  },
}
export default observer

/** The same in every region: read once. */
function isGlobal(kind: string): boolean {
  return globalServices.has(serviceOfList(kind)) && !kind.startsWith('AWS::S3Express::')
}

/** The service whose calls list a kind; without a row the one in its name, as AWS::IAM::Role. */
function serviceOfList(kind: string): string {
  return apiRow(kind)?.l.o.split('.')[0] ?? serviceOf(kind) ?? ''
}

/** How the kinds in scope are read. */
export interface ReadableKinds {
  /** By rows and clients. */
  readable: string[]
  /** Through Cloud Control. */
  fallbacks: Fallback[]
  gaps: LiveItem[]
}

/** How the kinds in scope can be read; of an open scope those of the bundled clients, and no gap for the others. */
export async function readableKinds({ scope }: Pick<LiveContext, 'scope'>): Promise<ReadableKinds> {
  const asked = scope.kinds
  const kinds = asked === undefined ? apiKinds().filter((kind) => bundledServices.includes(serviceOfList(kind))) : [...asked]
  const found: ReadableKinds = { readable: [], fallbacks: [], gaps: [] }
  for (const kind of kinds.filter((each) => each.startsWith('AWS::')).toSorted(byText)) {
    const unreadable = whyUnreadable(kind)
    const missing = unreadable === undefined ? await missingClient(kind) : undefined
    const gap = unreadable ?? missing?.gap
    if (gap === undefined) found.readable.push(kind)
    else if (asked === undefined) continue
    else if (isReadByCloudControl(kind)) found.fallbacks.push({ kind, ...(missing === undefined ? {} : { package: missing.name }) })
    else if (scope.declared === undefined || scope.declared.has(kind)) found.gaps.push({ is: 'gap', ...gap })
  }
  return found
}

async function missingClient(kind: string): Promise<{ name: string; gap: Gap } | undefined> {
  const service = serviceOfList(kind)
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
