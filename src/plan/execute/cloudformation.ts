import { factsOf } from '../../mapping/data.ts'
import { own } from '../../model/json.ts'
import { sortedSet } from '../work.ts'
import type { Work } from '../work.ts'
import { aws, manual } from './command.ts'
import type { Execution } from './command.ts'

/**
 * Sets a stack back with a drift-aware change set, which compares live, last deployed and declared.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html
 */
export function stackRevert(work: Work, stack: string, region: string | undefined): Execution {
  const name = `driftgate-${work.id}`
  const set = { StackName: stack, ChangeSetName: name }
  const call = (operation: string, input: Parameters<typeof aws>[2]): string[] => aws('cloudformation', operation, input, region)
  return {
    executor: {
      kind: 'cloudformation',
      operation: 'change set REVERT_DRIFT',
      argv: [
        call('create-change-set', {
          ...set,
          ChangeSetType: 'UPDATE',
          DeploymentMode: 'REVERT_DRIFT',
          UsePreviousTemplate: true,
          // Asked for by all that the template has, whatever has drifted.
          Capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
        }),
        call('wait change-set-create-complete', set),
        call('describe-change-set', { ...set, IncludePropertyValues: true }),
        call('execute-change-set', set),
        call('wait stack-update-complete', { StackName: stack }),
      ],
      allows: sortedSet(work.entries.map(({ address }) => address)).map((address) => ({ address, actions: [['Modify'], ['Add']] })),
    },
    preconditions: [
      {
        check: 'The change set replaces and removes nothing and names only the allowed logical ids.',
        argv: call('describe-change-set', set),
      },
      { check: 'Every parameter of the stack keeps its value: pass those without a default as UsePreviousValue.' },
    ],
    verify: [
      {
        check: 'Drift was detected anew after the update: what is known of it is of before.',
        argv: call('detect-stack-drift', { StackName: stack }),
      },
      { check: 'The resources of the stack are in sync.', argv: call('describe-stack-resource-drifts', { StackName: stack }) },
    ],
    rollback: {
      possible: true,
      argv: [call('cancel-update-stack', { StackName: stack })],
      until: 'the update of the stack is complete',
      reason: 'A change set that fails or is cancelled restores what was live before it.',
    },
    hazards: [
      'The change set sets back all drift of the stack, not only what has findings here.',
      'It cannot set back properties that need a replacement, nor remove tags whose key the template does not know.',
      'Write-only properties are compared with the last template; values AWS manages are kept.',
    ],
    approvals: [],
    expects: ['cloudformation-revert'],
    minutes: 10,
  }
}

/** CloudFormation has no command to replace. A standalone instance gets a new root volume from its declared image, the rest is for a human. */
export function stackReplace(work: Work, region: string | undefined): Execution {
  const [entry] = work.entries
  const [instance] = work.machines
  const image = own(entry?.node.properties, 'ImageId')
  if (
    entry?.node.kind === 'AWS::EC2::Instance' &&
    instance !== undefined &&
    typeof image === 'string' &&
    image.startsWith('ami-') &&
    isContentOnly(work)
  ) {
    return rootVolume(instance, image, work, region)
  }
  const named = work.entries.some(({ node }) =>
    (factsOf(node.kind)?.i ?? []).some((name) => typeof own(node.properties, name) === 'string'),
  )
  return manual('replace through the template', {
    hazards: [
      'CloudFormation has no way to ask for a replacement: change a property that needs one, or the logical id.',
      'DeletionPolicy does not cover a replacement, UpdateReplacePolicy does.',
      ...(named ? ['It has a custom name: CloudFormation cannot replace it under the same name.'] : []),
    ],
  })
}

/** Only what came from the image differs, so a root volume made from it again is enough. */
function isContentOnly(work: Work): boolean {
  return work.members.every(({ mutation }) => mutation.resource.kind === 'host')
}

function rootVolume(instance: string, image: string, work: Work, region: string | undefined): Execution {
  const input = { InstanceId: instance, ImageId: image, ClientToken: work.id, DeleteReplacedRootVolume: false }
  return {
    executor: {
      kind: 'aws',
      operation: 'create-replace-root-volume-task',
      argv: [aws('ec2', 'create-replace-root-volume-task', input, region)],
    },
    preconditions: [],
    verify: [
      {
        check: 'The task succeeded and the root volume is another one.',
        argv: aws('ec2', 'describe-replace-root-volume-tasks', { Filters: [{ Name: 'instance-id', Values: [instance] }] }, region),
      },
    ],
    rollback: { possible: false, argv: [], reason: 'The old root volume is kept: attach it again by hand.' },
    hazards: ['Data volumes and memory survive: not enough where somebody may have broken in.', 'The instance restarts.'],
    approvals: ['The instance is down while it restarts; better, put it in a group.'],
    expects: ['replace-root-volume'],
    minutes: 10,
  }
}
