import { alarmResources } from './alarms.mjs'
import { awsMade } from './aws-made.mjs'
import { balancer, lbArn } from './balancer.mjs'
import { bastionResources } from './bastion.mjs'
import { bucketPolicyResources } from './bucket-policies.mjs'
import { bucketResources } from './buckets.mjs'
import { captureOf } from './capture.mjs'
import { database } from './database.mjs'
import { databaseGroupResources } from './database-groups.mjs'
import { expectedOf } from './expected.mjs'
import { firewallResources } from './firewall.mjs'
import { fleetLive, instances, scalingGroup } from './fleet.mjs'
import { gatewayResources } from './gateways.mjs'
import { keyResources } from './keys.mjs'
import { listenerResources } from './listeners.mjs'
import { logGroupResources } from './log-groups.mjs'
import { mutated } from './mutations.mjs'
import { network, networkResources } from './network.mjs'
import { queueResources } from './queues.mjs'
import { roleResources } from './roles.mjs'
import { routeResources } from './routes.mjs'
import { scalingPolicy } from './scaling.mjs'
import { sessions } from './sessions.mjs'
import { stateOf } from './state.mjs'
import { targetGroup } from './target-group.mjs'
import { templateResources } from './template.mjs'
import { thumbnailResources } from './thumbnails.mjs'
import { trail } from './trail.mjs'

/** Every declared resource, with what is live because of it. */
const declared = () => [
  ...networkResources(),
  ...gatewayResources(),
  ...routeResources(),
  ...firewallResources(),
  ...roleResources(),
  balancer(),
  targetGroup(instances),
  ...listenerResources(),
  ...templateResources(),
  scalingGroup(),
  scalingPolicy(),
  ...bastionResources(),
  ...bucketResources(),
  ...bucketPolicyResources(),
  ...databaseGroupResources(),
  database(),
  sessions(),
  ...keyResources(),
  ...logGroupResources(),
  ...queueResources(),
  ...alarmResources(),
  trail(),
  ...thumbnailResources(),
]

/** Every generated file by its path under fixtures/web-shop. */
export function documents() {
  const resources = declared()
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
