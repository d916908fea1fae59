import { byText, own, type Json } from '../../../model/json.ts'
import type { Gap, LiveItem } from '../../../model/resource.ts'
import type { LiveScope } from '../../index.ts'
import { present, type Whereabouts } from '../engine/bindings.ts'
import { failureOf, type Answers } from '../calls/call.ts'
import { gapOf } from '../calls/gaps.ts'

/** What asks AWS Config in a region: whether it records, which kinds, what is recorded, and what that is like. */
export const configOperations = {
  status: 'config.DescribeConfigurationRecorderStatus',
  recorders: 'config.DescribeConfigurationRecorders',
  query: 'config.SelectResourceConfig',
  get: 'config.BatchGetResourceConfig',
} as const

/**
 * What AWS Config does not record in a region, as gaps: all of it where no recorder runs, else the declared kinds that it leaves
 * out. What it shows all the same is of the time when it still recorded.
 */
export async function recorderGaps(answers: Answers, where: Whereabouts, scope: LiveScope): Promise<LiveItem[]> {
  try {
    const [statuses, recorders] = await Promise.all(
      [configOperations.status, configOperations.recorders].map((operation) => listOf(answers, operation)),
    )
    const gaps = [...stopped(statuses ?? []), ...unrecorded(recorders ?? [], scope.declared ?? scope.kinds ?? new Set())]
    return gaps.map((gap) => ({ is: 'gap', service: 'config', ...present(where), ...gap }))
  } catch (error) {
    const gap = gapOf(failureOf(error), { where })
    return gap === undefined ? [] : [{ is: 'gap', ...gap, detail: `Whether AWS Config records is not known: ${gap.detail ?? gap.reason}` }]
  }
}

async function listOf(answers: Answers, operation: string): Promise<Json[]> {
  const all: Json[] = []
  for await (const page of answers.call({ operation, input: {}, pages: 'detail', expects: [] }))
    for (const list of Object.values(page)) if (Array.isArray(list)) all.push(...list)
  return all
}

function stopped(statuses: readonly Json[]): Gap[] {
  const remedy = 'Turn the recorder of AWS Config on, or scan --live aws.'
  if (statuses.length === 0)
    return [{ reason: 'not-in-live-source', detail: 'AWS Config has no recorder here: nothing is recorded.', remedy }]
  if (statuses.every((status) => own(status, 'recording') !== true)) {
    const since = latest(statuses, 'lastStopTime')
    const detail = `The recorder of AWS Config is stopped${since === undefined ? '' : ` since ${since}`}: what it shows is of then.`
    return [{ reason: 'read-failed', detail, remedy }]
  }
  const failing = statuses.find((status) => own(status, 'recording') === true && own(status, 'lastStatus') === 'FAILURE')
  if (failing === undefined) return []
  const said = [own(failing, 'lastErrorCode'), own(failing, 'lastErrorMessage')].filter((text) => typeof text === 'string')
  const since = latest([failing], 'lastStatusChangeTime')
  const detail = `The recorder of AWS Config fails${since === undefined ? '' : ` since ${since}`}: ${said.join(': ')}`
  return [{ reason: 'read-failed', detail, remedy: 'Mend what keeps AWS Config from recording, or scan --live aws.' }]
}

function latest(statuses: readonly Json[], name: string): string | undefined {
  return statuses
    .flatMap((status) => own(status, name) ?? [])
    .filter((time) => typeof time === 'string')
    .toSorted(byText)
    .at(-1)
}

/** Declared kinds that no recorder takes: those that it excludes, or that its list leaves out. */
function unrecorded(recorders: readonly Json[], declared: ReadonlySet<string>): Gap[] {
  if (recorders.length === 0) return []
  const kinds = [...declared].filter((kind) => kind.startsWith('AWS::')).toSorted(byText)
  return kinds
    .filter((kind) => !recorders.some((recorder) => records(own(recorder, 'recordingGroup') ?? null, kind)))
    .map((kind) => ({
      kind,
      reason: 'not-in-live-source',
      detail: 'The recorder of AWS Config leaves this kind out.',
      remedy: 'Let AWS Config record it, or scan --live aws.',
    }))
}

function records(group: Json, kind: string): boolean {
  const excluded = own(own(group, 'exclusionByResourceTypes'), 'resourceTypes')
  if (Array.isArray(excluded) && excluded.length > 0) return !excluded.includes(kind)
  const included = own(group, 'resourceTypes')
  return own(group, 'allSupported') === true || !Array.isArray(included) || included.length === 0 || included.includes(kind)
}
