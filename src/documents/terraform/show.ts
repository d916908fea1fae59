import { terraformIdentity } from '../../mapping/terraform-identity.ts'
import { InputError } from '../../model/errors.ts'
import type { Diagnostic } from '../../model/generated/report.ts'
import { isObject, own, put, textOf, type Json, type JsonObject } from '../../model/json.ts'
import { toPointer } from '../../model/pointer.ts'
import type { DeclaredBatch, DeclaredResource } from '../../model/resource.ts'
import { readJsonWhole } from '../json-documents.ts'
import type { InputFile } from '../input-file.ts'
import { markedPaths, shownResource, shownResources, type Shown } from './shown-resources.ts'

/**
 * What is declared by `terraform show -json` of a state or of a plan. Of a plan the planned values count; a refresh-only
 * plan plans nothing, so there it is what was recorded before the refresh, and so it is where planning failed.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
export async function* readShown(file: InputFile, note: (diagnostic: Diagnostic) => void): AsyncGenerator<DeclaredBatch> {
  const document = await shownDocument(file)
  const planned = shownResources(own(document, 'planned_values'), file.path)
  if (isErrored(document)) {
    note({
      code: 'terraform-plan-errored',
      level: 'warning',
      message: `${file.path} is a plan that ended with an error; what was recorded before it counts as declared.`,
      hint: 'Mend what `terraform plan` reports, and plan again.',
      location: { file: file.path, line: 1 },
    })
    yield beforeRefresh(document, file.path)
  } else yield planned.resources.length > 0 ? asPlanned(planned, document, file.path) : beforeRefresh(document, file.path)
}

/** A document that is none of these would declare nothing, and as the live side prove that nothing is there. */
async function shownDocument(file: InputFile): Promise<Json> {
  const document = await readJsonWhole(file)
  const version = textOf(own(document, 'format_version'))
  if (version === '') {
    throw new InputError('terraform-show-shape', {
      message: `${file.path} is no output of \`terraform show -json\`: it has no format_version.`,
      hint: 'Write it with `terraform show -json > state.json`, or `terraform show -json PLAN > plan.json` of a saved plan.',
      at: { file: file.path, line: 1 },
    })
  }
  // A newer minor version only adds: https://developer.hashicorp.com/terraform/internals/json-format#format-summary
  if (/^[01](?:\.|$)/.test(version)) return document
  throw new InputError('terraform-show-version', {
    message: `${file.path} is \`terraform show -json\` output of format ${version.slice(0, 20)}; driftgate reads 0.x and 1.x.`,
    hint: 'Update driftgate, or scan the state: `terraform state pull > pulled.tfstate`.',
    at: { file: file.path, line: 1 },
  })
}

function isErrored(document: Json): boolean {
  return own(document, 'errored') === true
}

/** The entries of a list of changes that are about current objects of managed resources, by address. */
function changesOf(document: Json, list: 'resource_drift' | 'resource_changes'): Map<string, JsonObject> {
  const entries = own(document, list)
  const byAddress = new Map<string, JsonObject>()
  if (!Array.isArray(entries)) return byAddress
  for (const entry of entries) {
    if (!isObject(entry) || own(entry, 'deposed') !== undefined || (own(entry, 'mode') ?? 'managed') !== 'managed') continue
    byAddress.set(textOf(own(entry, 'address')), entry)
  }
  return byAddress
}

function actionsOf(entry: JsonObject | undefined): string {
  const actions = own(own(entry, 'change'), 'actions')
  return Array.isArray(actions) ? actions.map((action) => textOf(action)).join(' ') : ''
}

/** The planned values, without what was never there, and with what only an apply can tell marked as such. */
function asPlanned(planned: Shown, document: Json, file: string): DeclaredBatch {
  const changes = changesOf(document, 'resource_changes')
  const drift = changesOf(document, 'resource_drift')
  const secrets = new Set(planned.secrets)
  const resources: DeclaredResource[] = []
  let pending = 0
  for (const resource of planned.resources) {
    const gone = drift.get(resource.address)
    if (actionsOf(changes.get(resource.address)) !== 'create') resources.push(withUnknowns(resource, changes.get(resource.address)))
    // To be made anew, since somebody deleted it: it goes by the name that it had.
    else if (gone !== undefined && actionsOf(gone) === 'delete') resources.push(before(gone, file, secrets))
    else pending += 1
  }
  return { resources, skipped: { ...planned.skipped, ...(pending === 0 ? {} : { 'not-applied': pending }) }, secrets: [...secrets] }
}

