import type { JsonObject } from '../../model/json.ts'
import type { DeclaredIndex } from '../declared-index.ts'
import { limits } from '../limits.ts'
import { stagesOf } from '../stages.ts'
import { asksFor, machinesOf } from '../work.ts'
import type { Work } from '../work.ts'
import { aws } from './command.ts'
import type { Execution } from './command.ts'
import { templateReference } from './launch-template.ts'
import type { TemplateReference } from './launch-template.ts'
import { resetOf } from './reset.ts'

/** Seconds between the stages of a refresh, and after the last one before it counts as successful. */
const checkpointDelay = 600
const bakeTime = 300

/** Replaces what is drifted in a group: one host by ending it, more of them by a refresh of the whole group. */
export function groupReplace(work: Work, group: string, region: string | undefined, index: DeclaredIndex): Execution {
  const size = work.unit.group?.size ?? 0
  const [host, ...others] = work.machines
  const isOneHost = host !== undefined && others.length === 0 && size > 1 && work.template === undefined
  const all = work.members.every(({ mutation }) => mutation.outcome !== 'image') && !asksFor(work, 'refresh', 'rebake')
  return isOneHost && all ? oneHost(work, host, group, region) : refresh(work, group, region, index)
}

/**
 * An instance refresh. SkipMatching would skip exactly the drifted hosts: they run the template that is asked for.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
 */
function refresh(work: Work, group: string, region: string | undefined, index: DeclaredIndex): Execution {
  const reference = templateReference(work, index)
  const reset = resetOf(work, region)
  const call = (operation: string, input: JsonObject): string[] =>
    aws('autoscaling', operation, { AutoScalingGroupName: group, ...input }, region)
  const start = call('start-instance-refresh', {
    Strategy: 'Rolling',
    ...(reference === undefined ? {} : { DesiredConfiguration: { LaunchTemplate: desired(reference) } }),
    Preferences: preferences(reference !== undefined),
  })
  const size = work.unit.group?.size ?? work.machines.length
  return {
    executor: { kind: 'aws', operation: 'start-instance-refresh', argv: [start] },
    ...(reset === undefined ? {} : { resetTemplate: reset }),
    rollout: stagesOf(size),
    preconditions: [
      { check: 'No refresh of the group is active.', argv: call('describe-instance-refreshes', { MaxRecords: 1 }) },
      { check: 'The template that the group launches from is as declared: a refresh launches from the live one.' },
      { check: 'No instance is protected from scale-in or in standby.', argv: describeGroup(group, region) },
      { check: 'The template names a fixed image that exists.' },
    ],
    verify: [
      { check: 'The last refresh is Successful.', argv: call('describe-instance-refreshes', { MaxRecords: 1 }) },
      { check: 'None of the old instance ids is in the group.', argv: describeGroup(group, region) },
    ],
    rollback:
      reference === undefined
        ? {
            possible: false,
            argv: [],
            reason: 'A refresh without a fixed launch template version cannot be rolled back; it can be cancelled.',
          }
        : {
            possible: true,
            argv: [call('rollback-instance-refresh', {})],
            until: 'the refresh is complete',
            reason: 'It goes back to the configuration before the refresh.',
          },
    hazards: [
      'A refresh waits for protected and standby instances and fails after an hour.',
      ...(work.unit.entry?.node.reader.startsWith('terraform') === true
        ? [
            'With an instance_refresh block Terraform starts its own refresh on apply, after it has changed the template: rolling back then lands on the same version.',
          ]
        : []),
    ],
    approvals: reference === undefined ? ['There is nothing to roll back to.'] : [],
    expects: reset === undefined ? ['instance-refresh'] : ['reset-template', 'instance-refresh'],
    minutes: minutesOf(size),
  }
}

function preferences(canRollBack: boolean): JsonObject {
  return {
    MinHealthyPercentage: 100,
    MaxHealthyPercentage: 110,
    SkipMatching: false,
    AutoRollback: canRollBack,
    CheckpointPercentages: [10, 50, 100],
    CheckpointDelay: checkpointDelay,
    BakeTime: bakeTime,
    ScaleInProtectedInstances: 'Wait',
    StandbyInstances: 'Wait',
  }
}

