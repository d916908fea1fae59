import type { Sniff } from '../sniff.ts'

/** `state` for a Terraform or OpenTofu state, readable or encrypted; its reader says what is wrong with one that it cannot read. */
export function stateRole({ keys, scalars }: Sniff): 'state' | undefined {
  const plain = keys.has('version') && keys.has('lineage') && typeof scalars.get('version') === 'number'
  return plain || keys.has('encrypted_data') ? 'state' : undefined
}

/** What `terraform show -json` writes; of an empty state the version of the format is all. */
const shownKeys = ['values', 'planned_values', 'prior_state', 'resource_changes', 'terraform_version', 'variables']

/** `show` for `terraform show -json` of a state or a plan. A plan may begin with more variables than a head holds. */
export function showRole({ keys, list }: Sniff): 'show' | undefined {
  if (list || !keys.has('format_version') || keys.has('provider_schemas')) return undefined
  return keys.size === 1 || shownKeys.some((key) => keys.has(key)) ? 'show' : undefined
}

/** Whether a document is the output of `terraform providers schema -json`. */
export function isProviderSchema({ keys, list }: Sniff): boolean {
  return !list && keys.has('provider_schemas')
}
