import type { Json, JsonObject } from '../../model/json.ts'
import type { Check, Executor, Item } from '../../model/generated/rebuild-plan.ts'

/** How a work is carried out, checked and undone; what `item.ts` makes a plan item of. */
export interface Execution {
  executor: Omit<Executor, 'source'>
  resetTemplate?: Item['resetTemplate']
  rollout?: Item['rollout']
  rollback: Item['rollback']
  preconditions: Check[]
  verify: Check[]
  hazards: string[]
  /** Why a human must approve, beside what holds for every item. */
  approvals: string[]
  /** Keys of the catalogue of expected mutations. */
  expects: string[]
  minutes: number
}

/**
 * One call of the AWS command line; `operation` may be two words (`wait stack-update-complete`). Every value stands in one argument with its flag, so none can become an option.
 * The tool would read a file or an address for a value such as `file:///etc/passwd`; there the whole call goes as JSON, which it takes literally.
 */
export function aws(service: string, operation: string, input: JsonObject, region?: string): string[] {
  const start = ['aws', service, ...operation.split(' '), ...(region === undefined ? [] : [`--region=${region}`])]
  const flags = Object.entries(input).map(([name, value]) => flagOf(kebab(name), value))
  const isRead = Object.values(input).some((value) => typeof value === 'string' && /^(?:file|fileb|https?):\/\//i.test(value))
  // As two arguments: written as one the tool still asks for the flags that the document has.
  return isRead ? [...start, '--cli-input-json', JSON.stringify(input)] : [...start, ...flags]
}

function flagOf(name: string, value: Json): string {
  if (value === true) return `--${name}`
  if (value === false) return `--no-${name}`
  return `--${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`
}

/** `AutoScalingGroupName` to `auto-scaling-group-name`. */
function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
}

/** An execution that no command can do. */
export function manual(operation: string, given: Partial<Omit<Execution, 'executor'>> = {}): Execution {
  return {
    executor: { kind: 'manual', operation, argv: [] },
    rollback: { possible: false, argv: [], reason: 'Nothing is changed by the plan itself.' },
    preconditions: [],
    verify: [],
    hazards: [],
    expects: [],
    minutes: 60,
    ...given,
    approvals: ['A human carries it out.', ...(given.approvals ?? [])],
  }
}
