import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { Param } from '../../src/model/generated/policy.ts'

/** What conditions are asked about: facts as they are, and as they never should be. */

const language: { variables: Record<string, string | Record<string, string>> } = JSON.parse(
  readFileSync(new URL('../../policies/language.json', import.meta.url), 'utf8'),
)

const statement = { Effect: 'Allow', Action: '*', Resource: '*' }

export const awkwardValues: readonly unknown[] = JSON.parse(`[
  null, true, false, 0, -0, 1, 22, 2.5, -1, 1e308, "", " 1", "1", "1e3", "inf", "-Infinity", "NaN", "TRUE", "\u2028", "İ", "💥",
  [], {}, [[]], [{}], [null], [1], [1, "a"], [1, "b"], {"a": 1}, {"a": 1, "b": 2}, {"c": 1}, {"a": {"b": [1]}}, {"List": [1, 2]},
  {"Port": 22, "Name": "x", "List": [1, 2, 3]}, [{}, {"Port": 22}], {"toString": 1}, {"toString": {}}, {"a": {"c": 1}, "toString": 2},
  {"constructor": 1}, {"constructor": {"name": "Odd"}}, {"constructor": null}, {"a": {"constructor": 1}}, [{"constructor": 1}],
  {"a": [{"constructor": ""}]}, {"__proto__": {"a": 1}}, "Deny", "Allow", "s3:*", "${'x'.repeat(100_001)}",
  ${JSON.stringify(statement)}, ${JSON.stringify(JSON.stringify({ Statement: statement }))}, {"Statement": [${JSON.stringify(statement)}]},
  {"Effect": "Deny", "Action": "*"}, [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}]
]`)
const awkward = fc.constantFrom(...awkwardValues)

/** Text in which the words of `texts` stand alone, first and last. */
function textOf(texts: readonly string[]): fc.Arbitrary<string> {
  const words = texts.flatMap((text) => [...text.matchAll(/"([^"]*)"/g)].map(([, word = '']) => word))
  const word = words.length === 0 ? fc.string() : fc.constantFrom(...words)
  const other = fc.string({ unit: 'binary', maxLength: 5 })
  return fc.oneof(
    { weight: 4, arbitrary: word },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('', 'a', '/'), word).map((two) => two.join('')) },
    other,
    fc.tuple(word, other).map((two) => two.join('')),
    fc.tuple(other, word).map((two) => two.join('')),
  )
}

/** Values of a type, now and then of another or none. */
function valueOf(type: string, text: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const any = fc.oneof({ weight: 3, arbitrary: awkward }, { weight: 3, arbitrary: text }, fc.jsonValue({ maxDepth: 3 }))
  const number = fc.oneof(fc.double(), fc.constantFrom(0, 22, 30, 90, -1))
  const right: Record<string, fc.Arbitrary<unknown>> = {
    string: text,
    bool: fc.boolean(),
    double: number,
    'list<string>': fc.oneof({ weight: 9, arbitrary: fc.array(text, { maxLength: 4 }) }, fc.array(any, { maxLength: 3 })),
    'list<double>': fc.oneof({ weight: 9, arbitrary: fc.array(number, { maxLength: 4 }) }, fc.array(any, { maxLength: 3 })),
  }
  return fc.oneof({ weight: 30, arbitrary: right[type] ?? any }, any, fc.constant(undefined))
}

function recordOf(fields: Record<string, string>, text: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const whole = fc.record(Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, valueOf(type, text)])))
  return fc.oneof({ weight: 60, arbitrary: whole }, awkward, fc.constant(undefined))
}

const paramTypes: Record<string, string> = { string: 'string', number: 'double', boolean: 'bool', array: 'list<string>' }

/** The variables that a condition with such params reads. */
export function factsArbitrary(condition: string, params: Readonly<Record<string, Param>>): fc.Arbitrary<Record<string, unknown>> {
  const text = textOf([condition, ...Object.values(params).map((param) => JSON.stringify(param.default))])
  const read = <T>(named: Readonly<Record<string, T>>) => Object.entries(named).filter(([name]) => condition.includes(name))
  const typeOf = ({ type, items }: Param) => (items === 'number' ? 'list<double>' : (paramTypes[type] ?? 'dyn'))
  const schemas = {
    ...language.variables,
    params: Object.fromEntries(Object.entries(params).map(([name, param]) => [name, typeOf(param)])),
  }
  const variables = read<string | Record<string, string>>(schemas).map(([name, type]) => [
    name,
    typeof type === 'string' ? valueOf(type, text) : recordOf(Object.fromEntries(read(type)), text),
  ])
  const defaults = fc.constant(Object.fromEntries(Object.entries(params).map(([name, param]) => [name, param.default])))
  const facts = fc.record(Object.fromEntries(variables))
  return fc.oneof(
    facts,
    fc.tuple(facts, defaults).map(([some, values]) => ({ ...some, params: values })),
  )
}
