import type { DeclaredPlaces } from './live/index.ts'
import { isGlobalKind } from './mapping/api.ts'
import { byText } from './model/json.ts'
import type { DeclaredResource } from './model/resource.ts'

/** Stands for an account or a region that a resource does not name. */
const somewhere = ''

/**
 * Where what is declared is. A provider of Terraform works in one account and region: where several are read, what it made and
 * what does not say where it is belongs where the others of it are.
 */
export class Places implements DeclaredPlaces {
  readonly #isEverywhere: boolean
  /** By account the regions. */
  readonly #byAccount = new Map<string, Set<string>>()
  readonly #unplaced = new Map<string, { unsure: DeclaredResource[]; accounts: Set<string>; regions: Set<string> }>()

  /** `isEverywhere`: what nobody declared is looked for in every place. */
  constructor(isEverywhere: boolean) {
    this.#isEverywhere = isEverywhere
  }

  add(resource: DeclaredResource): void {
    if (!resource.kind.startsWith('AWS::')) return
    const { account, region, provider } = resource
    const isGlobal = isGlobalKind(resource.kind)
    if (provider === undefined || (account !== undefined && (region !== undefined || isGlobal))) this.#note(account, region, isGlobal)
    if (provider === undefined) return
    const key = `${resource.file}\u0000${provider}`
    const others = this.#unplaced.get(key) ?? { unsure: [], accounts: new Set<string>(), regions: new Set<string>() }
    this.#unplaced.set(key, others)
    if (account !== undefined) others.accounts.add(account)
    if (region !== undefined && !isGlobal) others.regions.add(region)
    if (account === undefined || (region === undefined && !isGlobal)) others.unsure.push(resource)
  }

  /** Once all was added. */
  close(): void {
    for (const { unsure, accounts, regions } of this.#unplaced.values()) {
      const [account, ...otherAccounts] = accounts
      const [region, ...otherRegions] = regions
      for (const resource of unsure) {
        const isGlobal = isGlobalKind(resource.kind)
        if (resource.account === undefined && account !== undefined && otherAccounts.length === 0) resource.account = account
        if (resource.region === undefined && region !== undefined && otherRegions.length === 0 && !isGlobal) resource.region = region
        this.#note(resource.account, resource.region, isGlobal)
      }
    }
    this.#unplaced.clear()
  }

  #note(account = somewhere, region = somewhere, isGlobal: boolean): void {
    const regions = this.#byAccount.get(account) ?? new Set<string>()
    this.#byAccount.set(account, regions)
    if (!isGlobal) regions.add(region)
  }

  mayHold(account: string, region?: string): boolean {
    if (this.#isEverywhere || account === somewhere) return true
    const [mine, unknown] = [this.#byAccount.get(account), this.#byAccount.get(somewhere)]
    if (region === undefined) return mine !== undefined || unknown !== undefined
    return [mine, unknown].some((regions) => regions?.has(region) === true || regions?.has(somewhere) === true)
  }

  regionsOf(account: string): readonly string[] {
    const regions =
      account === somewhere ? [...this.#byAccount.values()].flatMap((each) => [...each]) : [...(this.#byAccount.get(account) ?? [])]
    return [...new Set([...regions, ...(this.#byAccount.get(somewhere) ?? [])])].filter((region) => region !== somewhere).toSorted(byText)
  }

  accounts(): readonly string[] {
    return [...this.#byAccount.keys()].filter((account) => account !== somewhere).toSorted(byText)
  }
}
