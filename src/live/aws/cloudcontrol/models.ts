import { factsOf } from '../../../mapping/data.ts'
import { handlersOf, type Handlers } from '../../../mapping/handlers.ts'
import { project } from '../../../mapping/project.ts'
import { canonical, own, type Json, type JsonObject } from '../../../model/json.ts'
import type { DeclaredResource, LiveResource } from '../../../model/resource.ts'
import type { Whereabouts } from '../engine/bindings.ts'
import { homeOf, isOnlyAtHome, partitionOf } from '../../../mapping/partitions.ts'

type Needed = NonNullable<Handlers['n']>

/** Where the values of keys come from: what is declared of the kind, and what is live of its parents. */
export interface KeySources {
  where: Whereabouts
  declared(kind: string): readonly DeclaredResource[]
  /** Throws a CallFailure where the parents cannot be listed. */
  parents(kind: string): Promise<readonly LiveResource[]>
}

/** The keys with which a kind is listed, once for each; `missing`: the key that nothing tells. */
export interface Models {
  models: JsonObject[]
  /** Whether these are all that there can be. */
  isWhole: boolean
  missing?: string
}

/** The inputs with which a kind is to be listed: none but the empty one where it needs no key. */
export async function modelsOf(kind: string, sources: KeySources): Promise<Models> {
  const needed = handlersOf(kind)?.n
  if (needed === undefined) return { models: [{}], isWhole: true }
  const declared = sources.declared(kind).flatMap((each) => declaredModel(each, needed))
  const { models: live, missing } = await liveModels(kind, needed, sources)
  const distinct = new Map([...declared, ...live].map((model) => [canonical(model), model]))
  return { models: [...distinct.values()], isWhole: missing === undefined, ...(missing === undefined ? {} : { missing }) }
}

/** The keys as a declared resource has them itself, by property or as a part of its identifier. */
function declaredModel(declared: DeclaredResource, needed: Needed): JsonObject[] {
  const properties = declared.shape === 'terraform' ? (project(declared.type, declared.properties)?.properties ?? {}) : declared.properties
  const parts = factsOf(declared.kind)?.i ?? []
  const identifier = [declared.physicalId ?? '', ...declared.identities]
    .map((name) => name.split('|'))
    .find((each) => each.length === parts.length)
  const model: JsonObject = {}
  for (const key of Object.keys(needed)) {
    const isKnown = declared.unresolved?.includes(`/${key}`) !== true
    const value = (isKnown ? textIn(properties, key) : undefined) ?? (parts.length > 1 ? identifier?.[parts.indexOf(key)] : undefined)
    if (value === undefined) return []
    model[key] = value
  }
  return [model]
}

async function liveModels(kind: string, needed: Needed, sources: KeySources): Promise<{ models: JsonObject[]; missing?: string }> {
  let models: JsonObject[] = [{}]
  // The last parent is the nearest: what it knows of the keys above it goes together.
  for (const [key, from] of Object.entries(needed).toReversed()) {
    if (typeof from === 'string') {
      const values = constants(from, sources.where, (value) => isElsewhere(kind, key, value, sources.where))
      if (values === undefined) return { models: [], missing: key }
      models = models.flatMap((model) => values.map((value) => ({ ...model, [key]: value })))
    } else if (models.some((model) => own(model, key) === undefined)) {
      const parents = (await sources.parents(from[1])).flatMap((parent) => keysOf(parent, from, needed))
      models = models.flatMap((model) =>
        own(model, key) === undefined ? parents.filter((keys) => agree(keys, model)).map((keys) => ({ ...keys, ...model })) : [model],
      )
    }
  }
  return { models }
}

/** `=A|B` and `!account`; undefined for a bare text, which nothing fills. */
function constants(from: string, { account }: Whereabouts, isLeftOut: (value: string) => boolean): string[] | undefined {
  if (from.startsWith('='))
    return from
      .slice(1)
      .split('|')
      .filter((value) => !isLeftOut(value))
  return from === '!account' && account !== undefined ? [account] : undefined
}

/** Whether there are resources with such a key, and only in another region: web ACLs of CloudFront are known in that of its own. */
function isElsewhere(kind: string, key: string, value: string, { region, partition = partitionOf(region) }: Whereabouts): boolean {
  const service = (kind.split('::')[1] ?? '').toLowerCase()
  return isOnlyAtHome(service, key, value) && region !== homeOf(partition)
}

/** What a parent says of the key that it fills, and of the keys above it. */
function keysOf(parent: LiveResource, [key, , property]: [string, string, string], needed: Needed): JsonObject[] {
  const value = partOf(parent, property)
  if (value === undefined) return []
  const keys: JsonObject = { [key]: value }
  for (const other of Object.keys(needed)) {
    const known = other === key ? undefined : partOf(parent, other)
    if (known !== undefined) keys[other] = known
  }
  return [keys]
}

/** A property of a live resource, or the part of its identifier that is this property. */
function partOf({ kind, physicalId, properties }: LiveResource, property: string): string | undefined {
  const names = factsOf(kind)?.i ?? []
  const parts = names.length === 1 ? [physicalId] : physicalId.split('|')
  return textIn(properties, property) ?? (parts.length === names.length ? parts[names.indexOf(property)] : undefined)
}

function agree(keys: JsonObject, model: JsonObject): boolean {
  return Object.entries(keys).every(([key, value]) => own(model, key) === undefined || own(model, key) === value)
}

function textIn(properties: JsonObject, name: string): string | undefined {
  const value: Json | undefined = own(properties, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}
