import type { PolicyBook } from '../judge/book.ts'
import { loadPolicies } from '../judge/load.ts'
import { UsageError } from '../model/errors.ts'
import { colorsErrors, problemText } from './error-text.ts'
import { print, type Io } from './io.ts'

/** The policies in force. What is wrong with a policy file is printed, and nothing is judged by half of it. */
export async function policyBookFrom(paths: readonly string[], io: Io): Promise<PolicyBook> {
  const { book, diagnostics } = await loadPolicies(paths)
  for (const diagnostic of diagnostics) await print(io.stderr, problemText(diagnostic, colorsErrors(io)))
  const errors = diagnostics.filter(({ level }) => level === 'error').length
  if (errors === 0) return book
  throw new UsageError('policies-invalid', {
    message: `The policies have ${errors === 1 ? 'an error' : `${errors} errors`}.`,
    hint: 'Mend what is said above; `driftgate policies validate PATH` checks without scanning.',
  })
}
