import type { DeclaredIndex } from '../declared-index.ts'
import { groupKind } from '../declared-index.ts'
import { migrationOf } from '../lifecycle.ts'
import type { Work } from '../work.ts'
import { groupReplace, quarantine } from './autoscaling.ts'
import { stackReplace, stackRevert } from './cloudformation.ts'
import { manual } from './command.ts'
import type { Execution } from './command.ts'
import { serviceReplace } from './ecs.ts'
import { kubernetes, swarm } from './orchestrators.ts'
import { terraformReplace, terraformRevert } from './terraform.ts'

/** How a work is carried out: by who owns its instances, else by who declares it, else by a human. */
export function executionOf(work: Work, region: string | undefined, index: DeclaredIndex): Execution {
  return startable(choose(work, region, index))
}

function choose(work: Work, region: string | undefined, index: DeclaredIndex): Execution {
  switch (work.verdict) {
    case 'hold':
      return manual('decide')
    case 'adopt':
      return manual('adopt or delete', { verify: [{ check: 'It is declared, or it is gone.' }] })
    case 'migrate': {
      const kinds = new Set(work.members.map(({ mutation }) => mutation.resource.kind))
      return manual('migrate', {
        hazards: [...kinds].map(migrationOf),
        preconditions: [{ check: 'A backup exists and restoring it has been tested.' }],
        verify: [{ check: 'The new one has the data, its users have moved, and the old one is kept until then.' }],
        minutes: 240,
      })
    }
    case 'quarantine':
      return quarantine(work, region)
    case 'replace':
      return replace(work, region, index)
    case 'revert':
      return revert(work, region)
  }
}

function replace(work: Work, region: string | undefined, index: DeclaredIndex): Execution {
  const { group } = work.unit
  if (group?.kind === groupKind) return groupReplace(work, group.id, region, index)
  const [entry] = work.entries
  if (entry?.node.kind === 'AWS::ECS::Service') {
    const service = serviceReplace(work, entry, region)
    if (service !== undefined) return service
  }
  const reader = entry?.node.reader ?? ''
  if (reader.startsWith('terraform')) return terraformReplace(work)
  if (reader === 'cloudformation') return stackReplace(work, region)
  if (entry !== undefined && reader === 'kubernetes') return kubernetes(work, entry)
  if (entry !== undefined && entry.node.kind === 'swarm/service') return swarm(work, entry)
  return manual('replace', { hazards: ['It is not known which tool makes it: replace it the way it was made.'] })
}

function revert(work: Work, region: string | undefined): Execution {
  const [entry] = work.entries
  const reader = entry?.node.reader ?? ''
  const stack = entry?.node.stack ?? work.members[0]?.mutation.resource.stack
  if (reader.startsWith('terraform')) return terraformRevert(work)
  if (reader === 'cloudformation' && stack !== undefined) return stackRevert(work, stack, region)
  if (entry !== undefined && reader === 'kubernetes') return kubernetes(work, entry)
  if (entry !== undefined && entry.node.kind === 'swarm/service') return swarm(work, entry)
  return manual('apply the declaration', { hazards: ['It is not known which tool applies it: apply it the way it was made.'] })
}

/** A name with a NUL byte cannot be handed to any program: a human takes over. */
function startable(execution: Execution): Execution {
  const commands = [...execution.executor.argv, ...(execution.resetTemplate?.argv ?? []), ...execution.rollback.argv]
  const checks = [...execution.preconditions, ...execution.verify]
  if (!commands.some(isBroken) && !checks.some(({ argv }) => argv !== undefined && isBroken(argv))) return execution
  return manual(execution.executor.operation, { hazards: ['A name contains a NUL byte, which no command can carry.'] })
}

function isBroken(argv: readonly string[]): boolean {
  return argv.some((argument) => argument.includes('\0'))
}
