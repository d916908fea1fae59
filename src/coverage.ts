import { isTooLittle } from './exit-code.ts'
import { serviceOf } from './mapping/data.ts'
import type { Governed } from './match/unmanaged.ts'
import type { AttributeCounts, CodeCoverage, Coverage, Diagnostic, Finding, NotComparedEntry } from './model/generated/report.ts'
import { byText } from './model/json.ts'
import { elsewhereReasons } from './model/pair.ts'

/** How much of what is declared was compared; what is declared twice counts once. `percent` is rounded down to a tenth: 100 means all. */
export function coverageOf(
  { equal, different, notCompared }: AttributeCounts,
  reasons: readonly NotComparedEntry[],
  minimum?: number,
): Coverage {
  const compared = equal + different
  const elsewhere = reasons.reduce((sum, { reason, count }) => sum + (elsewhereReasons.has(reason) ? count : 0), 0)
  const declared = compared + notCompared - elsewhere
  const percent = declared === 0 ? 100 : Math.floor((compared * 1000) / declared) / 10
  return { declared, compared, elsewhere, percent, ...(minimum === undefined ? {} : { minimum }) }
}

/**
 * Which share of the live resources in governed scope is in a declaration that was given, in all and by service; what is
 * ignored counts on neither side. Rounded down to a tenth.
 */
export function codeCoverageOf(
  governed: Governed,
  ignored: readonly Pick<Finding, 'outcome' | 'resource'>[],
  minimum?: number,
): CodeCoverage {
  const services = new Map([...governed.services].map(([service, counts]) => [service, { ...counts }]))
  let left = 0
  for (const { outcome, resource } of ignored) {
    const counts = outcome === 'unmanaged' ? services.get(serviceOf(resource.kind) ?? '') : undefined
    if (counts === undefined || counts.unmanaged === 0) continue
    counts.unmanaged -= 1
    left += 1
  }
  const rows = [...services].toSorted(([a], [b]) => byText(a, b)).map(([service, counts]) => ({ service, ...shareOf(counts) }))
  const declared = rows.reduce((sum, row) => sum + row.declared, 0)
  const live = rows.reduce((sum, row) => sum + row.live, 0)
  return {
    ...shareOf({ declared, unmanaged: live - declared }),
    elsewhere: governed.elsewhere,
    made: governed.made,
    ignored: left,
    ...(minimum === undefined ? {} : { minimum }),
    services: rows.filter((row) => row.live > 0),
  }
}

function shareOf({ declared, unmanaged }: { declared: number; unmanaged: number }): { live: number; declared: number; percent: number } {
  const live = declared + unmanaged
  return { live, declared, percent: live === 0 ? 100 : Math.floor((declared * 1000) / live) / 10 }
}

/** What every output says where less was compared than was asked for, or nothing at all. */
export function coverageDiagnostics(coverage: Coverage): Diagnostic[] {
  const { compared, declared, percent, minimum } = coverage
  if (!isTooLittle(coverage)) return declared > 0 && compared === 0 ? [nothingCompared(declared)] : []
  return [
    {
      code: 'compared-too-little',
      level: 'warning',
      message: `${compared} of ${declared} declared values were compared (${percent} %), and --min-compared asks for ${minimum} %.`,
      hint: 'The report lists the reasons under notCompared; `driftgate explain REASON` says what each means.',
    },
  ]
}

/** A verdict about nothing must not look like one about everything. */
function nothingCompared(declared: number): Diagnostic {
  return {
    code: 'compared-nothing',
    level: 'warning',
    message: `None of ${declared} declared values was compared: the verdict says nothing of them.`,
    hint: 'The report lists the reasons; `--min-compared 1` makes such a scan incomplete.',
  }
}
