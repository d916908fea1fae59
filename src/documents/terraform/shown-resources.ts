import { terraformIdentity } from '../../mapping/terraform-identity.ts'
import { isObject, own, textOf, type Json, type JsonObject } from '../../model/json.ts'
import { toPointer } from '../../model/pointer.ts'
import type { DeclaredResource } from '../../model/resource.ts'
import { collectSecrets } from './state.ts'

/** What a document of `terraform show -json` holds, and what it passed over. */
export interface Shown {
  resources: DeclaredResource[]
  skipped: Record<string, number>
  secrets: string[]
}

/** Every managed resource below `values` with its child modules. */
export function shownResources(values: Json | undefined, file: string): Shown {
  const resources: DeclaredResource[] = []
  const skipped: Record<string, number> = {}
  const secrets = new Set<string>()
  const modules: Json[] = []
  const root = own(values, 'root_module')
  if (root !== undefined) modules.push(root)
  for (const module of modules) {
    const children = own(module, 'child_modules')
    if (Array.isArray(children)) modules.push(...children)
    const list = own(module, 'resources')
    if (!Array.isArray(list)) continue
    for (const resource of list) {
      if (!isObject(resource)) continue
      if (own(resource, 'mode') !== 'managed') skipped['data-source'] = (skipped['data-source'] ?? 0) + 1
      else if (own(resource, 'deposed_key') !== undefined) skipped['deposed'] = (skipped['deposed'] ?? 0) + 1
      else resources.push(shownResource(resource, own(resource, 'values'), own(resource, 'sensitive_values'), file, secrets))
    }
  }
  return { resources, skipped, secrets: [...secrets] }
}

/** A resource with the values that count. `entry` is an element of `resources`, of `resource_drift` or of `resource_changes`. */
export function shownResource(
  entry: JsonObject,
  values: Json | undefined,
  marks: Json | undefined,
  file: string,
  secrets: Set<string>,
): DeclaredResource {
  const type = textOf(own(entry, 'type'))
  const attributes = isObject(values) ? values : {}
  const sensitive = markedPaths(marks, [])
  for (const path of sensitive) collectSecrets(path.map(String), attributes, secrets)
  const dependencies = own(entry, 'depends_on')
  const provider = own(entry, 'provider_name')
  const version = own(entry, 'schema_version')
  return {
    ...terraformIdentity(type, attributes),
    type,
    address: textOf(own(entry, 'address')),
    shape: 'terraform',
    properties: attributes,
    sensitive: sensitive.map(toPointer),
    dependencies: Array.isArray(dependencies) ? dependencies.filter((item) => typeof item === 'string') : [],
    ...(typeof provider === 'string' ? { provider } : {}),
    ...(typeof version === 'number' ? { schemaVersion: version } : {}),
    file,
    reader: 'terraform-show',
  }
}

/** `{data: true, rule: [{key: true}]}` to the ways to what is marked: `sensitive_values`, `after_unknown`. */
export function markedPaths(marks: Json | undefined, path: readonly (string | number)[]): (string | number)[][] {
  if (marks === true) return [[...path]]
  if (Array.isArray(marks)) return marks.flatMap((mark, at) => markedPaths(mark, [...path, at]))
  if (isObject(marks)) return Object.keys(marks).flatMap((key) => markedPaths(marks[key], [...path, key]))
  return []
}
