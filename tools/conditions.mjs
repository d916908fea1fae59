// Turns conditions in CEL into JavaScript, so that a scan by the built-in pack alone loads no CEL. Part of `npm run generate`.
import { readFileSync } from 'node:fs'
import { Environment } from '@marcbachmann/cel-js'
import { format } from 'oxfmt'
import { Untranslatable, write } from './condition-code.mjs'

const language = JSON.parse(readFileSync(new URL('../policies/language.json', import.meta.url), 'utf8'))

/**
 * Text of policies/compiled/conditions.mjs. A condition with what is not translated is left to CEL: it works as before, and
 * the reason is said to `warn`. One that is wrong is an error.
 */
export async function compiledConditions(policies, warn = console.warn) {
  const entries = new Map()
  for (const { id, when, severityRules = [], params = {} } of policies)
    for (const text of [when, ...severityRules.map((rule) => rule.when)].filter((one) => one !== undefined)) {
      try {
        const entry = entryOf(text, params)
        if ((entries.get(text) ?? entry) !== entry) throw new Error(`${id}: another policy has '${text}' with params of other types`)
        entries.set(text, entry)
      } catch (error) {
        if (!(error instanceof Untranslatable)) throw error
        warn(`${id}: '${text}' is left to CEL: ${error.message}`)
      }
    }
  const sorted = [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
  const text = `/* Generated from policies/*.yaml by npm run generate. Do not edit. \`cel\` is src/judge/operations.ts. */
export const conditions = (cel) => ({${sorted.join(',')}})`
  const { code, errors } = await format('conditions.mjs', text, { semi: false, singleQuote: true, printWidth: 140 })
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return code
}

function entryOf(text, params) {
  const parsed = environmentFor(params).parse(text)
  const checked = parsed.check()
  if (!checked.valid) throw checked.error
  if (checked.type !== 'bool') throw new Error(`'${text}' gives ${checked.type}, not true or false`)
  const read = new Set()
  const code = write(parsed.ast, { language, items: new Set(), read })
  const types = Object.entries(params).filter(([name]) => read.has(name))
  const used = Object.fromEntries(types.map(([name, { type, items }]) => [name, { type, items }]))
  const given = code.includes('values') ? 'values' : ''
  return `${JSON.stringify(text)}: { params: ${JSON.stringify(used)}, holds: (${given}) => ${code} }`
}

/** The language of policies with nothing behind its functions: enough to parse and to tell types. */
function environmentFor(params) {
  const environment = new Environment(language.options)
  const nothing = () => undefined
  for (const [name, type] of Object.entries(language.variables)) {
    if (typeof type === 'string') environment.registerVariable(name, type)
    else environment.registerVariable({ name, schema: type })
  }
  for (const signature of Object.values(language.functions)) environment.registerFunction(signature, nothing)
  for (const operator of language.operators) environment.registerOperator(operator, nothing)
  const schema = Object.entries(params).map(([name, { type, items }]) => [
    name,
    language.params[`${type} of ${items}`] ?? language.params[type],
  ])
  return environment.registerVariable({ name: 'params', schema: Object.fromEntries(schema) })
}