/** `after_unknown`: the planned values leave out what the apply will tell. It is unresolved, and nothing that live has there is added. */
function withUnknowns(resource: DeclaredResource, change: JsonObject | undefined): DeclaredResource {
  const paths = markedPaths(own(own(change, 'change'), 'after_unknown'), [])
  if (paths.length === 0) return resource
  const old = own(own(change, 'change'), 'before')
  const properties = structuredClone(resource.properties)
  for (const path of paths) open(properties, path)
  // What is to be replaced is still there, under the name that it has now.
  const identity = resource.physicalId === undefined && isObject(old) ? terraformIdentity(resource.type, old) : {}
  return { ...resource, ...identity, properties, unresolved: [...(resource.unresolved ?? []), ...paths.map(toPointer)] }
}

/** Puts null where the way leads, so that the place is known to be declared. */
function open(root: Json, path: readonly (string | number)[]): void {
  let at: Json | undefined = root
  for (const step of path.slice(0, -1)) at = Array.isArray(at) ? at[Number(step)] : own(at, String(step))
  const last = path.at(-1)
  if (isObject(at) && last !== undefined && own(at, String(last)) === undefined) put(at, String(last), null)
}

/** What a plan recorded before it refreshed: its prior state with every drifted resource put back. */
function beforeRefresh(document: Json, file: string): DeclaredBatch {
  const shown = shownResources(own(document, 'values') ?? own(own(document, 'prior_state'), 'values'), file)
  const byAddress = new Map(shown.resources.map((resource) => [resource.address, resource]))
  const secrets = new Set(shown.secrets)
  for (const [address, entry] of changesOf(document, 'resource_drift')) {
    if (!isObject(own(own(entry, 'change'), 'before'))) continue
    const old = byAddress.get(address)
    const found = before(entry, file, secrets)
    const sensitive = [...new Set([...(old?.sensitive ?? []), ...found.sensitive])]
    byAddress.set(address, { ...found, sensitive, dependencies: old?.dependencies ?? [] })
  }
  return { ...shown, resources: [...byAddress.values()], secrets: [...secrets] }
}

function before(entry: JsonObject, file: string, secrets: Set<string>): DeclaredResource {
  const change = own(entry, 'change')
  return shownResource(entry, own(change, 'before'), own(change, 'before_sensitive'), file, secrets)
}

export interface Refreshed {
  resources: DeclaredResource[]
  /** Why this is not all that Terraform manages; undefined: it is. */
  partial?: string
}

/** What is live by the same document: values that Terraform has just refreshed, under the addresses of now. */
export async function refreshedResources(file: InputFile): Promise<Refreshed> {
  const document = await shownDocument(file)
  const { resources } = shownResources(own(document, 'values') ?? own(own(document, 'prior_state'), 'values'), file.path)
  const known = new Set(resources.map(({ address }) => address))
  // What an import block names was read, and is in no state yet.
  for (const [address, entry] of changesOf(document, 'resource_changes')) {
    const isImported = own(own(entry, 'change'), 'importing') !== undefined && isObject(own(own(entry, 'change'), 'before'))
    if (isImported && !known.has(address)) resources.push(before(entry, file.path, new Set()))
  }
  if (isErrored(document)) return { resources, partial: 'The plan ended with an error.' }
  // Of a plan that shows nothing before and nothing gone nobody knows what it read; a state may be empty.
  const isAllDeleted = [...changesOf(document, 'resource_drift').values()].some((entry) => actionsOf(entry) === 'delete')
  if (resources.length === 0 && own(document, 'planned_values') !== undefined && !isAllDeleted)
    return { resources, partial: 'It shows no resource at all.' }
  return own(document, 'complete') === false
    ? { resources, partial: 'The plan covers only a part (-target, or deferred changes).' }
    : { resources }
}
