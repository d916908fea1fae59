import { wholeTable } from '../mapping/data.ts'
import { project } from '../mapping/project.ts'
import { canonical, isEmpty, isObject, isSame, own, type Json, type JsonObject } from '../model/json.ts'
import type { DeclaredResource, LiveResource } from '../model/resource.ts'
import { listOf } from './managed.ts'
import { asEgress } from './resolve.ts'
import { elementKey, siblingOf } from './siblings.ts'

/** A type that puts something into an attribute of another: data/terraform/filled-by.json. */
interface Filler {
  by: string
  /** Its attribute that names the owner. */
  owner: string
  /** Its attribute that tells the element; `@rule`: it is a rule of a security group. Without one it has the whole attribute. */
  element?: string
}

/**
 * What resources of their own put into others, where both sides are Terraform's: a refresh shows it in the owner too, and it is
 * judged where it is declared. What none of them explains stays the owner's.
 */
export class Fillers {
  readonly #resources: readonly DeclaredResource[]
  #byType: Map<string, DeclaredResource[]> | undefined

  constructor(resources: readonly DeclaredResource[]) {
    this.#resources = resources
  }

  /** The attributes of an owner that others fill, and in which all that differs is theirs. */
  attributesOf(declared: DeclaredResource, live: LiveResource): string[] {
    const table = wholeTable<Record<string, Filler[]>>('../terraform/filled-by.json')
    const rows = Object.hasOwn(table, declared.type) ? table[declared.type] : undefined
    return Object.entries(rows ?? {}).flatMap(([name, fillers]) => (this.#explain(name, fillers, declared, live) ? [name] : []))
  }

  #explain(name: string, fillers: readonly Filler[], declared: DeclaredResource, live: LiveResource): boolean {
    const [left, right] = [own(declared.properties, name) ?? null, own(live.properties, name) ?? null]
    if (isSame(left, right)) return false
    const theirs = new Set<string>()
    for (const filler of fillers) {
      for (const resource of this.#ofType(filler.by)) {
        if (!listOf(own(resource.properties, filler.owner)).some((owner) => isNameOf(owner, declared))) continue
        if (filler.element === undefined) return true
        if (filler.element === '@rule') for (const rule of rulesOf(resource)) theirs.add(rule)
        else for (const item of listOf(own(resource.properties, filler.element))) theirs.add(canonical(item))
      }
    }
    if (theirs.size === 0) return false
    const isRule = fillers.some(({ element }) => element === '@rule')
    const keys = isRule ? ownRules : keysOf
    const [before, after] = [keys(declared.type, name, declared.properties), keys(declared.type, name, live.properties)]
    const different = differing(before, after)
    return different.length > 0 && different.every((each) => each.some((key) => theirs.has(key)))
  }

  #ofType(type: string): readonly DeclaredResource[] {
    if (this.#byType === undefined) {
      this.#byType = new Map()
      for (const resource of this.#resources) {
        const list = this.#byType.get(resource.type)
        if (list === undefined) this.#byType.set(resource.type, [resource])
        else list.push(resource)
      }
    }
    return this.#byType.get(type) ?? []
  }
}

function isNameOf(name: Json, { physicalId, identities, properties }: DeclaredResource): boolean {
  if (typeof name !== 'string' || name === '') return false
  return (
    name === physicalId ||
    identities.includes(name) ||
    ['name', 'arn', 'url', 'key_id', 'primary_network_interface_id'].some((each) => own(properties, each) === name)
  )
}

/** Each element with the texts by which it may be known. */
type Keys = readonly (readonly string[])[]

function keysOf(_type: string, name: string, properties: JsonObject): Keys {
  return listOf(own(properties, name))
    .filter((item) => !isEmpty(item))
    .map((item) => (isObject(item) ? [canonical(item), ...Object.values(item).map((value) => canonical(value))] : [canonical(item)]))
}

function ownRules(type: string, name: string, properties: JsonObject): Keys {
  const into = name === 'egress' ? 'SecurityGroupEgress' : 'SecurityGroupIngress'
  const rules = listOf(own(project(type, { id: properties['id'] ?? null, [name]: properties[name] ?? null })?.properties, into))
  return rules.map((rule) => [ruleKey(rule, name === 'egress')])
}

function rulesOf(resource: DeclaredResource): string[] {
  const isEgress = resource.kind === 'AWS::EC2::SecurityGroupEgress'
  return (project(resource.type, resource.properties)?.elements ?? []).map((element) => ruleKey(element, isEgress))
}

function ruleKey(rule: Json, isEgress: boolean): string {
  const key = siblingOf(`AWS::EC2::SecurityGroup${isEgress ? 'Egress' : 'Ingress'}`)?.key ?? []
  return `${isEgress} ${elementKey(isEgress && isObject(rule) ? asEgress(rule) : rule, key, true) ?? ''}`
}

/** The elements that only one of the two has. */
function differing(left: Keys, right: Keys): Keys {
  const whole = (keys: Keys): Set<string> => new Set(keys.map(([key = '']) => key))
  const [before, after] = [whole(left), whole(right)]
  return [...left.filter(([key = '']) => !after.has(key)), ...right.filter(([key = '']) => !before.has(key))]
}
