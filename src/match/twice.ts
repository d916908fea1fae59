import { terraformMap } from '../mapping/terraform-map.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import type { DeclaredResource, LiveResource } from '../model/resource.ts'
import type { Resolved } from './resolve.ts'

/** Live resources and who declares the whole of them: two states that claim one undo each other's changes. */
export class Claimants {
  readonly diagnostics: Diagnostic[] = []
  readonly #first = new Map<LiveResource, DeclaredResource>()

  add({ declared, live }: Resolved): void {
    if (live === undefined) return
    const first = this.#first.get(live)
    if (first === undefined) this.#first.set(live, declared)
    else if (isRival(first, declared) && namesIt(first, live) && namesIt(declared, live))
      this.diagnostics.push(conflict(first, declared, live))
  }
}

/** Different types of one provider may each declare a part, whatever the map says of them. */
function isRival(a: DeclaredResource, b: DeclaredResource): boolean {
  if (a.shape !== b.shape || a.shape === 'neutral') return true
  return (
    (a.type === b.type || providerOf(a.type) !== providerOf(b.type)) && [a, b].every(({ type }) => terraformMap(type)?.part === undefined)
  )
}

function providerOf(type: string): string {
  return type.slice(0, type.indexOf('_'))
}

/** By a name of its own, not by a part of one. */
function namesIt({ physicalId, identities }: DeclaredResource, live: LiveResource): boolean {
  const names = new Set([live.physicalId, ...live.identities])
  return (physicalId !== undefined && names.has(physicalId)) || identities.some((name) => names.has(name))
}

function conflict(first: DeclaredResource, second: DeclaredResource, { kind, physicalId }: LiveResource): Diagnostic {
  return {
    code: 'resource-claimed-twice',
    level: 'error',
    message: `${first.address} in ${first.file} and ${second.address} in ${second.file} both declare the ${kind} ${JSON.stringify(physicalId)}.`,
    hint: 'Let one of them go: `terraform state rm` the address there, or take the resource out of the template with DeletionPolicy Retain.',
    location: { file: second.file, kind: 'input' },
  }
}
