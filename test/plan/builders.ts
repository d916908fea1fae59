import type { DeclaredNode } from '../../src/plan/declared-index.ts'
import { planRebuild } from '../../src/plan/rebuild.ts'
import type { PlanContext } from '../../src/plan/rebuild.ts'
import { applyVerdicts } from '../../src/plan/verdict.ts'
import type { PlanInput } from '../../src/plan/work.ts'
import type { Item } from '../../src/model/generated/rebuild-plan.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { JudgedMutation } from '../../src/model/mutation.ts'
import type { GroupContext, ImageContext } from '../../src/model/pair.ts'
import type { DeclaredResource, LiveResource } from '../../src/model/resource.ts'

interface Given {
  kind: string
  address?: string
  physicalId?: string
  stack?: string
  region?: string
  path?: string
  outcome?: JudgedMutation['finding']['outcome']
  severity?: JudgedMutation['finding']['severity']
  policy?: string
  strategy?: string
  approval?: string
  runbook?: string
  declared?: DeclaredResource
  live?: JsonObject
  group?: GroupContext
  image?: ImageContext
}

/** A finding with its mutation, as judge hands it over. */
export function judged(given: Given): JudgedMutation {
  const { kind, path, outcome = 'mutated', policy = 'DG101', severity = 'high' } = given
  const address = given.address ?? given.declared?.address
  const physicalId = given.physicalId ?? given.declared?.physicalId
  const stack = given.stack ?? given.declared?.stack
  const resource = {
    kind,
    ...(address === undefined ? {} : { address }),
    ...(physicalId === undefined ? {} : { physicalId }),
    ...(stack === undefined ? {} : { stack }),
    ...(given.region === undefined ? {} : { region: given.region }),
  }
  const difference = path === undefined ? {} : { difference: { path, change: 'changed' as const, declared: 'a', live: 'b', leaves: 1 } }
  const live: LiveResource = {
    kind,
    shape: 'neutral',
    properties: given.live ?? {},
    physicalId: physicalId ?? '',
    identities: [],
    source: 'test',
  }
  return {
    finding: {
      policy,
      name: 'declared-attribute-mutated',
      severity,
      outcome,
      resource,
      ...(path === undefined ? {} : { difference: { path, change: 'changed' } }),
      fingerprint: `${policy}:${kind}:${stack ?? ''}:${address ?? ''}:${physicalId ?? ''}:${path ?? ''}`,
    },
    mutation: {
      outcome,
      resource,
      ...difference,
      ...(given.live === undefined ? {} : { live }),
      ...(given.declared === undefined ? {} : { declared: given.declared }),
      ...(given.group === undefined ? {} : { group: given.group }),
      ...(given.image === undefined ? {} : { image: given.image }),
    },
    rebuild: {
      strategy: given.strategy ?? 'reapply',
      ...(given.approval === undefined ? {} : { approval: given.approval }),
      ...(given.runbook === undefined ? {} : { runbook: given.runbook }),
    },
  }
}

/** A resource in a Terraform state. */
export function declared(kind: string, address: string, more: Partial<DeclaredResource> = {}): DeclaredResource {
  return {
    kind,
    type: address.split('.')[0] ?? '',
    address,
    shape: 'neutral',
    properties: {},
    identities: [],
    sensitive: [],
    dependencies: [],
    file: 'terraform.tfstate',
    reader: 'terraform-state',
    ...more,
  }
}

export const instance = 'AWS::EC2::Instance'
export const asg = 'AWS::AutoScaling::AutoScalingGroup'

export function groupOf(size: number, more: Partial<GroupContext> = {}): GroupContext {
  return { id: 'web-asg', kind: asg, images: ['ami-1'], size, templateVersion: '7', ...more }
}

export function mapOf(nodes: readonly DeclaredResource[]): ReadonlyMap<string, DeclaredNode> {
  return new Map(nodes.map((node) => [`${node.file} ${node.stack ?? ''} ${node.address}`, node]))
}

export function contextOf(nodes: readonly DeclaredResource[] = [], more: Partial<PlanContext> = {}): PlanContext {
  return { declared: mapOf(nodes), scan: {}, now: '2026-08-01T10:00:00Z', toolVersion: '0.1.0', totalResources: 1000, ...more }
}

/** Findings with their verdicts, as plan takes them. */
export function withVerdicts(items: readonly JudgedMutation[], nodes: readonly DeclaredResource[] = []): PlanInput[] {
  const findings = applyVerdicts(items, { declared: mapOf(nodes) })
  return items.map(({ mutation, rebuild }, at) => {
    const finding = findings[at]
    if (finding === undefined) throw new Error('a finding went missing')
    return { finding, mutation, rebuild }
  })
}

/** The items of a plan for findings. */
export function itemsOf(items: readonly JudgedMutation[], nodes: readonly DeclaredResource[] = []): Item[] {
  return planRebuild(withVerdicts(items, nodes), contextOf(nodes)).items
}

/** The only item of a plan for findings. */
export function itemOf(items: readonly JudgedMutation[], nodes: readonly DeclaredResource[] = []): Item {
  const [item, ...others] = itemsOf(items, nodes)
  if (item === undefined || others.length > 0) throw new Error(`one item expected, not ${others.length + (item === undefined ? 0 : 1)}`)
  return item
}
