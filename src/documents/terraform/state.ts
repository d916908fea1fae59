import { readHead } from '../input-file.ts'
import { readListElements, type Remainder } from '../list-elements.ts'
import { sniff } from '../sniff.ts'
import { terraformIdentity } from '../../mapping/terraform-identity.ts'
import { InputError } from '../../model/errors.ts'
import { isObject, own, type Json, type JsonObject } from '../../model/json.ts'
import { toPointer } from '../../model/pointer.ts'
import type { DeclaredBatch, DeclaredResource } from '../../model/resource.ts'
import type { InputFile } from '../input-file.ts'
import { unflatten } from './flat.ts'

/**
 * All managed instances of a Terraform or OpenTofu state of format 4, in batches: `resources[].instances[]`. Data sources
 * and deposed objects are counted, not read. Throws InputError for a state that is older, encrypted or broken.
 * https://github.com/hashicorp/terraform/blob/main/internal/states/statefile/version4.go
 */
export async function* readState(file: InputFile): AsyncGenerator<DeclaredBatch> {
  checkVersion(file)
  const remainder: Remainder = { value: {} }
  for await (const elements of readListElements(file, 'resources', remainder)) {
    const batch: Batch = { resources: [], skipped: {} }
    const secrets = new Set<string>()
    for (const element of elements) readResource(element, file.path, batch, secrets)
    yield { ...batch, secrets: [...secrets] }
  }
  if (remainder.value['version'] !== 4 || remainder.hasList !== true) throw notAState(file)
  yield { resources: [], revision: revisionOf(remainder.value, file.path) }
}

function revisionOf(state: JsonObject, file: string): NonNullable<DeclaredBatch['revision']> {
  const { serial, lineage, terraform_version: version } = state
  return {
    file,
    ...(typeof serial === 'number' ? { serial } : {}),
    ...(typeof lineage === 'string' ? { lineage } : {}),
    ...(typeof version === 'string' ? { writtenBy: version } : {}),
  }
}

/** Another document, read by a prefix, would declare nothing, and as the live side prove that nothing is there. */
function notAState(file: InputFile): InputError {
  return new InputError('terraform-state-shape', {
    message: `${file.path} is no Terraform state of format 4.`,
    hint: 'Write it with `terraform state pull > pulled.tfstate`; output of `terraform show -json` is read as terraform-show.',
    at: { file: file.path, line: 1 },
  })
}

function checkVersion(file: InputFile): void {
  const { scalars, keys, format } = sniff(file)
  if (keys.has('encrypted_data')) {
    throw new InputError('terraform-state-encrypted', {
      message: `${file.path} is a state that OpenTofu has encrypted.`,
      hint: 'Decrypt it first: run `tofu state pull > pulled.tfstate` where the key is configured, or scan `tofu show -json` output.',
      at: { file: file.path, line: 1 },
    })
  }
  if (format !== 'json' && readHead(file, 2).toString() === 'PK') {
    throw new InputError('terraform-plan-binary', {
      message: `${file.path} is a saved plan, not a state.`,
      hint: `Run \`terraform show -json ${file.path} > plan.json\` and scan that.`,
      at: { file: file.path },
    })
  }
  const version = scalars.get('version')
  if (typeof version === 'number' && version !== 4) {
    const older = version < 4
    throw new InputError('terraform-state-version', {
      message: `${file.path} is a state of format ${version}; driftgate reads format 4.`,
      hint: older
        ? 'Run `terraform apply -refresh-only` once with Terraform 0.12 or newer: it rewrites the state. Then scan again.'
        : 'This state is newer than this driftgate. Scan `terraform show -json` output instead, or update driftgate.',
      at: { file: file.path, line: 2 },
    })
  }
}

type Batch = { resources: DeclaredResource[]; skipped: Record<string, number> }

function readResource(element: Json, file: string, batch: Batch, secrets: Set<string>): void {
  const instances = own(element, 'instances')
  const type = own(element, 'type')
  const name = own(element, 'name')
  if (!isObject(element) || !Array.isArray(instances) || typeof type !== 'string' || typeof name !== 'string') {
    throw noResource(element, file)
  }
  if (element['mode'] !== 'managed') {
    count(batch, 'data-source', instances.length)
    return
  }
  const module = own(element, 'module')
  const prefix = typeof module === 'string' ? `${module}.` : ''
  const provider = own(element, 'provider')
  for (const instance of instances) {
    if (!isObject(instance)) throw noResource(element, file)
    if (own(instance, 'deposed') !== undefined) {
      count(batch, 'deposed', 1)
      continue
    }
    const index = own(instance, 'index_key')
    const key = index === undefined || index === null ? '' : `[${JSON.stringify(index)}]`
    batch.resources.push(readInstance(instance, type, `${prefix}${type}.${name}${key}`, file, provider, secrets))
  }
}

