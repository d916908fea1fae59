import type { ReportingDescriptorReference, ReportingDescriptorRelationship, ToolComponent, ToolComponentReference } from 'sarif'
import type { PolicyRef, ScanReport } from '../../model/generated/report.ts'
import { byText } from '../../model/json.ts'
import { safeText } from '../safe-text.ts'
import { controlList } from './rules.ts'

/** The controls that policies and findings name, one taxonomy per framework, and the way to refer to one. */
export interface Taxonomies {
  components: ToolComponent[]
  references: ToolComponentReference[]
  taxaOf(of: { controls?: Record<string, string[]> }): ReportingDescriptorReference[]
  relationshipsOf(policy: PolicyRef): ReportingDescriptorRelationship[]
}

/** Taxonomies for the `full` profile: code scanning ignores them and shows tags instead. */
export function taxonomies(report: ScanReport): Taxonomies {
  const ids = new Map<string, Set<string>>()
  for (const source of [...(report.policies ?? []), ...report.findings, ...report.suppressed]) {
    for (const [framework, id] of controlList(source)) ids.set(framework, (ids.get(framework) ?? new Set()).add(id))
  }
  const frameworks = [...ids.keys()].toSorted(byText)
  const positions = new Map<string, ReportingDescriptorReference>()
  const components = frameworks.map((framework, index): ToolComponent => {
    const name = safeText(framework, 200)
    const controls = [...(ids.get(framework) ?? [])].toSorted(byText)
    for (const [at, id] of controls.entries())
      positions.set(JSON.stringify([framework, id]), { id: safeText(id, 200), index: at, toolComponent: { name, index } })
    return { name, isComprehensive: false, taxa: controls.map((id) => ({ id: safeText(id, 200) })) }
  })
  const taxaOf: Taxonomies['taxaOf'] = (of) => controlList(of).flatMap((pair) => positions.get(JSON.stringify(pair)) ?? [])
  return {
    components,
    references: components.map(({ name }, index) => ({ name, index })),
    taxaOf,
    relationshipsOf: (policy) => taxaOf(policy).map((target) => ({ target, kinds: ['relevant'] })),
  }
}
