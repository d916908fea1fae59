/** Accounts and regions of AWS: how their names look, and when two of them may be one. */

/** An account and a region, as far as they are known. */
interface Place {
  account?: string | undefined
  region?: string | undefined
}

/** Where what is in no region is said to be. */
const everywhere = 'global'
const accountId = /^\d{12}$/
const regionName = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/

export function isAccountId(text: string): boolean {
  return accountId.test(text)
}

/** Whether a text looks like the name of a region: `eu-west-1`, `us-gov-east-1`, `eusc-de-east-1`. Not whether there is one. */
export function isRegionName(text: string): boolean {
  return regionName.test(text)
}

/** Two places are one unless both say otherwise: a global service names no region, a saved document no account. */
export function mayBeOnePlace(a: Place, b: Place): boolean {
  const isAccount = a.account === undefined || b.account === undefined || a.account === b.account
  return (
    isAccount && (a.region === undefined || b.region === undefined || a.region === b.region || [a.region, b.region].includes(everywhere))
  )
}

/** `eu-west-1/prod-*` and a StackId in their parts: a name or pattern, and the region where it is said. No stack has a slash in its name. */
export function stackAddress(asked: string): { region?: string; name: string } {
  const [, ofId] = /^arn:[^:]+:cloudformation:([^:]+):/.exec(asked) ?? []
  if (ofId !== undefined) return { region: ofId, name: asked }
  const [, region = '', name = ''] = /^([^/]+)\/([^./\\]+)$/.exec(asked) ?? []
  return isRegionName(region) ? { region, name } : { name: asked }
}