function noResource(element: Json, file: string): InputError {
  return new InputError('terraform-state-shape', {
    message: `${file} has an entry in \`resources\` that is no resource: ${shapeOf(element)}.`,
    hint: 'The state was edited by hand. Write it again with `terraform state pull`.',
    at: { file },
  })
}

/** Of what is broken only the keys are shown: nobody knows what in it is secret. */
function shapeOf(element: Json): string {
  if (!isObject(element)) return Array.isArray(element) ? 'a list' : element === null ? 'null' : `a ${typeof element}`
  const { type, name } = element
  if (typeof type === 'string' && typeof name === 'string') return `${type}.${name} has instances that are none`.slice(0, 120)
  return `an object with the keys ${Object.keys(element).slice(0, 6).join(', ') || '(none)'}`.slice(0, 120)
}

function count(batch: Batch, name: string, by: number): void {
  batch.skipped[name] = (batch.skipped[name] ?? 0) + by
}

function readInstance(
  instance: JsonObject,
  type: string,
  address: string,
  file: string,
  provider: Json | undefined,
  secrets: Set<string>,
): DeclaredResource {
  const flat = own(instance, 'attributes_flat')
  const given = own(instance, 'attributes')
  const attributes = isObject(given) ? given : isObject(flat) ? unflatten(flat) : {}
  const dependencies = own(instance, 'dependencies')
  const version = own(instance, 'schema_version')
  const sensitive = sensitivePointers(own(instance, 'sensitive_attributes'))
  for (const path of sensitive) collectSecrets(path, attributes, secrets)
  const { kind, physicalId, identities, account, region } = terraformIdentity(type, attributes)
  // Made in one piece, not by spreading: there is one for every resource of a fleet.
  const resource: DeclaredResource = {
    kind,
    type,
    address,
    shape: 'terraform',
    properties: attributes,
    identities,
    sensitive: sensitive.length === 0 ? none : sensitive.map((path) => toPointer(path)),
    dependencies: textsOf(dependencies),
    file,
    reader: 'terraform-state',
  }
  if (physicalId !== undefined) resource.physicalId = physicalId
  if (account !== undefined) resource.account = account
  if (region !== undefined) resource.region = region
  if (own(instance, 'create_before_destroy') === true) resource.lifecycle = { createBeforeDestroy: true }
  if (typeof provider === 'string') resource.provider = provider
  if (typeof version === 'number') resource.schemaVersion = version
  return resource
}

const none: readonly string[] = []

function textsOf(list: Json | undefined): readonly string[] {
  return Array.isArray(list) && list.length > 0 ? list.filter((item) => typeof item === 'string') : none
}

/** `[[{type: get_attr, value: data}, {type: index, value: {value: password}}]]` to paths. */
function sensitivePointers(value: Json | undefined): string[][] {
  if (!Array.isArray(value) || value.length === 0) return []
  return value.map((steps) => {
    const path: string[] = []
    for (const step of Array.isArray(steps) ? steps : [steps]) {
      const at = own(step, 'value')
      const name = isObject(at) ? own(at, 'value') : at
      if (typeof name === 'string' || typeof name === 'number') path.push(String(name))
    }
    return path
  })
}

/** Attributes are never nested this deeply; what is gets no further than being told. */
const deepest = 100

/** Every text below a sensitive path. Short ones are left out: replacing them everywhere would spoil the report. */
export function collectSecrets(path: readonly string[], attributes: Json, secrets: Set<string>): void {
  let at: Json | undefined = attributes
  for (const step of path) at = Array.isArray(at) ? at[Number(step)] : own(at, step)
  addTexts(at, secrets)
}

function addTexts(value: Json | undefined, secrets: Set<string>, depth = 0): void {
  if (depth > deepest) return
  if (typeof value === 'string') {
    if (value.length >= 6) secrets.add(value)
  } else if (Array.isArray(value)) for (const item of value) addTexts(item, secrets, depth + 1)
  else if (isObject(value)) for (const key of Object.keys(value)) addTexts(value[key], secrets, depth + 1)
}
