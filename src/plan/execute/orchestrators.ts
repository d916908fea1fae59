import type { Entry } from '../declared-index.ts'
import type { Work } from '../work.ts'
import { manual } from './command.ts'
import type { Execution } from './command.ts'

const restartable = /(?:^|\/)(Deployment|DaemonSet|StatefulSet)$/

/** Applies the declared manifest; where pods have to go too, rolls them out again. The template is reset by the apply, so it comes first. */
export function kubernetes(work: Work, entry: Entry): Execution {
  const [namespace, name] = namesOf(entry)
  const kind = restartable.exec(entry.node.kind)?.[1]
  const apply = ['kubectl', 'apply', '--server-side', '--force-conflicts', `--filename=${entry.node.file}`]
  const workload = kind === undefined ? undefined : `${kind.toLowerCase()}/${name}`
  const rollout = (verb: string, ...flags: string[]): string[] => [
    'kubectl',
    'rollout',
    verb,
    `--namespace=${namespace}`,
    ...flags,
    '--',
    workload ?? '',
  ]
  const restarts = work.verdict === 'replace' && workload !== undefined
  if (work.verdict === 'replace' && workload === undefined) {
    return manual('replace the pod through its owner', { hazards: ['A pod without a controller is not made again when it is deleted.'] })
  }
  return {
    executor: {
      kind: 'kubernetes',
      operation: restarts ? 'rollout restart' : 'apply',
      argv: restarts ? [apply, rollout('restart'), rollout('status', '--timeout=600s')] : [apply],
    },
    preconditions: [{ check: 'Disruption budgets leave room for one pod, and no rollout is in progress.' }],
    verify: [
      {
        check: 'The server finds no difference to the manifest (exit code 0).',
        argv: ['kubectl', 'diff', '--server-side', `--filename=${entry.node.file}`],
      },
      ...(restarts ? [{ check: 'The rollout is complete.', argv: rollout('status', '--timeout=600s') }] : []),
    ],
    rollback: restarts
      ? {
          possible: true,
          argv: [rollout('undo')],
          until: 'the revision leaves the history',
          reason: 'It goes back to the revision before; ConfigMaps and Secrets stay as they are.',
        }
      : { possible: false, argv: [], reason: 'What was there before the apply is not declared anywhere; the findings hold its values.' },
    hazards: [
      'The apply sets back all that the file declares.',
      ...(restarts ? ['Undoing a rollout moves away from what is declared.'] : []),
    ],
    approvals: [],
    expects: [restarts ? 'kubernetes-rollout' : 'kubernetes-apply'],
    minutes: restarts ? 15 : 5,
  }
}

/** Deploys the declared stack file; where tasks have to go too, forces them out, new before old. */
export function swarm(work: Work, entry: Entry): Execution {
  const [stack, service] = namesOf(entry)
  const deployed = `${stack}_${service}`
  const deploy = ['docker', 'stack', 'deploy', `--compose-file=${entry.node.file}`, '--', stack]
  const update = ['docker', 'service', 'update', '--force', '--update-order=start-first', '--update-failure-action=rollback']
  const force = [...update, '--update-monitor=60s', '--update-max-failure-ratio=0', '--', deployed]
  return {
    executor: {
      kind: 'swarm',
      operation: work.verdict === 'replace' ? 'service update --force' : 'stack deploy',
      argv: work.verdict === 'replace' ? [deploy, force] : [deploy],
    },
    preconditions: [
      {
        check: 'No update of the service is in progress and its image is named by digest.',
        argv: ['docker', 'service', 'inspect', '--', deployed],
      },
    ],
    verify: [
      {
        check: 'The update state is completed and every task runs the declared digest.',
        argv: ['docker', 'service', 'ps', '--no-trunc', '--', deployed],
      },
    ],
    rollback: {
      possible: true,
      argv: [['docker', 'service', 'update', '--rollback', '--', deployed]],
      until: 'the next update of the service',
      reason: 'Swarm keeps one specification back, no more.',
    },
    hazards: ['Starting before stopping needs free host ports.', 'A named volume on a node stays behind when a task moves.'],
    approvals: [],
    expects: ['swarm-update'],
    minutes: 10,
  }
}

/** `namespace/name`, `stack/service`. */
function namesOf({ address, node }: Entry): [string, string] {
  const slash = address.indexOf('/')
  return slash < 0 ? [node.stack ?? 'default', address] : [address.slice(0, slash), address.slice(slash + 1)]
}
