import { own, type Json } from '../../../model/json.ts'
import type { Answers } from '../calls/call.ts'
import { walk } from './walk.ts'

export const rootsOperation = 'organizations.ListRoots'
const list = 'organizations.ListOrganizationalUnitsForParent'

/** The root of the organization and every unit below it: what may hold units. A list of each is needed to find the next. */
export async function organizationParents(answers: Answers): Promise<Json[]> {
  const parents: Json[] = []
  for await (const page of answers.call({ operation: rootsOperation, input: {}, pages: 'list', expects: ['Roots'] }))
    for (const { item } of walk(page, 'Roots[]')) parents.push(own(item, 'Id') ?? null)
  // A unit has one parent, so none is met twice; the list grows while it is walked.
  for (const ParentId of parents)
    for await (const page of answers.call({ operation: list, input: { ParentId }, pages: 'list', expects: ['OrganizationalUnits'] }))
      for (const { item } of walk(page, 'OrganizationalUnits[]')) parents.push(own(item, 'Id') ?? null)
  return parents
}
