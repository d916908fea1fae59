import { own, type Json } from '../../model/json.ts'
import { attributeOf, textOf, unknown, type Evaluated, type Evaluator } from './evaluated.ts'

/** `${Name}`, `${Name.Attribute}` and `${!Literal}` in the text of an `Fn::Sub`. */
const variable = /\$\{([^{}]*)\}/g

/** `Fn::Sub` of a text, or of a text with a map of variables. Unknown as a whole when one piece is. */
export function substitute(argument: Json, evaluator: Evaluator): Evaluated {
  const [text, given] = Array.isArray(argument) ? argument : [argument]
  if (typeof text !== 'string') return unknown
  let known = true
  const out = text.replaceAll(variable, (whole, inner: string) => {
    if (inner.startsWith('!')) return `\${${inner.slice(1)}}`
    const name = inner.trim()
    const mapped = own(given, name)
    const piece = textOf(mapped === undefined ? named(name, evaluator) : evaluator.value(mapped))
    if (piece === undefined) known = false
    return piece ?? whole
  })
  return known ? out : unknown
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
