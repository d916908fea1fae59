/**
 * A synthetic account: services of 17 declared resources each, as Terraform records them and as Cloud Control shows them.
 * Attribute sets are those that the AWS provider 6 writes; ids come from a seeded generator, so a size is always the same account.
 */
import { attachment, policy, role } from './account/access.mjs'
import { instances } from './account/compute.mjs'
import { group, rules } from './account/network.mjs'
import { Service } from './account/service.mjs'
import { bucket, queue, volumes } from './account/storage.mjs'
import { mutations } from './mutations.mjs'

const instancesPerService = 3

/** Declared resources of one service. */
export const serviceSize = 17

/** A deterministic source of hexadecimal ids (mulberry32). */
export function idsFrom(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return () => `0${next().toString(16).padStart(8, '0')}${next().toString(16).padStart(8, '0')}`
}

/**
 * One service: `entries` of the state's `resources`, and `live` documents. `isMutated(n)` says whether the n-th declared resource
 * of the service was changed by hand; the addresses of those are added to `mutated`, their documents show the change.
 */
export function service(number, id, isMutated, mutated) {
  const made = new Service(number)
  build(made, id)
  for (const [at, { address, change, live }] of made.declared.entries()) {
    if (!isMutated(at)) continue
    mutated.push(address)
    mutations[change](live)
  }
  return { entries: made.entries, live: made.live }
}

function build(made, id) {
  const queueArn = queue(made)
  const bucketArn = bucket(made)
  const webRole = role(made)
  attachment(made, webRole, policy(made, queueArn, bucketArn))
  const webGroup = group(made, `sg-${id()}`)
  rules(made, webGroup, [`sgr-${id()}`, `sgr-${id()}`])
  const dataVolumes = Array.from({ length: instancesPerService }, () => `vol-${id()}`)
  instances(made, webGroup, dataVolumes, id)
  volumes(made, dataVolumes)
}
