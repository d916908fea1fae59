import type { DeclaredBatch, DeclaredResource } from '../model/resource.ts'
import type { DeclaredContext } from './index.ts'

function isTwin(a: DeclaredResource, b: DeclaredResource): boolean {
  return a.type === b.type && a.stack === b.stack && (a.physicalId ?? a.file) === (b.physicalId ?? b.file)
}

/** The same resource in two documents counts once, and is said. */
export function withoutDuplicates(context: DeclaredContext): (batch: DeclaredBatch) => DeclaredBatch {
  // Addresses rarely repeat, so the whole identity is only looked at when one does.
  const byAddress = new Map<string, DeclaredResource | DeclaredResource[]>()
  return (batch) => {
    const resources = batch.resources.filter((resource) => {
      const others = byAddress.get(resource.address)
      if (others === undefined) {
        byAddress.set(resource.address, resource)
        return true
      }
      const namesakes = Array.isArray(others) ? others : [others]
      const first = namesakes.find((other) => isTwin(other, resource))?.file
      if (first === undefined) {
        byAddress.set(resource.address, [...namesakes, resource])
        return true
      }
      context.note({
        code: 'declared-twice',
        level: 'warning',
        message: `${resource.address} is declared in ${first} and again in ${resource.file}; the first counts.`,
        hint: 'Give each state or template once.',
        location: { file: resource.file },
      })
      return false
    })
    return resources.length === batch.resources.length ? batch : { ...batch, resources }
  }
}
