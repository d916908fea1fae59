import { byText } from './account.mjs'

/** The live resources while mutations are applied to them. */
export class World {
  constructor(resources) {
    this.items = new Map(resources.map((resource) => [`${resource.kind} ${resource.physicalId}`, structuredClone(resource)]))
    this.gaps = []
  }

  /** Properties of one resource. */
  of(kind, physicalId) {
    const found = this.items.get(`${kind} ${physicalId}`)
    if (found === undefined) throw new Error(`not live: ${kind} ${physicalId}`)
    return found.properties
  }

  add(...resources) {
    for (const resource of resources) this.items.set(`${resource.kind} ${resource.physicalId}`, resource)
  }

  remove(kind, physicalId) {
    this.of(kind, physicalId)
    this.items.delete(`${kind} ${physicalId}`)
  }

  /** A read that was refused: what it would have shown is not there. */
  deny(gap) {
    this.remove(gap.kind, gap.physicalId)
    this.gaps.push(gap)
  }

  resources() {
    return [...this.items.values()].toSorted((a, b) => byText(a.kind + a.physicalId, b.kind + b.physicalId))
  }
}

/** Sets one value of an object and says so: the pointer and the change. */
export function change(object, prefix, key, value) {
  const before = Object.hasOwn(object, key)
  object[key] = value
  return { path: `${prefix}/${key}`, change: before ? 'changed' : 'added' }
}

export function unset(object, prefix, key) {
  delete object[key]
  return { path: `${prefix}/${key}`, change: 'removed' }
}

/** Puts an element where AWS would list it and says where. */
export function insert(list, prefix, element, at = list.length) {
  list.splice(at, 0, element)
  return { path: `${prefix}/${at}`, change: 'added' }
}

/** A tag by hand: the pointer names the tag's place in the live list. */
export function retag(properties, key, value) {
  const at = properties.Tags.findIndex((tag) => tag.Key === key)
  properties.Tags[at].Value = value
  return { path: `/Tags/${at}/Value`, change: 'changed', element: key }
}
