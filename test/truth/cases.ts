import { readFileSync } from 'node:fs'
import { project } from '../../src/mapping/project.ts'
import { transformExamples } from '../../src/mapping/transform-examples.ts'
import { isObject, type JsonObject } from '../../src/model/json.ts'
import type { Pair } from '../../src/model/pair.ts'
import { schemaOf } from '../../src/compare/schema-of.ts'
import { tagsNotCompared } from '../../src/compare/tags.ts'
import { refreshed, terraform } from '../helpers/resources.ts'
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

/** One resource a line of bench/truth/terraform.ndjson: as a state has it, what the provider's next read shows otherwise, what AWS does. */
interface StateLine {
  type: string
  declared: JsonObject
  read?: JsonObject
  aws?: JsonObject
}

function linesOf<T>(name: string): T[] {
  const text = readFileSync(new URL(`../../bench/truth/${name}`, import.meta.url), 'utf8')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the files are our own, and each test of the pairs needs them so
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
}

/** Every pair that the repository has: templates, and states of Terraform against AWS and against the provider's read. */
export function truthCases(): TruthCase[] {
  const templates = linesOf<Line>('cloudformation.ndjson').map(({ kind, declared, live }): TruthCase => ({
    type: kind,
    kind,
    declared,
    live,
    pairWith: (other) => pairOf(kind, declared, other),
  }))
  const states = [...computeCases, ...recordedCases, ...serviceCases].map(({ type, declared, live }) => ofState(type, declared, live))
  const examples = Object.values(transformExamples()).map(({ type, declared, equal }) => ofState(type, declared, equal))
  const recorded = linesOf<StateLine>('terraform.ndjson').flatMap(({ type, declared, read, aws }) => [
    ...(read === undefined ? [] : [ofRead(type, declared, read)]),
    ...(aws === undefined ? [] : [ofState(type, declared, aws)]),
  ])
  return [...templates, ...states, ...examples, ...recorded]
}

/** A state against the provider's own read. Only what the provider does not compute is mutated. */
function ofRead(type: string, declared: JsonObject, read: JsonObject): TruthCase {
  const live = { ...declared, ...read }
  const pairWith = (other: JsonObject): Pair => ({
    outcome: 'managed',
    shape: 'terraform',
    declared: terraform(type, declared),
    live: refreshed(type, other),
    declaredProperties: declared,
    liveProperties: other,
  })
  const { root, members } = schemaOf(pairWith(live))
  const otherTags = tagsNotCompared(declared, live)
  const isCompared = (name: string): boolean =>
    name !== otherTags && root.children.get(name)?.skip === undefined && (members === undefined || members.has(name))
  return { type, kind: type, declared: Object.fromEntries(Object.entries(declared).filter(([name]) => isCompared(name))), live, pairWith }
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
