import { readFileSync } from 'node:fs'
import { project } from '../../src/mapping/project.ts'
import { transformExamples } from '../../src/mapping/transform-examples.ts'
import { isObject, type JsonObject } from '../../src/model/json.ts'
import type { Pair } from '../../src/model/pair.ts'
import { terraform } from '../helpers/resources.ts'
import { pairOf } from '../helpers/comparing.ts'
import { computeCases } from '../mapping/compute-cases.ts'
import { recordedCases } from '../mapping/recorded-cases.ts'
import { serviceCases } from '../mapping/service-cases.ts'

/** An untouched resource: what was declared, in CloudFormation's shape, and what AWS says of it. */
export interface TruthCase {
  /** The type as the declaration names it. */
  type: string
  kind: string
  declared: JsonObject
  live: JsonObject
  /** KMS aliases of the account. */
  aliases?: ReadonlyMap<string, string>
  /** The pair with another live side. */
  pairWith(live: JsonObject): Pair
}

/** One case a line of bench/truth/cloudformation.ndjson, made by hand from what the APIs document. */
interface Line {
  kind: string
  declared: JsonObject
  live: JsonObject
}

/** Every pair that the repository has: templates, and states of Terraform. */
export function truthCases(): TruthCase[] {
  const lines = readFileSync(new URL('../../bench/truth/cloudformation.ndjson', import.meta.url), 'utf8')
    .trim()
    .split('\n')
  const templates = lines.map((line): TruthCase => {
    const { kind, declared, live }: Line = JSON.parse(line)
    return { type: kind, kind, declared, live, pairWith: (other) => pairOf(kind, declared, other) }
  })
  const states = [...computeCases, ...recordedCases, ...serviceCases].map(({ type, declared, live }) => ofState(type, declared, live))
  const examples = Object.values(transformExamples()).map(({ type, declared, equal }) => ofState(type, declared, equal))
  return [...templates, ...states, ...examples]
}

function ofState(type: string, attributes: JsonObject, live: JsonObject): TruthCase {
  const projection = project(type, attributes)
  if (projection === undefined) throw new Error(`no map for ${type}`)
  const { kind, properties, elements, excluded } = projection
  const [element] = elements
  const declared = elements.length === 1 && isObject(element) ? element : properties
  return {
    type,
    kind,
    declared,
    live,
    pairWith: (other) => ({ ...pairOf(kind, declared, other), declared: terraform(type, attributes), excluded }),
  }
}
