import { isObject, own, type Json } from '../../model/json.ts'
import type { Deployment, Origin } from './family.ts'

/** The stacks that a CDK `manifest.json` says are deployed from the templates beside it; none for its other documents. */
export function deploymentsOf(value: Json, origin: Origin): Deployment[] {
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
      },
    ]
  })
}

/** `aws://123456789012/eu-west-1`; what is decided at deployment only is called unknown. */
function placeOf(environment: Json | undefined): { account?: string; region?: string } {
  const [, account = '', region = ''] = typeof environment === 'string' ? (/^aws:\/\/([^/]*)\/([^/]*)$/.exec(environment) ?? []) : []
  return { ...(/^\d{12}$/.test(account) && { account }), ...(/^[a-z]+(?:-[a-z]+)+-\d+$/.test(region) && { region }) }
}

/** Names to texts of an object; nothing for anything else. */
export function textsOf(value: Json | undefined): Map<string, string> {
  const out = new Map<string, string>()
  for (const [name, text] of isObject(value) ? Object.entries(value) : []) if (typeof text !== 'object') out.set(name, String(text))
  return out
}
