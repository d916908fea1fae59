import type { ControlFramework, ControlGroups, Controls, PolicyRule } from '../model/generated/policy.ts'
import { byText } from '../model/json.ts'

type Control = ControlFramework['controls'][number]

/** What is known of frameworks: which controls exist, and which go together under a short code. */
export interface ControlCatalog {
  frameworks: ReadonlyMap<string, ControlFramework>
  control(framework: string, id: string): Control | undefined
  group(code: string): ControlGroups['groups'][string] | undefined
}

/** A later document of the same framework adds to the former. */
export function controlCatalog(frameworks: readonly ControlFramework[], groups: readonly ControlGroups[]): ControlCatalog {
  const byName = new Map<string, ControlFramework>()
  const byId = new Map<string, Control>()
  for (const framework of frameworks) {
    byName.set(framework.framework, framework)
    for (const control of framework.controls) byId.set(`${framework.framework} ${control.id}`, control)
  }
  const codes = new Map(groups.flatMap((document) => Object.entries(document.groups)))
  return {
    frameworks: byName,
    control: (framework, id) => byId.get(`${framework} ${id}`),
    group: (code) => codes.get(code),
  }
}

/** A policy's controls with its group codes written out: frameworks and ids sorted, each id once. */
export function expandControls(rule: PolicyRule, catalog: ControlCatalog): Controls {
  return mergeControls([...(rule.controlGroups ?? []).map((code) => catalog.group(code)?.controls ?? {}), rule.controls ?? {}])
}

export function mergeControls(all: readonly Controls[]): Controls {
  const merged = new Map<string, Set<string>>()
  for (const controls of all)
    for (const [framework, ids] of Object.entries(controls)) {
      const known = merged.get(framework)
      if (known === undefined) merged.set(framework, new Set(ids))
      else for (const id of ids) known.add(id)
    }
  return Object.fromEntries(
    [...merged].toSorted(([a], [b]) => byText(a, b)).map(([framework, ids]) => [framework, [...ids].toSorted(byText)]),
  )
}

/** What a policy names and no framework has, as sentences. */
export function unknownControls(rule: PolicyRule, catalog: ControlCatalog): { pointer: string; message: string }[] {
  const found: { pointer: string; message: string }[] = []
  for (const [at, code] of (rule.controlGroups ?? []).entries())
    if (catalog.group(code) === undefined) found.push({ pointer: `/controlGroups/${at}`, message: `There is no control group '${code}'.` })
  for (const [framework, ids] of Object.entries(rule.controls ?? {}))
    for (const [at, id] of ids.entries())
      if (catalog.control(framework, id) === undefined)
        found.push({ pointer: `/controls/${framework}/${at}`, message: `'${framework}' has no control '${id}'.` })
  return found
}
