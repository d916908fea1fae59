import { apiKinds, apiRow } from '../../mapping/api.ts'
import { byText } from '../../model/json.ts'
import type { LiveItem } from '../../model/resource.ts'
import type { LiveContext, NamedObserver, ProbeLine } from '../index.ts'
import { CallFailure } from './call.ts'
import { bundledServices, packageOf, sdkModule } from './clients.ts'
import { readKinds, whyUnreadable, type EngineOptions } from './engine.ts'
import { Limiter } from './limiter.ts'
import { callerIdentity, SdkAnswers } from './sdk.ts'
import { accessError } from './sdk-errors.ts'
import { globalServices } from './saved-places.ts'

/** Live AWS: the account of the credentials, the regions of the scope or of the environment. Lists first, details where wanted. */
const observer: NamedObserver = {
  async *observe(_argument, context) {
    const limiter = new Limiter()
    const regions = regionsOf(context)
    const called = (operation: string) => context.called?.(operation)
    const first = new SdkAnswers({ region: regions[0], limiter, called })
    const { account, region } = await whoAndWhere(first, regions[0], context)
    if (account !== undefined) yield otherAccounts(account, context)
    const { readable, gaps } = await readableKinds(context)
    yield gaps
    for (const [at, each] of (regions.length === 0 ? [region] : regions).entries()) {
      const answers = new SdkAnswers({ region: each, account, limiter, called })
      const options: EngineOptions = {
        where: { account, region: each },
        source: 'aws-list',
        wantsDetails: (kind, physicalId) => context.scope.wantsDetails?.(kind, physicalId) ?? true,
        progress: (text) => context.progress?.(each === undefined ? text : `${each} ${text}`),
      }
      if (at === 0) yield* readKinds(readable.filter(isGlobal), answers, { ...options, where: { account, region: undefined } })
      yield* readKinds(
        readable.filter((kind) => !isGlobal(kind)),
        answers,
        options,
      )
    }
  },

  async probe() {
    const answers = new SdkAnswers({ region: undefined, limiter: new Limiter() })
    try {
      const region = await answers.region()
      const { account = 'unknown', arn = 'unknown' } = await callerIdentity(answers)
      return [
        { name: 'identity', ok: true, detail: `${arn} in account ${account}` },
        { name: 'region', ok: region !== undefined, detail: region ?? 'none' },
        {
          name: 'kinds',
          ok: true,
          detail: `${(await readableKinds({ scope: {} })).readable.length} kinds are read with the clients that are installed`,
        },
      ]
    } catch (error) {
      return [failedProbe(error)]
    }
  },
}
export default observer

function failedProbe(error: unknown): ProbeLine {
  const known = accessError(causeOf(error), undefined)
  const detail = known?.message ?? (error instanceof Error ? error.message : String(error))
  return { name: 'identity', ok: false, detail, ...(known === undefined ? {} : { hint: known.hint }) }
}

function regionsOf(context: LiveContext): readonly string[] {
  if (context.scope.regions !== undefined && context.scope.regions.length > 0) return context.scope.regions
  // The SDK knows AWS_REGION and profiles; the command line tools of AWS also know the other name.
  const region = context.region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION']
  return region === undefined || region === '' ? [] : [region]
}

/** The failed call keeps what the SDK said; the network's own words are deeper. */
function causeOf(error: unknown): unknown {
  if (!(error instanceof CallFailure)) return error
  const said = new Error(error.details.detail ?? '')
  said.name = error.details.code ?? 'Error'
  return said
}

async function whoAndWhere(answers: SdkAnswers, asked: string | undefined, context: LiveContext) {
  try {
    const region = await answers.region()
    const identity = await callerIdentity(answers)
    return { account: identity.account, region }
  } catch (error) {
    const known = accessError(causeOf(error), asked)
    if (known !== undefined || !(error instanceof CallFailure)) throw known ?? error
    // Everything else may work although nobody says who asks: an endpoint of one's own, a VPC endpoint policy.
    context.note({
      code: 'aws-identity-unknown',
      level: 'warning',
      message: `AWS did not say whose credentials these are: ${error.message}.`,
    })
    return { account: context.account, region: asked }
  }
}

/** Accounts in scope that these credentials do not reach. */
function otherAccounts(account: string, context: LiveContext): LiveItem[] {
  const others = (context.scope.accounts ?? []).filter((each) => each !== account).toSorted(byText)
  return others.map((each) => ({
    is: 'gap',
    account: each,
    reason: 'other-account',
    detail: `The credentials belong to account ${account}.`,
    remedy: `Scan account ${each} with credentials of its own.`,
  }))
}

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
