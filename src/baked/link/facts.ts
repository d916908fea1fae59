import type { ImageSubject } from '../../model/image.ts'
import { isSame, jsonOf, type Json, type JsonObject } from '../../model/json.ts'
import type { Diagnostic } from '../../model/generated/report.ts'

/** What a builder's own record says of an image: which ids it got, and how it was built. */
export interface BuildFacts {
  subjects: readonly ImageSubject[]
  parents: readonly ImageSubject[]
  build: JsonObject
  /** What it says that is of no use as an id. */
  notes: readonly Diagnostic[]
}

/** A header with these facts: ids and parents are joined, of the build what is said now counts. */
export function linked(header: JsonObject, { subjects, parents, build }: BuildFacts): JsonObject {
  const before = objectIn(header['build'])
  const customData = { ...objectIn(before['customData']), ...objectIn(build['customData']) }
  const joined = {
    ...header,
    subjects: union(header['subjects'], subjects),
    build: { ...before, ...build, ...(Object.keys(customData).length === 0 ? {} : { customData }) },
  }
  const made = union(header['parents'], parents)
  return made.length === 0 ? joined : { ...joined, parents: made }
}

function union(before: Json | undefined, added: readonly ImageSubject[]): Json[] {
  const all: Json[] = Array.isArray(before) ? [...before] : []
  for (const { kind, id, region, account } of added) {
    const subject = { kind, id, ...(region === undefined ? {} : { region }), ...(account === undefined ? {} : { account }) }
    if (!all.some((each) => isSame(each, subject))) all.push(subject)
  }
  return all
}

/** A member that should be an object, as one. */
export function objectIn(value: unknown): JsonObject {
  const json = jsonOf(value)
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : {}
}
