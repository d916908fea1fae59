import { apiKinds, apiRow } from '../../mapping/api.ts'
import { byText } from '../../model/json.ts'
import type { LiveItem } from '../../model/resource.ts'
import type { LiveContext, NamedObserver } from '../index.ts'
import { bundledServices, packageOf, sdkModule } from './clients.ts'
import { readKinds, whyUnreadable, type EngineOptions } from './engine.ts'
import { globalServices } from './saved-places.ts'
import { connect, identityProbe } from './whereabouts.ts'

/** Live AWS: the account of the credentials, the regions of the scope or of the environment. Lists first, details where wanted. */
const observer: NamedObserver = {
  async *observe(_argument, context) {
    const { account, regions } = yield* connect(context)
    const { readable, gaps } = await readableKinds(context)
    yield gaps
    for (const [at, { region, answers }] of regions.entries()) {
      const options: EngineOptions = {
        where: { account, region },
        source: 'aws-list',
        callRegion: region,
        ...(context.scope.declaredOf === undefined ? {} : { declaredOf: context.scope.declaredOf }),
        progress: (text) => context.progress?.(region === undefined ? text : `${region} ${text}`),
      }
      if (at === 0) yield* readKinds(readable.filter(isGlobal), answers, { ...options, where: { account, region: undefined } })
      yield* readKinds(
        readable.filter((kind) => !isGlobal(kind)),
        answers,
        options,
      )
    }
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

function serviceOfList(kind: string): string {
  return apiRow(kind)?.l.o.split('.')[0] ?? ''
}

/** Kinds in scope that rows and clients can read; of an open scope those of the bundled clients, and no gap for the others. */
export async function readableKinds({ scope }: Pick<LiveContext, 'scope'>): Promise<{ readable: string[]; gaps: LiveItem[] }> {
  const asked = scope.kinds
  const kinds = asked === undefined ? apiKinds().filter((kind) => bundledServices.includes(serviceOfList(kind))) : [...asked]
  const readable: string[] = []
  const gaps: LiveItem[] = []
  for (const kind of kinds.filter((each) => each.startsWith('AWS::')).toSorted(byText)) {
    const gap = whyUnreadable(kind) ?? (await missingClient(kind))
    if (gap === undefined) readable.push(kind)
    else if (asked !== undefined && (scope.declared === undefined || scope.declared.has(kind))) gaps.push({ is: 'gap', ...gap })
  }
  return { readable, gaps }
}

async function missingClient(kind: string) {
  const service = serviceOfList(kind)
  if (bundledServices.includes(service) || (await sdkModule(service)) !== undefined) return undefined
  const name = packageOf(service)
  return {
    kind,
    reason: 'unsupported-kind' as const,
    service,
    detail: `The client ${name} is not installed.`,
    remedy: `Install ${name} beside driftgate.`,
  }
}
