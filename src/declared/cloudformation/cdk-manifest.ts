import { isObject, own, type Json } from '../../model/json.ts'
import type { Deployment, Origin } from './family.ts'
import { isAccountId, isRegionName } from '../../model/place.ts'

/**
 * The stacks that a CDK `manifest.json` says are deployed from the templates beside it; none for its other documents. `beside`
 * reads another file of its folder: newer versions keep the metadata there.
 */
export function deploymentsOf(value: Json, origin: Origin, beside: (name: string) => Json): Deployment[] {
  const artifacts = own(value, 'artifacts')
  if (!isObject(artifacts)) return []
  return Object.entries(artifacts).flatMap(([name, artifact]) => {
    const properties = own(artifact, 'properties')
    const file = own(properties, 'templateFile')
    if (own(artifact, 'type') !== 'aws:cloudformation:stack' || typeof file !== 'string') return []
    const stackName = own(properties, 'stackName')
    return [
      {
        file: origin.folder === '' ? file : `${origin.folder}/${file}`,
        stackName: typeof stackName === 'string' ? stackName : name,
        ...placeOf(own(artifact, 'environment')),
        parameters: textsOf(own(properties, 'parameters')),
        tags: textsOf(own(properties, 'tags')),
        constructs: constructsOf([own(artifact, 'metadata') ?? null, besideOf(artifact, beside)]),
      },
    ]
  })
}

function besideOf(artifact: Json, beside: (name: string) => Json): Json {
  const name = own(artifact, 'additionalMetadataFile')
  return typeof name === 'string' ? beside(name) : null
}

/** `{"/Web/Bucket/Resource": [{"type": "aws:cdk:logicalId", "data": "Bucket83908E77"}]}`. An id of two constructs names neither. */
function constructsOf(metadata: readonly Json[]): Map<string, string> {
  const found = new Map<string, Set<string>>()
  for (const entries of metadata) {
    for (const [path, list] of isObject(entries) ? Object.entries(entries) : []) {
      for (const entry of Array.isArray(list) ? list : []) {
        const id = own(entry, 'type') === 'aws:cdk:logicalId' ? own(entry, 'data') : undefined
        if (typeof id === 'string') found.set(id, (found.get(id) ?? new Set()).add(path.replace(/^\//, '')))
      }
    }
  }
  return new Map(
    [...found].flatMap(([id, paths]) => [...paths].slice(0, 1).flatMap((path) => (paths.size === 1 ? [[id, path] as const] : []))),
  )
}

/** The construct that a resource of a template belongs to: as the template says, else as the manifest does. */
export function constructPathOf(resource: Json | undefined, logicalId: string, deployment: Deployment | undefined): string | undefined {
  const path = own(own(resource, 'Metadata'), 'aws:cdk:path')
  return typeof path === 'string' && path !== '' ? path : deployment?.constructs.get(logicalId)
}

/** `aws://123456789012/eu-west-1`; what is decided at deployment only is called unknown. */
function placeOf(environment: Json | undefined): { account?: string; region?: string } {
  const [, account = '', region = ''] = typeof environment === 'string' ? (/^aws:\/\/([^/]*)\/([^/]*)$/.exec(environment) ?? []) : []
  return { ...(isAccountId(account) && { account }), ...(isRegionName(region) && { region }) }
}

/** Names to texts of an object; nothing for anything else. */
export function textsOf(value: Json | undefined): Map<string, string> {
  const out = new Map<string, string>()
  for (const [name, text] of isObject(value) ? Object.entries(value) : []) if (typeof text !== 'object') out.set(name, String(text))
  return out
}