function desired({ id, name, version }: TemplateReference): JsonObject {
  if (id !== undefined) return { LaunchTemplateId: id, Version: version }
  return { LaunchTemplateName: name ?? '', Version: version }
}

function oneHost(work: Work, host: string, group: string, region: string | undefined): Execution {
  const size = work.unit.group?.size ?? 1
  const reset = resetOf(work, region)
  const end = { InstanceId: host, ShouldDecrementDesiredCapacity: false }
  const share = Math.ceil(100 / size)
  return {
    executor: {
      kind: 'aws',
      operation: 'terminate-instance-in-auto-scaling-group',
      argv: [aws('autoscaling', 'terminate-instance-in-auto-scaling-group', end, region)],
    },
    ...(reset === undefined ? {} : { resetTemplate: reset }),
    preconditions: [
      { check: 'All other instances of the group are healthy.', argv: describeGroup(group, region) },
      { check: 'The template that the group launches from is as declared: the group launches from the live one.' },
    ],
    verify: [
      {
        check: 'Another instance is InService in its place and its load balancer targets are healthy.',
        argv: describeGroup(group, region),
      },
    ],
    rollback: { possible: false, argv: [], reason: 'The host is gone.' },
    hazards: ['Without an instance maintenance policy the group terminates before it launches.'],
    approvals: share > limits.groupPercent ? [`One of ${size} is more than ${limits.groupPercent} % of the group.`] : [],
    expects: reset === undefined ? ['terminate-instance'] : ['reset-template', 'terminate-instance'],
    minutes: 10,
  }
}

/** Takes the machines in doubt aside with their evidence, and no others: a group cannot lose many at once. It launches others for them. */
export function quarantine(work: Work, region: string | undefined): Execution {
  const ids = machinesOf(work.members.filter(({ finding }) => finding.verdict.action === 'quarantine'))
  const others = work.machines.filter((id) => !ids.includes(id))
  const group = work.unit.group?.kind === 'AWS::AutoScaling::AutoScalingGroup' ? work.unit.group.id : undefined
  const instances = ids.filter((id) => id.startsWith('i-'))
  const detach = { AutoScalingGroupName: group ?? '', InstanceIds: instances, ShouldDecrementDesiredCapacity: false }
  const snapshots = instances.map((id) =>
    aws(
      'ec2',
      'create-snapshots',
      { InstanceSpecification: { InstanceId: id, ExcludeBootVolume: false }, Description: `driftgate ${work.id}` },
      region,
    ),
  )
  const reset = resetOf(work, region)
  const argv =
    group === undefined || instances.length === 0 ? snapshots : [aws('autoscaling', 'detach-instances', detach, region), ...snapshots]
  return {
    executor: { kind: argv.length === 0 ? 'manual' : 'aws', operation: 'quarantine', argv },
    ...(reset === undefined ? {} : { resetTemplate: reset }),
    preconditions: [{ check: 'A security group that denies everything exists and is put on them once they are detached.' }],
    verify: [
      { check: 'They are in no group and behind no load balancer, and the snapshots of their volumes are complete.' },
      ...(group === undefined ? [] : [{ check: 'Others are InService in their place.', argv: describeGroup(group, region) }]),
    ],
    rollback: { possible: false, argv: [], reason: 'What may have been broken into does not go back into service.' },
    hazards: [
      'Rebuilding destroys evidence: replace only when the snapshots are complete.',
      'Secrets that they could read must be changed.',
      ...(others.length > 0 ? [`Scan again afterwards: others of the unit are to be replaced (${others.length}).`] : []),
    ],
    approvals: ['Somebody must decide what happens to the evidence.'],
    expects: ['quarantine'],
    minutes: 30,
  }
}

function describeGroup(group: string, region: string | undefined): string[] {
  return aws('autoscaling', 'describe-auto-scaling-groups', { AutoScalingGroupNames: [group] }, region)
}

/** A tenth of the group at a time, five minutes each, two checkpoints and the bake time. */
function minutesOf(size: number): number {
  const batches = Math.ceil(size / Math.max(1, Math.floor(size / 10)))
  return batches * 5 + (2 * checkpointDelay + bakeTime) / 60
}
