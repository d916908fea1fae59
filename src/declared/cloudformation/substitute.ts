import { own, type Json } from '../../model/json.ts'
import { attributeOf, isTooLong, textOf, unknown, type Evaluated, type Evaluator } from './evaluated.ts'

/** `${Name}`, `${Name.Attribute}` and `${!Literal}` in the text of an `Fn::Sub`. */
const variable = /\$\{([^{}]*)\}/g

/** A part of a text; undefined where only the deployment knows it. */
export type Piece = string | undefined

/** `Fn::Sub` of a text, or of a text with a map of variables. Unknown as a whole when one piece is. */
export function substitute(argument: Json, evaluator: Evaluator): Evaluated {
  const pieces = piecesOfSub(argument, evaluator)
  const known = pieces?.filter((piece) => piece !== undefined)
  return known === undefined || known.length !== pieces?.length || isTooLong(known) ? unknown : known.join('')
}

/** The pieces of an `Fn::Sub` in order; `partly` says what is known of a variable of its map that is not known whole. */
export function piecesOfSub(
  argument: Json,
  evaluator: Evaluator,
  partly: (value: Json) => Piece[] = () => [undefined],
): Piece[] | undefined {
  const [text, given] = Array.isArray(argument) ? argument : [argument]
  if (typeof text !== 'string') return undefined
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(variable)) {
    const [whole, inner = ''] = match
    pieces.push(text.slice(from, match.index))
    from = match.index + whole.length
    const name = inner.trim()
    const mapped = own(given, name)
    if (inner.startsWith('!')) pieces.push(`\${${inner.slice(1)}}`)
    else if (mapped === undefined) pieces.push(textOf(named(name, evaluator)))
    else {
      const value = textOf(evaluator.value(mapped))
      pieces.push(...(value === undefined ? partly(mapped) : [value]))
    }
  }
  pieces.push(text.slice(from))
  return pieces
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
