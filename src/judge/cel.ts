import { readFileSync } from 'node:fs'
import { Environment, type ASTNode } from '@marcbachmann/cel-js'
import type { Param } from '../model/generated/policy.ts'
import type { Engine, Expression } from './expression.ts'
import { functions, short } from './functions.ts'

/** policies/language.json: what an expression may speak of. Naming each field makes a misspelt one an error when the policy is loaded. */
interface Language {
  options: ConstructorParameters<typeof Environment>[0]
  variables: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  /** Types of params: of a type, and of a list of another thing than text. */
  params: Readonly<Record<string, string>>
  functions: Readonly<Record<string, string>>
  operators: readonly string[]
}

const language: Language = JSON.parse(readFileSync(new URL('../../policies/language.json', import.meta.url), 'utf8'))

type CompilePattern = (pattern: string) => { matches(text: string): boolean }

/**
 * CEL with the guards that policies from outside need: no backtracking regular expressions, no misspelt names, bounded size,
 * a boolean result. `compilePattern` is re2's; absent where no loaded expression asks for it.
 */
export function celEngine(compilePattern?: CompilePattern): Engine {
  const base = new Environment(language.options)
  for (const [name, type] of Object.entries(language.variables)) {
    if (typeof type === 'string') base.registerVariable(name, type)
    else base.registerVariable({ name, schema: type })
  }
  addArithmetic(base)
  addFunctions(base, compilePattern)
  return {
    scope(params) {
      const environment = base.clone()
      environment.registerVariable({ name: 'params', schema: paramSchema(params) })
      return (text) => compile(environment, text)
    },
  }
}

type Arithmetic = (a: number, b: number) => number | boolean

const arithmetic: Readonly<Record<string, Arithmetic>> = {
  '==': (a, b) => a === b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
}

/** Numbers of documents are doubles; without this `params.limit + 1` and `params.limit == 90` are errors. */
function addArithmetic(environment: Environment): void {
  for (const operator of language.operators) {
    const apply = arithmetic[operator.split(' ')[1] ?? '']
    if (apply === undefined) throw new Error(`nothing computes '${operator}'`)
    environment.registerOperator(operator, (a: number | bigint, b: number | bigint) => apply(Number(a), Number(b)))
  }
}

function addFunctions(environment: Environment, compilePattern: CompilePattern | undefined): void {
  const patterns = new Map<string, { matches(text: string): boolean }>()
  const re2 = (text: string, pattern: string) => {
    if (compilePattern === undefined) throw new Error('re2 is not loaded')
    let compiled = patterns.get(pattern)
    if (compiled === undefined) {
      if (patterns.size >= 1000) patterns.clear()
      compiled = compilePattern(pattern)
      patterns.set(pattern, compiled)
    }
    return compiled.matches(short(text))
  }
  for (const [name, handler] of Object.entries({ ...functions, re2 }))
    environment.registerFunction(language.functions[name] ?? name, handler)
}

function paramSchema(params: Readonly<Record<string, Param>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, { type, items }]) => [
      name,
      language.params[`${type} of ${items}`] ?? language.params[type] ?? 'dyn',
    ]),
  )
}

/** Throws where the expression does not parse, names what does not exist, is not a boolean or is not allowed. */
function compile(environment: Environment, text: string): Expression {
  const parsed = environment.parse(text)
  refuse(parsed.ast, 0)
  const check = parsed.check()
  if (!check.valid) throw check.error ?? new Error('does not type-check')
  if (check.type !== 'bool') throw new Error(`gives ${check.type ?? 'nothing'}, not true or false`)
  return (values) => {
    const result: unknown = parsed(values)
    if (typeof result !== 'boolean') throw new Error(`gave ${typeof result}, not true or false`)
    return result
  }
}

const loops = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

/** Walks the whole tree: the built-in `matches` backtracks (a text of 29 characters took 34 s), and loops in loops in loops do too much. */
function refuse(node: unknown, depth: number): void {
  if (Array.isArray(node)) {
    for (const item of node) refuse(item, depth)
    return
  }
  if (!isNode(node)) return
  let inside = depth
  if (node.op === 'call' || node.op === 'rcall') {
    const [name] = node.args
    if (name === 'matches') throw new Error('uses matches(), which may take for ever; use re2(text, pattern)')
    if (typeof name === 'string' && loops.has(name)) inside += 1
    if (inside > 2) throw new Error('nests loops deeper than two')
  }
  refuse(node.args, inside)
}

function isNode(value: unknown): value is ASTNode & { args: unknown[] } {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value
}
