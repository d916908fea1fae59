import type { Sniff } from '../sniff.ts'

/** `state` for a Terraform or OpenTofu state, readable or encrypted; its reader says what is wrong with one that it cannot read. */
export function stateRole({ keys, scalars }: Sniff): 'state' | undefined {
  const plain = keys.has('version') && keys.has('lineage') && typeof scalars.get('version') === 'number'
  return plain || keys.has('encrypted_data') ? 'state' : undefined
}

/** `show` for `terraform show -json` of a state or a plan. */
export function showRole({ keys }: Sniff): 'show' | undefined {
  return keys.has('format_version') && (keys.has('values') || keys.has('prior_state') || keys.has('planned_values')) ? 'show' : undefined
}
