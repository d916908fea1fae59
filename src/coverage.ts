import { isTooLittle } from './exit-code.ts'
import type { AttributeCounts, Coverage, Diagnostic, NotComparedEntry } from './model/generated/report.ts'
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
