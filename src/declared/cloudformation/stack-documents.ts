import { own, type Json } from '../../model/json.ts'
import { stackPlace, type Origin, type ParameterValue, type StackRecord, type StackResources } from './family.ts'

/** No longer part of the stack: deleted, or left behind when the stack let go of it. */
const gone = new Set(['DELETE_COMPLETE', 'DELETE_SKIPPED'])
/** `describe-stack-resources` returns no more and says nothing of it. */
const describeLimit = 100

/** The entries below one of `keys`, of a bare list whose elements have `member`, or the single one below `single`. */
export function entriesOf(value: Json, keys: readonly string[], member: string, single?: string): Json[] | undefined {
  for (const key of keys) {
    const list = own(value, key)
    if (Array.isArray(list)) return list
  }
  if (Array.isArray(value)) return value.length > 0 && value.every((entry) => own(entry, member) !== undefined) ? value : undefined
  const one = single === undefined ? undefined : own(value, single)
  return one === undefined ? undefined : [one]
}

/** Entries by stack. `rest`: the answer had another page that is not here. */
export function stackResourcesOf(entries: readonly Json[], origin: Origin, rest: boolean): StackResources[] {
  const groups = new Map<string, StackResources>()
  if (entries.length === 0) groups.set('', { ...origin, resources: new Map(), whole: !rest })
  for (const entry of entries) {
    const id = textOf(entry, 'LogicalResourceId')
    const type = textOf(entry, 'ResourceType')
    if (id === undefined || type === undefined) continue
    const stackId = textOf(entry, 'StackId')
    const stackName = textOf(entry, 'StackName') ?? stackPlace(stackId)?.name
    const key = stackId ?? stackName ?? ''
    let group = groups.get(key)
    if (group === undefined) {
      group = { ...origin, resources: new Map(), whole: !rest, ...(stackId && { stackId }), ...(stackName && { stackName }) }
      groups.set(key, group)
    }
    if (gone.has(textOf(entry, 'ResourceStatus') ?? '')) continue
    const physicalId = textOf(entry, 'PhysicalResourceId')
    group.resources.set(id, { type, ...(physicalId && { physicalId }) })
    const changedAt = textOf(entry, 'LastUpdatedTimestamp') ?? textOf(entry, 'Timestamp')
    if (changedAt !== undefined && isLater(changedAt, group.changedAt)) group.changedAt = changedAt
  }
  for (const group of groups.values()) if (group.stackId !== undefined && group.resources.size === describeLimit) group.whole = false
  return [...groups.values()]
}

/** Whether a time is later than another one, or the only one. */
export function isLater(time: string, than: string | undefined): boolean {
  return !Number.isNaN(Date.parse(time)) && (than === undefined || Date.parse(time) > Date.parse(than))
}

/** One entry of `describe-stacks`; undefined without a name (other services have stacks too) and for a deleted stack. */
export function stackRecordOf(entry: Json, origin: Origin): StackRecord | undefined {
  const name = textOf(entry, 'StackName')
  if (name === undefined || gone.has(textOf(entry, 'StackStatus') ?? '')) return undefined
  const id = textOf(entry, 'StackId')
  const parameters = new Map<string, ParameterValue>()
  for (const parameter of listOf(entry, 'Parameters')) {
    const key = textOf(parameter, 'ParameterKey')
    const value = textOf(parameter, 'ParameterValue')
    const resolved = textOf(parameter, 'ResolvedValue')
    if (key !== undefined) parameters.set(key, { ...(value !== undefined && { value }), ...(resolved !== undefined && { resolved }) })
  }
  const arns = own(entry, 'NotificationARNs')
  const notificationArns = Array.isArray(arns) ? arns.filter((arn) => typeof arn === 'string') : undefined
  const deployedAt = textOf(entry, 'LastUpdatedTime') ?? textOf(entry, 'CreationTime')
  return {
    ...origin,
    name,
    ...(deployedAt !== undefined && { deployedAt }),
    ...(id !== undefined && { id }),
    parameters,
    tags: pairsOf(entry, 'Tags', 'Key', 'Value'),
    outputs: pairsOf(entry, 'Outputs', 'OutputKey', 'OutputValue'),
    exports: pairsOf(entry, 'Outputs', 'ExportName', 'OutputValue'),
    ...(notificationArns !== undefined && { notificationArns }),
  }
}

function pairsOf(entry: Json, list: string, keyName: string, valueName: string): Map<string, string> {
  const out = new Map<string, string>()
  for (const item of listOf(entry, list)) {
    const key = textOf(item, keyName)
    const value = textOf(item, valueName)
    if (key !== undefined && value !== undefined) out.set(key, value)
  }
  return out
}

function listOf(entry: Json, key: string): Json[] {
  const list = own(entry, key)
  return Array.isArray(list) ? list : []
}

function textOf(entry: Json, key: string): string | undefined {
  const value = own(entry, key)
  return typeof value === 'string' ? value : undefined
}
