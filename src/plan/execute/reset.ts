import { byText } from '../../model/json.ts'
import type { Item } from '../../model/generated/rebuild-plan.ts'
import { isMachineInside, sortedSet } from '../work.ts'
import type { Work } from '../work.ts'
import { stackRevert } from './cloudformation.ts'
import { terraformCommands } from './terraform.ts'

/**
 * How the drifted template and settings of a group or a service are set back before anything launches from them, since
 * a replacement is made from what is live; undefined where they have not drifted. No commands: nobody declares them
 * where a tool could set them back, so a human does.
 */
export function resetOf(work: Work, region: string | undefined): Item['resetTemplate'] {
  const drifted = work.members.filter(({ mutation }) => mutation.difference !== undefined && !isMachineInside(mutation.resource.kind))
  if (drifted.length === 0) return undefined
  const names = sortedSet(drifted.map(({ mutation }) => mutation.resource.address ?? mutation.resource.physicalId ?? ''))
  const entries = work.entries.filter(({ address }) => names.includes(address)).toSorted((a, b) => byText(a.address, b.address))
  const [entry] = entries
  const address = names.join(' ')
  if (entry?.node.reader.startsWith('terraform') === true) {
    return { address, argv: terraformCommands(sortedSet([...entries.map((one) => one.address), ...groupAddress(work)]), false) }
  }
  if (entry?.node.reader === 'cloudformation' && entry.node.stack !== undefined) {
    return { address, argv: stackRevert(work, entry.node.stack, region).executor.argv }
  }
  return { address, argv: [] }
}

/** The group follows the version that the reset makes. */
function groupAddress({ unit }: Work): string[] {
  return unit.entry?.node.reader.startsWith('terraform') === true ? [unit.entry.address] : []
}
