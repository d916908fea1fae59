import { isObject, own } from '../../model/json.ts'
import type { Json } from '../../model/json.ts'
import type { DeclaredIndex, Entry } from '../declared-index.ts'
import { isLaunchTemplate } from '../declared-index.ts'
import type { Work } from '../work.ts'

/** The launch template that a group shall run, in a version that cannot move. */
export interface TemplateReference {
  id?: string
  name?: string
  version: string
}

/**
 * What a refresh may name as desired. Undefined where it is not known for sure: a mixed-instances policy, `$Latest`,
 * a template that is only being reset. A refresh without it cannot be rolled back.
 */
export function templateReference(work: Work, index: DeclaredIndex): TemplateReference | undefined {
  if (work.template !== undefined || runsParameterImage(work, index)) return undefined
  const { group, entry } = work.unit
  const ofGroup = work.members.filter(({ mutation }) => mutation.resource.kind === group?.kind)
  const places = [entry?.node.properties, ...ofGroup.flatMap(({ mutation }) => [mutation.declared?.properties, mutation.live?.properties])]
  if (places.some((place) => own(place, 'MixedInstancesPolicy') !== undefined || !isUnset(own(place, 'mixed_instances_policy'))))
    return undefined
  // An instance says which template it came from, yet its version may be the very thing that is wrong.
  const ofInstances = work.members.map(({ mutation }) => own(mutation.live?.properties, 'LaunchTemplate')).filter(isObject)
  return [
    ...places.map((place) => referenceIn(own(place, 'LaunchTemplate') ?? first(own(place, 'launch_template')), group?.templateVersion)),
    ...ofInstances.map((block) => referenceIn({ ...block, Version: null }, group?.templateVersion)),
  ].find((reference) => reference !== undefined)
}

function referenceIn(block: Json | undefined, runs: string | undefined): TemplateReference | undefined {
  if (!isObject(block)) return undefined
  const id = text(own(block, 'LaunchTemplateId') ?? own(block, 'id'))
  const name = text(own(block, 'LaunchTemplateName') ?? own(block, 'name'))
  const version = [text(own(block, 'Version') ?? own(block, 'version')), runs].find((candidate) => /^\d+$/.test(candidate ?? ''))
  if (version === undefined) return undefined
  if (id !== undefined) return { id, version }
  return name === undefined ? undefined : { name, version }
}

/** An image from a Systems Manager parameter cannot be rolled back to (IrreversibleInstanceRefreshFault). */
function runsParameterImage(work: Work, index: DeclaredIndex): boolean {
  const entry = work.unit.entry
  return entry !== undefined && templatesOf(entry, index).some(({ node }) => JSON.stringify(node.properties ?? {}).includes('resolve:ssm:'))
}

function templatesOf(entry: Entry, index: DeclaredIndex): Entry[] {
  return index.dependenciesOf(entry).filter(({ node }) => isLaunchTemplate(node.kind))
}

function first(value: Json | undefined): Json | undefined {
  return Array.isArray(value) ? value[0] : value
}

function isUnset(value: Json | undefined): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}

function text(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}
