import { byText } from '../model/json.ts'
import { colorsErrors, problemText } from './error-text.ts'
import { print, type Io } from './io.ts'
import { nearest } from './nearest.ts'
import { optionTable, secretKeyVariable, variableOf } from './options.ts'
import type { Values } from './values.ts'

/** A mistyped DRIFTGATE_ variable would be passed over in silence; it is said instead. */
export async function sayUnknownVariables(values: Values, io: Io): Promise<void> {
  if (values.on('quiet')) return
  const known = [...[...optionTable.keys()].map(variableOf), secretKeyVariable]
  const unknown = Object.keys(io.env).filter((name) => name.startsWith('DRIFTGATE_') && !known.includes(name))
  for (const name of unknown.toSorted(byText)) {
    const meant = nearest(name, known)
    const diagnostic = {
      code: 'variable-unknown',
      level: 'warning' as const,
      message: `The variable ${name} means nothing to driftgate.`,
      hint: meant === undefined ? 'Take it out of the environment.' : `Did you mean ${meant}?`,
    }
    await print(io.stderr, problemText(diagnostic, colorsErrors(io)))
  }
}
