import type * as report from '../model/generated/report.ts'
import { byText } from '../model/json.ts'

/** An object of the schema: its keys in the schema's order, each with the shape of its value or `any`. */
interface Shape<Key extends string = string> {
  keys: Readonly<Record<Key, Shape | 'any'>>
}

/** Ties the keys to a generated type: one that is missing or not in the schema does not compile. */
function shape<T>(keys: Record<Extract<keyof T, string>, Shape | 'any'>): Shape {
  return { keys }
}

const resource = shape<report.Resource>({
  kind: 'any',
  address: 'any',
  physicalId: 'any',
  account: 'any',
  region: 'any',
  stack: 'any',
  constructPath: 'any',
  type: 'any',
  recordedAt: 'any',
})

const difference = shape<report.Difference>({
  path: 'any',
  change: 'any',
  declared: 'any',
  live: 'any',
  element: 'any',
  explains: 'any',
  aliases: 'any',
  terraformPath: 'any',
  sensitive: 'any',
  neutralPath: 'any',
  since: 'any',
})

const frame = shape<report.Location>({ file: 'any', line: 'any', column: 'any', endColumn: 'any', kind: 'any', frames: 'any' })
const location = shape<report.Location>({ file: 'any', line: 'any', column: 'any', endColumn: 'any', kind: 'any', frames: frame })

const finding = {
  policy: 'any',
  name: 'any',
  severity: 'any',
  alsoBreaks: 'any',
  outcome: 'any',
  resource,
  difference,
  location,
  fingerprint: 'any',
  verdict: shape<report.Verdict>({ action: 'any', reason: 'any' }),
  message: 'any',
  controls: 'any',
  class: 'any',
  context: shape<report.ContentContext>({ volatile: 'any', package: 'any', mount: 'any', fields: 'any', evidence: 'any', text: 'any' }),
  image: shape<report.ImageRef>({ id: 'any', name: 'any', build: 'any', commit: 'any', createdAt: 'any', channel: 'any' }),
  unit: 'any',
  actor: shape<report.Actor>({ principal: 'any', kind: 'any', event: 'any', at: 'any', eventId: 'any', confidence: 'any' }),
} as const

const counts = { equal: 'any', different: 'any', notCompared: 'any', added: 'any' } as const
const outcomes = { managed: 'any', missing: 'any', unmanaged: 'any', notChecked: 'any' } as const

const scanReport = shape<report.ScanReport>({
  schemaVersion: 'any',
  tool: shape<report.ScanReport['tool']>({ name: 'any', version: 'any' }),
  complete: 'any',
  exit: shape<report.ScanReport['exit']>({ code: 'any', reason: 'any' }),
  summary: shape<report.ScanReport['summary']>({
    resources: shape<report.ResourceCounts>(outcomes),
    attributes: shape<report.AttributeCounts>(counts),
    coverage: shape<report.Coverage>({ declared: 'any', compared: 'any', elsewhere: 'any', percent: 'any', minimum: 'any' }),
    codeCoverage: shape<report.CodeCoverage>({
      live: 'any',
      declared: 'any',
      percent: 'any',
      minimum: 'any',
      elsewhere: 'any',
      made: 'any',
      ignored: 'any',
      services: shape<report.CodeCoverage['services'][number]>({ service: 'any', live: 'any', declared: 'any', percent: 'any' }),
    }),
    findings: shape<report.SeverityCounts>({ critical: 'any', high: 'any', medium: 'any', low: 'any', info: 'any' }),
    byKind: shape<report.KindSummary>({ kind: 'any', ...outcomes, ...counts }),
  }),
  findings: shape<report.Finding>(finding),
  suppressed: shape<report.SuppressedFinding>({
    ...finding,
    by: shape<report.SuppressedFinding['by']>({
      exception: 'any',
      baseline: 'any',
      ignore: 'any',
      reason: 'any',
      owner: 'any',
      expiresAt: 'any',
    }),
  }),
  notChecked: shape<report.NotCheckedEntry>({
    resource,
    reason: 'any',
    detail: 'any',
    service: 'any',
    action: 'any',
    remedy: 'any',
  }),
  notCompared: shape<report.NotComparedEntry>({ reason: 'any', count: 'any', examples: 'any' }),
  unknown: shape<report.UnknownValue>({ resource, path: 'any', value: 'any', sensitive: 'any' }),
  diagnostics: shape<report.Diagnostic>({ code: 'any', level: 'any', message: 'any', hint: 'any', location }),
  resources: shape<report.ResourceResult>({ resource, outcome: 'any', ...counts }),
  scope: shape<NonNullable<report.ScanReport['scope']>>({
    declared: 'any',
    baked: 'any',
    live: 'any',
    asDeployed: 'any',
    accounts: 'any',
    regions: 'any',
    filter: shape<NonNullable<NonNullable<report.ScanReport['scope']>['filter']>>({ include: 'any', exclude: 'any', leftOut: 'any' }),
    images: 'any',
    liveReadAt: 'any',
    recorded: shape<report.RecordedEntry>({ source: 'any', resources: 'any', oldest: 'any', newest: 'any' }),
    skipped: 'any',
  }),
  policies: shape<report.PolicyRef>({
    id: 'any',
    name: 'any',
    title: 'any',
    description: 'any',
    help: 'any',
    severity: 'any',
    precision: 'any',
    controls: 'any',
    severities: 'any',
  }),
  calls: 'any',
  throttled: 'any',
  repeated: 'any',
})

/** A copy of the report that does not depend on the order in which its objects were filled. */
export function inOrder(value: report.ScanReport): report.ScanReport {
  return ordered(value, scanReport)
}

/** A copy of any value with the keys of its objects sorted. */
export function sortedKeys(value: unknown): unknown {
  return ordered(value, 'any')
}

function ordered<T>(value: T, as: Shape | 'any'): T
function ordered(value: unknown, as: Shape | 'any'): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => ordered(item, as))
  const known = as === 'any' ? {} : as.keys
  const entries = new Map<string, unknown>(Object.entries(value))
  const others = [...entries.keys()].filter((key) => !Object.hasOwn(known, key)).toSorted(byText)
  const keys = [...Object.keys(known).filter((key) => entries.has(key)), ...others]
  // Object.fromEntries defines own properties, `__proto__` among them.
  return Object.fromEntries(
    keys.map((key) => [key, ordered(entries.get(key), as !== 'any' && Object.hasOwn(known, key) ? (as.keys[key] ?? 'any') : 'any')]),
  )
}
