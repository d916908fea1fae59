import { byText } from '../../../model/json.ts'
import { globTest, isPattern } from '../../../model/glob.ts'
import type { Gap, LiveItem } from '../../../model/resource.ts'
import { homeOf, homeOfService, partitionOf } from '../../../mapping/partitions.ts'
import type { ListedAccount, LiveContext } from '../../index.ts'
import { chosenAccounts, isManyAccounts } from './account-list.ts'
import type { CredentialProvider } from './assumed-role.ts'
import { inParallel } from '../calls/batches.ts'
import { failureOf, type CallFailure } from '../calls/call.ts'
import { enter, type Scanner } from './entering.ts'
import { gapOf } from '../calls/gaps.ts'
import { Limiter } from '../calls/limiter.ts'
import { organizationAccounts } from './organization.ts'
import { hasPatterns, knownRegions, regionsMeant } from './regions.ts'
import { countsOf } from '../calls/limited.ts'
import { SdkAnswers } from '../calls/sdk.ts'
import { firstRegion, whoAndWhere } from './whereabouts.ts'

/** How many accounts are entered at a time. */
const width = 8

/** An account that is read, with a client for each of its regions. */
export interface Connected {
  account: string | undefined
  name?: string
  /** Who one is there. */
  arn: string | undefined
  partition: string
  regions: { region: string | undefined; answers: SdkAnswers }[]
  /** Where a global service is asked, once for all regions. */
  home(this: void, service: string): { region: string | undefined; answers: SdkAnswers }
  close(this: void): Promise<void>
}

/** One account that was entered, and the ways to ask in its regions. */
export interface Entrance {
  account: string | undefined
  /** Where it is asked without a word. */
  region: string | undefined
  in(this: void, region: string | undefined): SdkAnswers
  close(this: void): Promise<void>
}

/** What came of entering, where one got in. */
interface Inside {
  credentials: CredentialProvider | undefined
  arn: string | undefined
}

/** Connects a named source to the accounts and regions in scope; yields what of these cannot be read. Throws AccessError, UsageError. */
export async function* connect(context: LiveContext): AsyncGenerator<LiveItem[], Connected[]> {
  const connection = new Connection(context)
  const accounts = await connection.accounts()
  yield connection.gaps.map((gap): LiveItem => ({ is: 'gap', ...gap }))
  return accounts
}

/** Everything that a named source asks AWS with: one limiter for all, one set of credentials an account. */
export class Connection {
  /** What of the scope is not read. */
  readonly gaps: Gap[] = []
  readonly #context: LiveContext
  readonly #limiter: Limiter
  #scanning: Promise<Scanner> | undefined

  constructor(context: LiveContext) {
    this.#context = context
    this.#limiter = new Limiter(context.timer, context.signal)
  }

