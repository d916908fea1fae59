import { hash } from 'node:crypto'
import type { Finding } from './generated/report.ts'
import { byText } from './json.ts'
import { fromPointer } from './pointer.ts'

/** What a finding is, apart from where it is written, how bad it is and which values it has. */
export type Identity = Pick<Finding, 'policy' | 'outcome' | 'resource' | 'difference'>

/** Kinds whose paths are keys all the way: a number there is a port or a user, not an index. */
const keyed = new Set(['host', 'rootfs', 'docker/container'])

/**
 * 32 hex digits that name a finding for ever: over policy, outcome, stack, kind, address (the
 * physical id where nothing declares it), account, region and path, list indexes replaced by
 * the element's name (the innermost) or a star. Lines, messages, values, severity and shifted indexes do not change it.
 */
export function fingerprintOf({ policy, outcome, resource, difference }: Identity): string {
  const address = resource.address ?? resource.physicalId ?? ''
  const parts = [
    'driftgate/finding/v1',
    policy,
    outcome,
    resource.stack ?? '',
    resource.kind,
    outcome === 'unmanaged' ? (resource.physicalId ?? address) : address,
    // One declaration may be deployed to many accounts and regions.
    resource.account ?? '',
    resource.region ?? '',
    ...(difference === undefined ? [] : steadyPath(resource.kind, difference)),
  ]
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32)
}

function steadyPath(kind: string, { path, element }: NonNullable<Finding['difference']>): string[] {
  const segments = fromPointer(path)
  if (keyed.has(kind)) return segments
  const innermost = segments.findLastIndex(isIndex)
  return segments.map((segment, at) => (isIndex(segment) ? (at === innermost && element !== undefined ? `=${element}` : '*') : segment))
}

function isIndex(segment: string): boolean {
  return /^(?:\d+|-)$/.test(segment)
}

/**
 * The same findings with fingerprints that no two share: those that collide (elements that nothing tells apart) are counted,
 * in the order of their paths and values. The first keeps its own.
 */
export function uniqueFingerprints<T extends Identity & { fingerprint: string }>(findings: readonly T[]): T[] {
  const groups = new Map<string, number[]>()
  for (const [at, { fingerprint }] of findings.entries()) {
    const group = groups.get(fingerprint)
    if (group === undefined) groups.set(fingerprint, [at])
    else group.push(at)
  }
  const result = [...findings]
  for (const group of groups.values()) {
    if (group.length === 1) continue
    const inOrder = group.map((at) => ({ at, order: orderOf(findings[at]) })).toSorted((a, b) => byText(a.order, b.order) || a.at - b.at)
    for (const [count, { at }] of inOrder.entries()) {
      const finding = findings[at]
      if (finding === undefined || count === 0) continue
      result[at] = { ...finding, fingerprint: hash('sha256', `${finding.fingerprint}:${count}`, 'hex').slice(0, 32) }
    }
  }
  return result
}

/** Indexes padded, so that 10 comes after 9. */
function orderOf(finding: Identity | undefined): string {
  const path = finding?.difference?.path.replaceAll(/\d+/g, (digits) => digits.padStart(9, '0')) ?? ''
  return JSON.stringify([finding?.resource.physicalId ?? '', path, finding?.difference?.change ?? ''])
}
