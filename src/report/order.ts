import type { Finding, Resource, Severity } from '../model/generated/report.ts'
import { byText } from '../model/json.ts'

/** Worst first. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const satisfies readonly Severity[]

/** 0 for critical, 4 for info. */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity)
}

/** What a resource is called: its address, else its physical id, else its kind. */
export function nameOf(resource: Resource): string {
  return resource.address || resource.physicalId || resource.kind
}

/** Text that two resources share only when they are the same. */
export function resourceKey(resource: Resource): string {
  const { stack, address, kind, physicalId, account, region } = resource
  return JSON.stringify([stack, address, kind, physicalId, account, region])
}

/** Worst first, then by resource, policy and place inside the resource: a total order as long as fingerprints differ. */
export function byUrgency(a: Finding, b: Finding): number {
  return (
    severityRank(a.severity) - severityRank(b.severity) ||
    byText(a.resource.stack ?? '', b.resource.stack ?? '') ||
    byText(nameOf(a.resource), nameOf(b.resource)) ||
    byText(a.policy, b.policy) ||
    byText(a.difference?.path ?? '', b.difference?.path ?? '') ||
    byText(a.fingerprint, b.fingerprint)
  )
}

/** Groups in the order in which their first item comes. */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