  /**
   * Comes into one account: the one that is said, without a word that of the role, else that of the credentials. Throws
   * AccessError, UsageError.
   */
  async into(said?: string): Promise<Entrance | { gap: Gap }> {
    const scanner = await this.#scanner()
    const { entry } = this.#context
    const listed = Array.isArray(entry?.accounts) ? entry.accounts : undefined
    // Whoever cannot be told whose credentials these are takes them for the right ones.
    const isUnknown = scanner.account === '' && entry === undefined
    const known =
      said === undefined || isUnknown ? undefined : (listed?.find(({ id, name }) => id === said || name === said) ?? { id: said })
    const [target = { id: scanner.account }] = known === undefined ? chosenAccounts([], undefined, scanner.account, entry) : [known]
    const entered = await enter(target, scanner, this.#context, this.#limiter)
    return 'gap' in entered ? entered : this.#entrance(target, scanner, entered)
  }

  /** Enters the accounts in scope; of many only those that may hold something declared. Throws AccessError, UsageError. */
  async accounts(): Promise<Connected[]> {
    const scanner = await this.#scanner()
    const targets = this.#held(await this.#targets(scanner))
    const connected: Connected[] = []
    await inParallel(targets, width, async (target) => {
      const entered = await enter(target, scanner, this.#context, this.#limiter)
      if ('gap' in entered) this.gaps.push(entered.gap)
      else connected.push(await this.#connect(target, scanner, entered))
    })
    this.gaps.sort((a, b) => byText(placeOf(a), placeOf(b)))
    return connected.toSorted((a, b) => byText(a.account ?? '', b.account ?? ''))
  }

  #answers(region: string | undefined, account?: string, credentials?: CredentialProvider, isKnown = false): SdkAnswers {
    return new SdkAnswers({ region, account, credentials, isKnown, limiter: this.#limiter, ...countsOf(this.#context) })
  }

  #scanner(): Promise<Scanner> {
    return (this.#scanning ??= this.#whoScans())
  }

  /** Whose credentials these are. Patterns of regions alone name no region to ask in. */
  async #whoScans(): Promise<Scanner> {
    const { scope } = this.#context
    const asked = firstRegion(this.#context)
    let answers = this.#answers(asked)
    if (asked === undefined && hasPatterns(scope.regions ?? []) && (await answers.region().catch(() => undefined)) === undefined)
      answers = this.#answers(homeOf('aws'))
    const { account = '', arn, region } = await whoAndWhere(answers, asked, this.#context)
    const partition = arn?.split(':')[1] ?? partitionOf(region)
    return { account, arn, region, partition, credentials: await answers.credentials() }
  }

  async #targets(scanner: Scanner): Promise<ListedAccount[]> {
    const { scope, entry } = this.#context
    const { account: own, partition, credentials } = scanner
    const list = entry?.accounts
    if (typeof list !== 'string') return chosenAccounts(scope.accounts ?? [], list, own, entry)
    const home = homeOfService('organizations', partition)
    const { active, closed } = await organizationAccounts(list, this.#answers(home, own, credentials), this.#context)
    const declared = scope.places?.accounts() ?? []
    for (const account of closed.filter((each) => declared.includes(each)))
      this.gaps.push({ account, reason: 'other-account', detail: 'The account is suspended or closed: nobody can read it.' })
    return chosenAccounts(scope.accounts ?? [], active, own, entry)
  }

  /** Of many accounts those that may hold something declared: the others are not entered. */
  #held(targets: readonly ListedAccount[]): readonly ListedAccount[] {
    const { places } = this.#context.scope
    if (places === undefined || !isManyAccounts(this.#context)) return targets
    const held = targets.filter(({ id }) => places.mayHold(id))
    if (held.length === 0 && places.accounts().length > 0) {
      this.gaps.push({
        reason: 'other-account',
        detail: `What is declared is in ${places.accounts().join(', ')}, and of the ${targets.length} accounts in scope none is that.`,
        remedy: 'Name the account with --account, or in the list of accounts.',
      })
    }
    return held
  }

  #entrance({ id }: ListedAccount, scanner: Scanner, { credentials, arn }: Inside): Entrance {
    const account = id === '' ? undefined : id
    const byRegion = new Map<string | undefined, SdkAnswers>()
    return {
      account,
      region: scanner.region,
      in: (region) => {
        // Credentials that STS gave or knows are good: where they are refused, the region is off.
        const isKnown = arn !== undefined && (region !== scanner.region || credentials !== scanner.credentials)
        const answers = byRegion.get(region) ?? this.#answers(region, account, credentials, isKnown)
        byRegion.set(region, answers)
        return answers
      },
      close: async () => void (await Promise.all([...byRegion.values()].map((answers) => answers.close()))),
    }
  }

  async #connect(target: ListedAccount, scanner: Scanner, entered: Inside): Promise<Connected> {
    const { id, name, regions: own } = target
    const { account, in: answersIn, close } = this.#entrance(target, scanner, entered)
    const asked = own ?? this.#context.scope.regions ?? []
    const regions = asked.length === 0 ? [scanner.region] : await this.#regions(id, asked, scanner, answersIn)
    const { partition } = scanner
    return {
      account,
      ...(name === undefined ? {} : { name }),
      arn: entered.arn,
      partition,
      regions: regions.map((region) => ({ region, answers: answersIn(region) })),
      home: (service) => {
        const region = homeOfService(service, partition) ?? regions[0] ?? scanner.region
        return { region, answers: answersIn(region) }
      },
      close,
    }
  }

  /** The regions of an account that are read: those that are meant, enabled, and of many those that may hold something declared. */
  async #regions(
    account: string,
    asked: readonly string[],
    scanner: Scanner,
    answersIn: (region: string | undefined) => SdkAnswers,
  ): Promise<string[]> {
    const { places } = this.#context.scope
    const declared = places?.regionsOf(account) ?? []
    const { on, off } = hasPatterns(asked)
      ? await this.#meant(account, asked, declared, [scanner.region, homeOf(scanner.partition)].map(answersIn))
      : regionsMeant(asked, [])
    for (const region of off.filter((each) => declared.includes(each))) this.gaps.push(regionOff(account, region))
    if (places === undefined || (asked.length === 1 && !hasPatterns(asked))) return on
    const held = on.filter((region) => places.mayHold(account, region))
    const others = declared.filter((region) => !off.includes(region))
    if (held.length === 0 && others.length > 0) {
      this.gaps.push({
        account,
        reason: 'other-region',
        detail: `What is declared is in ${others.join(', ')}, which --region leaves out.`,
        remedy: 'Read these regions as well: --region NAME for each, or --region all.',
      })
    }
    return held
  }

  /** What patterns mean. Where nobody says which regions there are, those that are declared are tried. */
  async #meant(account: string, asked: readonly string[], declared: readonly string[], places: readonly SdkAnswers[]) {
    let failure: CallFailure | undefined
    for (const answers of new Set(places)) {
      try {
        return regionsMeant(asked, await knownRegions(answers))
      } catch (error) {
        failure = failureOf(error)
      }
    }
    const gap = failure === undefined ? undefined : gapOf(failure, { where: { account } })
    const remedy = 'Allow ec2:DescribeRegions, or name the regions: --region NAME for each.'
    if (gap !== undefined) this.gaps.push({ ...gap, remedy })
    const tests = asked.filter(isPattern).map((text) => globTest(text === 'all' ? '*' : text))
    const named = asked.filter((text) => !isPattern(text))
    return { on: [...new Set([...named, ...declared.filter((region) => tests.some((fits) => fits(region)))])].toSorted(byText), off: [] }
  }
}

function placeOf({ account = '', region = '' }: Gap): string {
  return `${account} ${region}`
}

/** The gap of a whole region. */
export function regionOff(account: string | undefined, region: string, said?: string): Gap {
  return {
    ...(account === undefined ? {} : { account }),
    region,
    reason: 'region-off',
    detail:
      said === undefined
        ? 'The account has not enabled the region.'
        : `The region refuses credentials that AWS accepts elsewhere (${said}).`,
    remedy: 'Enable the region for the account, or leave it out of --region.',
  }
}
