import type { Locator } from '../../src/declared/locate/locator.ts'
import { loadPolicies } from '../../src/judge/load.ts'
import type { Diagnostic, ScanReport } from '../../src/model/generated/report.ts'
import type { RebuildPlan } from '../../src/model/generated/rebuild-plan.ts'
import type { DeclaredBatch, DeclaredResource, LiveItem } from '../../src/model/resource.ts'
import { statefulKinds } from '../../src/plan/lifecycle.ts'
import { scan, type ScanOptions, type Sources } from '../../src/scan.ts'
import { once } from './resources.ts'

const { book } = await loadPolicies([])

export interface Given extends Partial<ScanOptions> {
  batch?: Partial<DeclaredBatch>
  /** What `lifecycle.ignore_changes` says of every resource. */
  ignored?: readonly string[]
  diagnostics?: readonly Diagnostic[]
  library?: Sources['library']
}

/** A locator that finds everything on the first line of its document. */
function locatorOf(ignored: readonly string[] = []): Locator {
  return {
    locate: ({ file }) => ({ file, line: 1, column: 1, kind: 'input' }),
    ignoreChanges: () => ignored,
    movedTo: (address) => address,
    movedFrom: (address) => address,
    stackPlace: () => undefined,
  }
}

/** A scan of literals, judged by the built-in policies at a fixed time. */
export async function scanning(
  declared: readonly DeclaredResource[],
  live: readonly LiveItem[],
  given: Given = {},
): Promise<{ report: ScanReport; plan?: RebuildPlan }> {
  const { batch, ignored, diagnostics, library, ...options } = given
  const sources: Sources = {
    declared: once({ resources: [...declared], ...batch }),
    live: once([...live]),
    locator: locatorOf(ignored),
    diagnostics: diagnostics ?? [],
    scope: { declared: ['template.yaml'], baked: [], live: ['capture.ndjson'] },
    ...(library === undefined ? {} : { library }),
  }
  return scan(sources, book, {
    now: () => new Date('2026-01-01T00:00:00Z'),
    failOn: 'high',
    version: '0.0.0',
    stateful: statefulKinds(),
    livePartial: false,
    unmanaged: 'services',
    withResources: true,
    ...options,
  })
}
