import { readJsonWhole } from '../json-documents.ts'
import type { InputFile } from '../input-file.ts'
import { terraformIdentity } from '../../mapping/terraform-identity.ts'
import { InputError } from '../../model/errors.ts'
import { isObject, own, textOf, type Json, type JsonObject } from '../../model/json.ts'
import { toPointer } from '../../model/pointer.ts'
import type { DeclaredBatch, DeclaredResource } from '../../model/resource.ts'
import { collectSecrets } from './state.ts'

/**
 * What is declared by `terraform show -json` of a state or of a plan. Of a plan the planned values count; a refresh-only
 * plan plans nothing, so there it is what was recorded before the refresh.
 */
export async function* readShown(file: InputFile): AsyncGenerator<DeclaredBatch> {
  const document = await shownDocument(file)
  const planned = shownResources(own(document, 'planned_values'), file.path)
  const found = planned.resources.length > 0 ? planned : beforeRefresh(document, file.path)
  yield found
}

/** A document that is none of these would declare nothing, and as the live side prove that nothing is there. */
async function shownDocument(file: InputFile): Promise<Json> {
  const document = await readJsonWhole(file)
  if (own(document, 'format_version') !== undefined) return document
  throw new InputError('terraform-show-shape', {
    message: `${file.path} is no output of \`terraform show -json\`: it has no format_version.`,
    hint: 'Write it with `terraform show -json > state.json`, or `terraform show -json PLAN > plan.json` of a saved plan.',
    at: { file: file.path, line: 1 },
  })
}

/** What a plan recorded before it refreshed: its prior state with every drifted resource put back. */
function beforeRefresh(document: Json, file: string): DeclaredBatch {
  const shown = shownResources(own(document, 'values') ?? own(own(document, 'prior_state'), 'values'), file)
  const drift = own(document, 'resource_drift')
  if (!Array.isArray(drift)) return shown
  const byAddress = new Map(shown.resources.map((resource) => [resource.address, resource]))
  for (const entry of drift) {
    const before = own(own(entry, 'change'), 'before')
    const address = own(entry, 'address')
    const type = own(entry, 'type')
    if (!isObject(before) || typeof address !== 'string' || typeof type !== 'string') continue
    const old = byAddress.get(address)
    const sensitive = old?.sensitive ?? sensitivePointers(own(own(entry, 'change'), 'before_sensitive'), [])
    byAddress.set(address, {
      ...terraformIdentity(type, before),
      type,
      address,
      shape: 'terraform',
      properties: before,
      sensitive,
      dependencies: old?.dependencies ?? [],
      file,
      reader: 'terraform-show',
    })
  }
  return { ...shown, resources: [...byAddress.values()] }
}

/** Every managed resource below `values` with its child modules. */
function shownResources(values: Json | undefined, file: string): DeclaredBatch & { resources: DeclaredResource[] } {
  const out: DeclaredResource[] = []
  const skipped: Record<string, number> = {}
  const secrets = new Set<string>()
  const modules: Json[] = []
  const root = own(values, 'root_module')
  if (root !== undefined) modules.push(root)
  for (const module of modules) {
    const children = own(module, 'child_modules')
    if (Array.isArray(children)) modules.push(...children)
    const resources = own(module, 'resources')
    if (!Array.isArray(resources)) continue
    for (const resource of resources) {
      if (!isObject(resource)) continue
      if (own(resource, 'mode') !== 'managed') skipped['data-source'] = (skipped['data-source'] ?? 0) + 1
      else if (own(resource, 'deposed_key') !== undefined) skipped['deposed'] = (skipped['deposed'] ?? 0) + 1
      else out.push(shownResource(resource, file, secrets))
    }
  }
  return { resources: out, skipped, secrets: [...secrets] }
}

function shownResource(resource: JsonObject, file: string, secrets: Set<string>): DeclaredResource {
  const type = textOf(own(resource, 'type'))
  const values = own(resource, 'values')
  const attributes = isObject(values) ? values : {}
  const sensitive = sensitivePointers(own(resource, 'sensitive_values'), [])
  for (const pointer of sensitive) collectSecrets(pointer.slice(1).split('/'), attributes, secrets)
  const dependencies = own(resource, 'depends_on')
  const provider = own(resource, 'provider_name')
  return {
    ...terraformIdentity(type, attributes),
    type,
    address: textOf(own(resource, 'address')),
    shape: 'terraform',
    properties: attributes,
    sensitive,
    dependencies: Array.isArray(dependencies) ? dependencies.filter((item) => typeof item === 'string') : [],
    ...(typeof provider === 'string' ? { provider } : {}),
    file,
    reader: 'terraform-show',
  }
}

/** `{data: true}` to `['/data']`. */
function sensitivePointers(marks: Json | undefined, path: readonly (string | number)[]): string[] {
  if (marks === true) return [toPointer(path)]
  if (Array.isArray(marks)) return marks.flatMap((mark, at) => sensitivePointers(mark, [...path, at]))
  if (isObject(marks)) return Object.keys(marks).flatMap((key) => sensitivePointers(marks[key], [...path, key]))
  return []
}

/** What is live by the same document: values that Terraform has just refreshed, under the addresses of now. */
export async function refreshedResources(file: InputFile): Promise<DeclaredBatch & { resources: DeclaredResource[] }> {
  const document = await shownDocument(file)
  return shownResources(own(document, 'values') ?? own(own(document, 'prior_state'), 'values'), file.path)
}
