import { refreshedResources } from '../documents/terraform/show.ts'
import { readState } from '../documents/terraform/state.ts'
import { DriftgateError } from '../model/errors.ts'
import type { DeclaredResource, LiveItem, LiveResource } from '../model/resource.ts'
import { unreadable, type DocumentObserver } from './index.ts'

/**
 * A refreshed Terraform state, or `terraform show -json` of a refresh-only plan: the provider itself has read what is
 * live. It proves that what it lacks is not there, for every kind.
 */
const observer: DocumentObserver = {
  async *observe(documents, context) {
    for (const { file, role } of documents) {
      try {
        if (role === 'state' || role === 'terraform-state') for await (const { resources } of readState(file)) yield resources.map(asLive)
        else {
          const { resources, partial } = await refreshedResources(file)
          yield resources.map(asLive)
          if (partial !== undefined) {
            yield [
              {
                is: 'gap',
                reason: 'truncated',
                detail: `${file.path}: ${partial}`,
                remedy:
                  'Plan the whole with `terraform plan -refresh-only -out=drift.tfplan` and show it with `terraform show -json drift.tfplan`.',
              },
            ]
            continue
          }
        }
        yield [{ is: 'listed', kind: '*' }]
      } catch (error) {
        if (!(error instanceof DriftgateError)) throw error
        yield [unreadable(error, context)]
      }
    }
  },
}
export default observer

function asLive(resource: DeclaredResource): LiveItem {
  const { kind, type, address, properties, physicalId, identities, account, region, sensitive, provider } = resource
  const live: LiveResource = {
    kind,
    type,
    address,
    shape: 'terraform',
    properties,
    physicalId: physicalId ?? address,
    identities,
    source: resource.reader,
    ...(provider === undefined ? {} : { provider }),
    ...(sensitive.length === 0 ? {} : { sensitive }),
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
  }
  return { is: 'resource', resource: live }
}
