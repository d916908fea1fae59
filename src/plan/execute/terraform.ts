import { own } from '../../model/json.ts'
import type { Entry } from '../declared-index.ts'
import type { Work } from '../work.ts'
import type { Execution } from './command.ts'

const planFile = 'driftgate.tfplan'

/** Plan, look, apply what was looked at. `-replace` and `-target` take their address in the same argument. */
export function terraformCommands(addresses: readonly string[], replace: boolean): string[][] {
  const targets = addresses.map((address) => `-target=${address}`)
  const replaced = replace ? addresses.map((address) => `-replace=${address}`) : []
  return [
    ['terraform', 'plan', '-input=false', ...replaced, ...targets, `-out=${planFile}`],
    ['terraform', 'show', '-json', planFile],
    ['terraform', 'apply', '-input=false', planFile],
  ]
}

/** Sets arguments back, or makes again what is missing. Refused when the saved plan would delete anything. */
export function terraformRevert(work: Work): Execution {
  const addresses = addressesOf(work)
  return {
    executor: {
      kind: 'terraform',
      operation: 'apply',
      argv: terraformCommands(addresses, false),
      allows: addresses.map((address) => ({ address, actions: [['update'], ['create']] })),
    },
    ...shared(addresses),
    rollback: {
      possible: false,
      argv: [],
      reason: 'What was there before the apply is not declared anywhere; the findings hold its values.',
    },
    hazards: ['An apply sets every argument of the resource back, not only those with findings.'],
    approvals: [],
    expects: ['terraform-apply'],
    minutes: 5,
  }
}

/** Replaces. Without create_before_destroy, which the state records, it is down in between. */
export function terraformReplace(work: Work): Execution {
  const entries = work.entries
  const addresses = addressesOf(work)
  const launchesFirst = entries.every(({ node }) => node.lifecycle?.createBeforeDestroy === true)
  const named = entries.filter(isCustomNamed)
  const hazards = ['A replacement may cascade into what depends on it: the saved plan is refused when it names anything else.']
  if (!launchesFirst) hazards.push('Terraform destroys it before it creates the new one: it is down in between.')
  if (named.length > 0)
    hazards.push('It has a name of its own, which the old and the new one cannot both have: create_before_destroy would fail.')
  return {
    executor: {
      kind: 'terraform',
      operation: 'apply -replace',
      argv: terraformCommands(addresses, true),
      allows: entries.map(({ address, node }) => ({
        address,
        actions: [node.lifecycle?.createBeforeDestroy === true ? ['create', 'delete'] : ['delete', 'create']],
      })),
    },
    ...shared(addresses),
    rollback: {
      possible: false,
      argv: [],
      reason: 'The old one is gone when it is replaced; keep a snapshot of its volumes until the new one is verified.',
    },
    hazards,
    approvals: launchesFirst ? [] : ['The old one goes before the new one is there: fewer than all are healthy meanwhile.'],
    expects: ['terraform-replace'],
    minutes: 10,
  }
}

function addressesOf(work: Work): string[] {
  return work.entries.map(({ address }) => address)
}

function shared(addresses: readonly string[]): Pick<Execution, 'preconditions' | 'verify'> {
  return {
    preconditions: [
      { check: 'The saved plan contains no address and no action but those allowed.', argv: ['terraform', 'show', '-json', planFile] },
    ],
    verify: [
      {
        check: 'Terraform plans no change for it (exit code 0).',
        argv: ['terraform', 'plan', '-input=false', '-detailed-exitcode', ...addresses.map((address) => `-target=${address}`)],
      },
    ],
  }
}

/** Whether the declaration gives it a name that only one can have at a time. */
function isCustomNamed({ node }: Entry): boolean {
  const prefix = own(node.properties, 'name_prefix')
  return typeof own(node.properties, 'name') === 'string' && (typeof prefix !== 'string' || prefix === '')
}
