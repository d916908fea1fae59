import type { PolicyTest, TestInput } from '../model/generated/policy.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import { isObject, jsonOf, type JsonObject } from '../model/json.ts'
import type { Mutation } from '../model/mutation.ts'
import type { GroupContext, ImageContext, RawDifference } from '../model/pair.ts'
import { matchesFor, type Policy, type PolicyBook } from './book.ts'
import type { JudgeContext } from './facts.ts'
import { trialOf, tryPolicy } from './judge.ts'

/** What became of one test of one policy. */
export interface PolicyTestResult {
  policy: string
  test: string
  ok: boolean
  expected: string
  /** A severity, `silent`, or `error: ...`. */
  got: string
}

/**
 * Runs every policy's own tests, each against that policy alone, enabled or not. A stable policy must also have a test in
 * which it fires and one in which it is silent: where one lacks, that is a failure of its own.
 */
export async function testPolicies(book: PolicyBook): Promise<PolicyTestResult[]> {
  return book.policies.flatMap((policy) => {
    const tests = policy.rule.tests ?? []
    return [...tests.map((test) => resultOf(policy, test)), ...lacking(policy, tests)]
  })
}

function resultOf(policy: Policy, test: PolicyTest): PolicyTestResult {
  const diagnostics: Diagnostic[] = []
  const { mutation, context } = subjectOf(test.input, policy)
  const matches = matchesFor(policy, mutation.outcome, mutation.resource.kind)
  const broken = tryPolicy({ policy, matches }, trialOf(mutation, context), diagnostics)
  const severity = broken === undefined ? 'silent' : broken.severity === 'inherit' ? 'fires' : broken.severity
  const got = diagnostics[0] === undefined ? severity : `error: ${diagnostics[0].message}`
  const ok = got === test.expect || (test.expect === 'fires' && broken !== undefined && diagnostics.length === 0)
  return { policy: policy.id, test: test.name, ok, expected: test.expect, got }
}

function lacking(policy: Policy, tests: readonly PolicyTest[]): PolicyTestResult[] {
  if ((policy.rule.maturity ?? 'stable') !== 'stable') return []
  const failed = (test: string, expected: string): PolicyTestResult => ({
    policy: policy.id,
    test,
    ok: false,
    expected,
    got: 'no such test',
  })
  return [
    ...(tests.some((test) => test.expect !== 'silent') ? [] : [failed('has a test in which it fires', 'fires')]),
    ...(tests.some((test) => test.expect === 'silent') ? [] : [failed('has a test in which it is silent', 'silent')]),
  ]
}

/** A whole mutation from the few facts of a test. */
function subjectOf(input: TestInput, policy: Policy): { mutation: Mutation; context: JudgeContext } {
  const { resource, difference } = input
  const names = { kind: resource.kind, shape: 'neutral', identities: [] } as const
  const file = policy.origin?.file ?? policy.id
  const mutation: Mutation = {
    outcome: input.outcome ?? 'mutated',
    resource,
    ...(difference === undefined ? {} : { difference: { ...differenceOf(difference), ...contentOf(input) } }),
    ...(input.declared === undefined
      ? {}
      : {
          declared: {
            ...names,
            type: resource.type ?? resource.kind,
            address: resource.address ?? '',
            properties: propertiesOf(input.declared),
            sensitive: [],
            dependencies: [],
            file,
            reader: 'test',
          },
        }),
    ...(input.live === undefined
      ? {}
      : { live: { ...names, physicalId: resource.physicalId ?? '', properties: propertiesOf(input.live), source: 'test' } }),
    ...(input.image === undefined ? {} : { image: imageOf(input.image, file) }),
    ...(input.group === undefined ? {} : { group: groupOf(input.group) }),
  }
  const context = {
    now: new Date(input.now ?? '2026-01-01T00:00:00Z'),
    libraryGiven: input.libraryGiven ?? false,
    stateful: new Set(input.stateful === true ? [resource.kind] : []),
  }
  return { mutation, context }
}

function differenceOf({ declared, live, ...said }: NonNullable<TestInput['difference']>): RawDifference {
  return {
    ...said,
    ...(declared === undefined ? {} : { declared: jsonOf(declared) }),
    ...(live === undefined ? {} : { live: jsonOf(live) }),
    leaves: 1,
  }
}

function contentOf({ content }: TestInput): Pick<RawDifference, 'content'> {
  return content === undefined ? {} : { content: { row: 'f', volatile: 'strict', fields: [], ...content } }
}

function propertiesOf(values: NonNullable<TestInput['declared']>): JsonObject {
  return isObject(values) ? values : {}
}

function imageOf({ id, known, gone, launchedAt, name, ...said }: NonNullable<TestInput['image']>, file: string): ImageContext {
  return {
    id,
    known,
    record: { name: name ?? id, subjects: [], parents: [], file, header: {}, ...said },
    ...(gone === undefined ? {} : { live: { gone } }),
    ...(launchedAt === undefined ? {} : { launchedAt }),
  }
}

function groupOf({ kind, images, size, ...said }: NonNullable<TestInput['group']>): GroupContext {
  return { kind: kind ?? 'AWS::AutoScaling::AutoScalingGroup', images: images ?? [], size: size ?? 0, ...said }
}
