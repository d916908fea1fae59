import { isPattern } from '../../../model/glob.ts'
import { AccessError } from '../../../model/errors.ts'
import { given } from '../../../model/given.ts'
import { stackAddress } from '../../../model/place.ts'
import type { LiveContext } from '../../index.ts'
import type { Answers } from '../calls/call.ts'
import { Limiter } from '../calls/limiter.ts'
import { countsOf, type CallCounts } from '../calls/limited.ts'
import { SdkAnswers } from '../calls/sdk.ts'
import { environmentRegion } from '../places/whereabouts.ts'

/** Where stacks are asked for, said as for what is live. */
export interface StackPlacesOptions extends CallCounts, Partial<Pick<LiveContext, 'entry' | 'note' | 'signal'>> {
  /** The account of stacks that are not named by their StackId; absent: that of the credentials, or of the role. */
  account?: string
  region?: string
  /** Ids, names or patterns. */
  accounts?: readonly string[]
  /** Names or patterns, `all`. */
  regions?: readonly string[]
}

/** An account and region that is asked for stacks. */
export interface StacksPlace {
  answers: Answers
  region: string | undefined
  /** What stands before the names of its stacks, where there are others of the same name: `111122223333/eu-west-1/`. */
  prefix: string
}

/** The places that are asked, and of those that are not the errors that say why. */
export interface StacksPlaces {
  places: StacksPlace[]
  errors: AccessError[]
  /** Once all was asked. */
  close(this: void): Promise<void>
}

/** Whether stacks of more than one place may be meant: then a name is looked for in each of them, as a pattern is. */
export function isInSeveral(asked: string, { accounts = [], regions = [], entry }: StackPlacesOptions): boolean {
  if (asked.startsWith('arn:')) return false
  const isRegionSaid = stackAddress(asked).region !== undefined
  return [accounts, isRegionSaid ? [] : regions].some((said) => said.length > 1 || said.some(isPattern)) || entry?.accounts !== undefined
}

/** One place: that of a StackId, else the one that is said, by the role there, else that of the credentials. Throws AccessError. */
export async function onePlace(asked: string, options: StackPlacesOptions): Promise<StacksPlace> {
  const { region: said, name } = stackAddress(asked)
  const { entry, account, region: other } = options
  const region = said ?? other ?? environmentRegion()
  const prefix = said === undefined || name.startsWith('arn:') ? '' : `${said}/`
  const counts = countsOf(options)
  if (entry === undefined) return { answers: new SdkAnswers({ region, limiter: new Limiter(), ...counts }), region, prefix }
  const { Connection } = await import('../places/connection.ts')
  const scope = region === undefined ? {} : { regions: [region] }
  const [, ofId] = /^arn:[^:]+:cloudformation:[^:]*:(\d{12}):/.exec(asked) ?? []
  const entered = await new Connection({ scope, entry, note: (diagnostic) => options.note?.(diagnostic), ...counts }).into(ofId ?? account)
  if ('gap' in entered) throw closed(asked, entered.gap)
  return { answers: entered.in(region), region, prefix }
}

/** All accounts and regions that are meant, entered as those of what is live. Throws AccessError, UsageError. */
export async function severalPlaces(asked: string, options: StackPlacesOptions): Promise<StacksPlaces> {
  const { region: said } = stackAddress(asked)
  const { entry, region, accounts, signal } = options
  const regions = said === undefined ? options.regions : [said]
  const { Connection } = await import('../places/connection.ts')
  const connection = new Connection({
    scope: given({ accounts, regions }),
    note: (diagnostic) => options.note?.(diagnostic),
    ...given({ entry, region, signal }),
    ...countsOf(options),
  })
  const connected = await connection.accounts()
  const isRegionShown = said !== undefined || connected.some((each) => each.regions.length > 1)
  const places = connected.flatMap((each) =>
    each.regions.map((place) => {
      const parts = [connected.length > 1 ? each.account : undefined, isRegionShown ? place.region : undefined]
      return { ...place, prefix: parts.flatMap((part) => (part === undefined ? [] : [`${part}/`])).join('') }
    }),
  )
  return {
    places,
    errors: connection.gaps.map((gap) => closed(asked, gap)),
    close: async () => void (await Promise.all(connected.map(({ close }) => close()))),
  }
}

function closed(asked: string, { account, detail = '', remedy = '' }: { account?: string; detail?: string; remedy?: string }): AccessError {
  const where = account === undefined ? '' : ` in account ${account}`
  return new AccessError('stack-unreadable', {
    message: `The stack ${JSON.stringify(asked)} cannot be read${where}: ${detail}`,
    hint: remedy,
    at: { file: `cloudformation:${asked}` },
  })
}
