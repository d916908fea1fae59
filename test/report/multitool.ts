import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** One complaint of the SARIF Multitool. */
export interface Complaint {
  rule: string
  level: string
  text: string
}

/** The binary: `SARIF_MULTITOOL`, or the one of an installed `@microsoft/sarif-multitool-linux`. */
export function findMultitool(): string | undefined {
  const given = process.env['SARIF_MULTITOOL']
  if (given !== undefined && given !== '') return given
  try {
    const binary = join(dirname(createRequire(import.meta.url).resolve('@microsoft/sarif-multitool-linux/package.json')), 'Sarif.Multitool')
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}

/**
 * What the Multitool says of a SARIF text. Its exit code is 0 for a file full of errors, so its own report is read. It reports
 * nothing at all for a file that it cannot parse: the schema must be checked beside it.
 */
export function complaintsOf(sarif: string, binary: string): Complaint[] {
  const folder = mkdtempSync(join(tmpdir(), 'driftgate-sarif-'))
  try {
    const [input, output] = [join(folder, 'input.sarif'), join(folder, 'output.sarif')]
    writeFileSync(input, sarif)
    // The package is packed without the executable bit.
    chmodSync(binary, 0o755)
    const rules = ['-c', join(import.meta.dirname, 'fixtures/multitool.xml'), '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning']
    execFileSync(binary, ['validate', input, ...rules, '-o', output, '--log', 'ForceOverwrite'], {
      // Without libicu it aborts unless it is told to do without.
      env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
      stdio: 'pipe',
    })
    const log: MultitoolLog = JSON.parse(readFileSync(output, 'utf8').replace(/^\ufeff/, ''))
    return (log.runs[0]?.results ?? []).map((result) => ({
      rule: result.ruleId,
      level: result.level ?? 'warning',
      text: (result.message.arguments ?? []).join(' | '),
    }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface MultitoolLog {
  runs: { results: { ruleId: string; level?: string; message: { arguments?: string[] } }[] }[]
}
