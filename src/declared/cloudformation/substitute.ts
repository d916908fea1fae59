import { own, type Json } from '../../model/json.ts'
import { attributeOf, isTooLong, textOf, unknown, type Evaluated, type Evaluator } from './evaluated.ts'

/** `${Name}`, `${Name.Attribute}` and `${!Literal}` in the text of an `Fn::Sub`. */
const variable = /\$\{([^{}]*)\}/g

/** `Fn::Sub` of a text, or of a text with a map of variables. Unknown as a whole when one piece is. */
export function substitute(argument: Json, evaluator: Evaluator): Evaluated {
  const [text, given] = Array.isArray(argument) ? argument : [argument]
  if (typeof text !== 'string') return unknown
  const pieces: string[] = []
  let from = 0
  for (const match of text.matchAll(variable)) {
    const [whole, inner = ''] = match
    const name = inner.trim()
    const mapped = own(given, name)
    const value = mapped === undefined ? () => named(name, evaluator) : () => evaluator.value(mapped)
    const piece = inner.startsWith('!') ? `\${${inner.slice(1)}}` : textOf(value())
    if (piece === undefined) return unknown
    pieces.push(text.slice(from, match.index), piece)
    from = match.index + whole.length
  }
  pieces.push(text.slice(from))
  return isTooLong(pieces) ? unknown : pieces.join('')
}

/** The names that a text uses and its map does not give. */
export function variablesOf(argument: Json): string[] {
  const [text, given] = Array.isArray(argument) ? argument : [argument]
  if (typeof text !== 'string') return []
  return [...text.matchAll(variable)]
    .map((match) => (match[1] ?? '').trim())
    .filter((name) => !name.startsWith('!') && own(given, name) === undefined)
}

function named(name: string, evaluator: Evaluator): Evaluated {
  const target = name.startsWith('AWS::') ? undefined : attributeOf(name)
  return target === undefined ? evaluator.reference(name) : evaluator.attribute(...target)
}
