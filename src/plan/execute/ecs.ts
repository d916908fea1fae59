import { own } from '../../model/json.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { Entry } from '../declared-index.ts'
import type { Work } from '../work.ts'
import { aws } from './command.ts'
import type { Execution } from './command.ts'
import { resetOf } from './reset.ts'

/**
 * Rolls an ECS service out again. The declared task definition is named: without it a deployment runs the live one again.
 * Undefined where the declaration does not say which service or task definition it is.
 */
export function serviceReplace(work: Work, entry: Entry, region: string | undefined): Execution | undefined {
  const { properties } = entry.node
  const cluster = text(own(properties, 'Cluster') ?? own(properties, 'cluster'))
  const service = text(own(properties, 'ServiceName') ?? own(properties, 'name'))
  const taskDefinition = text(own(properties, 'TaskDefinition') ?? own(properties, 'task_definition'))
  if (cluster === undefined || service === undefined || taskDefinition === undefined) return undefined
  const call = (operation: string, input: JsonObject): string[] => aws('ecs', operation, { cluster, ...input }, region)
  const describe = call('describe-services', { services: [service] })
  const reset = resetOf(work, region)
  return {
    executor: {
      kind: 'aws',
      operation: 'update-service',
      argv: [
        call('update-service', { service, taskDefinition, forceNewDeployment: true }),
        call('wait services-stable', { services: [service] }),
      ],
    },
    ...(reset === undefined ? {} : { resetTemplate: reset }),
    preconditions: [
      { check: 'No deployment of the service is in progress.', argv: describe },
      {
        check: 'The declared task definition is active and its images exist by digest.',
        argv: aws('ecs', 'describe-task-definition', { taskDefinition }, region),
      },
    ],
    verify: [{ check: 'The deployment is complete and the running images are those declared.', argv: describe }],
    rollback: {
      possible: false,
      argv: [],
      until: 'the deployment is complete',
      reason: 'Stop the service deployment with the stop type ROLLBACK; its ARN is known only once it has started.',
    },
    hazards: [
      'On the EC2 launch type a rolling deployment needs spare capacity.',
      'A daemon service goes down on each host before it is up again.',
    ],
    approvals: [],
    expects: reset === undefined ? ['ecs-deployment'] : ['reset-template', 'ecs-deployment'],
    minutes: 15,
  }
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
