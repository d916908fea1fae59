import { Environment, type ASTNode } from '@marcbachmann/cel-js'
import type { Param } from '../model/generated/policy.ts'
import type { Json } from '../model/json.ts'
import { widens } from './access.ts'
import { globTest } from './glob.ts'
import { worldReaches } from './network.ts'
import type { Engine, Expression } from './expression.ts'

/** Bounds of one expression. */
const limits = { maxAstNodes: 2000, maxDepth: 60, maxListElements: 500, maxMapEntries: 100, maxCallArguments: 16 }

/** What an expression may speak of. Naming each field makes a misspelt one an error when the policy is loaded. */
const variables = {
  resource: {
    kind: 'string',
    address: 'string',
    physicalId: 'string',
    type: 'string',
    account: 'string',
    region: 'string',
    stack: 'string',
    tags: 'map<string, string>',
    stateful: 'bool',
  },
  change: {
    path: 'string',
    kind: 'string',
    declared: 'dyn',
    live: 'dyn',
    element: 'string',
    names: 'list<string>',
    holder: 'dyn',
    actor: 'string',
  },
  image: {
    id: 'string',
    name: 'string',
    channel: 'string',
    library: 'bool',
    known: 'bool',
    ageDays: 'double',
    deprecated: 'bool',
    revoked: 'bool',
    gone: 'bool',
  },
  group: {
    id: 'string',
    kind: 'string',
    images: 'list<string>',
    size: 'double',
    templateVersion: 'string',
    instanceTemplateVersion: 'string',
    mixed: 'bool',
  },
  instance: { ageDays: 'double' },
}

/** Longest text that `re2` and `glob` look at: beyond it the answer is unknown, never "no". */
const longestText = 100_000

type CompilePattern = (pattern: string) => { matches(text: string): boolean }

/**
 * CEL with the guards that policies from outside need: no backtracking regular expressions, no misspelt names, bounded size,
 * a boolean result. `compilePattern` is re2's; absent where no loaded expression asks for it.
 */
export function celEngine(compilePattern?: CompilePattern): Engine {
  const base = new Environment({ enableOptionalTypes: true, unlistedVariablesAreDyn: false, homogeneousAggregateLiterals: false, limits })
  for (const [name, schema] of Object.entries(variables)) base.registerVariable({ name, schema })
  base.registerVariable('outcome', 'string').registerVariable('now', 'google.protobuf.Timestamp')
  base.registerVariable('declared', 'dyn').registerVariable('live', 'dyn')
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

/** Numbers of documents are doubles; without this `params.limit + 1` and `params.limit == 90` are errors. */
function addArithmetic(environment: Environment): void {
  environment.registerOperator('double == int', (a: number | bigint, b: number | bigint) => Number(a) === Number(b))
  const operators: Record<string, (a: number, b: number) => number> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
  }
  for (const [sign, apply] of Object.entries(operators))
    for (const pair of [`double ${sign} int`, `int ${sign} double`])
      environment.registerOperator(pair, (a: number | bigint, b: number | bigint) => apply(Number(a), Number(b)))
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
  environment.registerFunction('re2(string, string): bool', re2)
  environment.registerFunction('glob(string, string): bool', (text: string, pattern: string) => globTest(pattern)(short(text)))
  environment.registerFunction('leaves(dyn): list<string>', leaves)
  environment.registerFunction('worldReaches(dyn, list): bool', (rule: Json, ports: (number | bigint)[]) =>
    worldReaches(rule, ports.map(Number)),
  )
  environment.registerFunction('widens(dyn, dyn, dyn, string): bool', widens)
}

function short(text: string): string {
  if (text.length > longestText) throw new Error(`text of ${text.length} characters is too long to be matched`)
  return text
}

/** The scalars in a value, as text. */
function leaves(value: Json): string[] {
  if (value === null) return []
  if (typeof value !== 'object') return [String(value)]
  return Object.values(value).flatMap(leaves)
}

const paramTypes: Record<Param['type'], string> = { string: 'string', number: 'double', boolean: 'bool', array: 'list<string>' }

function paramSchema(params: Readonly<Record<string, Param>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, { type, items }]) => [name, items === 'number' ? 'list<double>' : paramTypes[type]]),
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
