import { awsMade } from './aws-made.mjs'
import { balancerResources, lbArn } from './balancer.mjs'
import { bastionResources } from './bastion.mjs'
import { bucketResources } from './buckets.mjs'
import { captureOf } from './capture.mjs'
import { dataResources } from './data.mjs'
import { expectedOf } from './expected.mjs'
import { firewallResources } from './firewall.mjs'
import { fleetLive, fleetResources, instances } from './fleet.mjs'
import { keyResources } from './keys.mjs'
import { mutated } from './mutations.mjs'
import { network, networkResources } from './network.mjs'
import { operationResources } from './operations.mjs'
import { roleResources } from './roles.mjs'
import { stateOf } from './state.mjs'
import { thumbnailResources } from './thumbnails.mjs'

/** Every generated file by its path under fixtures/web-shop. */
export function documents() {
  const resources = [
    ...networkResources(),
    ...firewallResources(),
    ...roleResources(),
    ...balancerResources(instances),
    ...fleetResources(),
    ...bastionResources(),
    ...bucketResources(),
    ...dataResources(),
    ...keyResources(),
    ...operationResources(),
    ...thumbnailResources(),
  ]
  const clean = [...resources.flatMap((resource) => resource.live), ...fleetLive(), ...awsMade()]
  const seen = new Set()
  for (const { kind, physicalId } of clean) {
    if (seen.has(`${kind} ${physicalId}`)) throw new Error(`twice: ${kind} ${physicalId}`)
    seen.add(`${kind} ${physicalId}`)
  }
  const outputs = { load_balancer_arn: { value: lbArn, type: 'string' }, vpc_id: { value: network.vpc, type: 'string' } }
  const after = mutated(clean)
  return {
    'terraform/terraform.tfstate': `${JSON.stringify(stateOf(resources, outputs), null, 2)}\n`,
    'live/clean.ndjson': captureOf(clean),
    'live/mutated.ndjson': captureOf(after.resources, after.gaps),
    'expected.json': `${JSON.stringify(expectedOf(after, resources, clean), null, 2)}\n`,
  }
}
