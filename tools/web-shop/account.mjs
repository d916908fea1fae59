import { createHash } from 'node:crypto'

/** The account: what every other file of the generator takes from one place. Nothing here depends on clock, locale or chance. */
export const account = '123456789012'
export const region = 'eu-west-1'
export const zones = ['eu-west-1a', 'eu-west-1b']
export const zoneIds = { 'eu-west-1a': 'euw1-az1', 'eu-west-1b': 'euw1-az2', 'eu-west-1c': 'euw1-az3' }
export const name = 'web-shop'
export const capturedAt = '2026-11-20T10:00:00Z'
export const launchedAt = '2026-11-05T09:12:41Z'

/** Images of `fixtures/web-shop/images`. */
export const images = {
  base: 'ami-0b1f3c5a7d9e20468',
  webOld: 'ami-03e7d1c95ba8f6240',
  web: 'ami-0c4a6e28f0b2d4816',
  bastion: 'ami-07f5d3b19e8c6a420',
}

const hex = (text, length) => createHash('sha256').update(text).digest('hex').slice(0, length)

/** `sg-0` and sixteen digits, always the same for the same words. */
export const idOf = (prefix, what) => `${prefix}-0${hex(`${prefix}/${what}`, 16)}`
export const uuidOf = (what) => hex(what, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
export const hexOf = hex
/** IAM's unique ids: AROA, AIPA, ANPA and seventeen capitals or digits. */
export const iamIdOf = (prefix, what) =>
  `${prefix}${hex(`${prefix}/${what}`, 34).replace(/../g, (pair) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(pair, 16) % 32])}`

export const arnOf = (service, resource, place = region) => `arn:aws:${service}:${place}:${account}:${resource}`
export const iamArn = (resource) => `arn:aws:iam::${account}:${resource}`

const defaultTags = { Environment: 'production', ManagedBy: 'terraform', Owner: 'team-shop', Project: name }

/** The two tag attributes of a resource: its own tags, and those with the provider's default_tags. */
export function tagged(own) {
  const tags_all = sorted({ ...defaultTags, ...own })
  return { tags: own === undefined ? null : sorted(own), tags_all }
}

/** Tags as AWS lists them: in an order of its own. */
export function liveTags(tags, extra = []) {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  return [...extra, ...list].toSorted((a, b) => byText(hex(a.Key, 8), hex(b.Key, 8)))
}

const sorted = (object) => Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => byText(a, b)))
export const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

/** Terraform's jsonencode: no spaces, keys sorted. */
export function jsonencode(value) {
  if (Array.isArray(value)) return `[${value.map(jsonencode).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${jsonencode(value[key])}`)
    .join(',')}}`
}

export const base64 = (text) => Buffer.from(text).toString('base64')

/** One managed resource instance of the state, with the live resources that exist because of it. */
export const managed = (address, attributes, { dependsOn = [], live = [], ...rest } = {}) => ({
  address,
  attributes,
  dependsOn,
  live: [live].flat(),
  ...rest,
})

/** A live resource. `place` false: a global service. */
export const live = (kind, physicalId, properties, identities = [], place = region) => ({
  kind,
  shape: 'neutral',
  properties,
  physicalId,
  identities,
  account,
  ...(place === false ? {} : { region: place }),
  source: 'aws-list',
})
