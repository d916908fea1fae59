// JavaScript for the nodes of a parsed condition, for tools/conditions.mjs. `cel` in it is src/judge/operations.ts.

/** Said of a condition that holds what is not known here: CEL itself must judge it. */
export class Untranslatable extends Error {}

const numbers = new Set(['double', 'int'])
const scalars = new Set(['string', 'bool', 'null', ...numbers])
const known = new Set([...scalars, 'dyn', 'list<string>', 'list<double>'])

/** Functions by what they are given: a receiver counts as the first argument. Nothing else is called. */
const functions = new Set([
  'leaves(dyn)',
  'leaves(string)',
  'widens(dyn, dyn, dyn, string)',
  'worldReaches(dyn, list<double>)',
  'worldReaches(dyn, list<int>)',
  'glob(string, string)',
  'double(dyn)',
  'double(double)',
  'double(int)',
  'double(string)',
  'size(string)',
  'size(list<string>)',
  'size(list<double>)',
  '.size(string)',
  '.size(list<string>)',
  '.size(list<double>)',
  '.startsWith(string, string)',
  '.endsWith(string, string)',
  '.contains(string, string)',
  '.lowerAscii(string)',
  '.upperAscii(string)',
  '.trim(string)',
])

const writers = {
  value,
  id: variable,
  '.': access,
  list,
  call,
  rcall,
  '&&': (node, scope) => logical('and', node, scope),
  '||': (node, scope) => logical('or', node, scope),
  '!_': (node, scope) => `!${write(bool(node.args), scope)}`,
  '-_': (node, scope) => (numbers.has(typeOf(node.args)) ? `(-${write(node.args, scope)})` : refuse(node)),
  '?:': ({ args: [condition, yes, no] }, scope) => `(${write(bool(condition), scope)} ? ${write(yes, scope)} : ${write(no, scope)})`,
  '==': (node, scope) => equality(node, scope, ''),
  '!=': (node, scope) => equality(node, scope, '!'),
  in: membership,
  ...Object.fromEntries(['<', '<=', '>', '>='].map((op) => [op, order])),
  ...Object.fromEntries(['+', '-', '*', '/'].map((op) => [op, arithmetic])),
}

/**
 * The code of one checked node. `scope`: the language, the items of loops that are in sight, the params that were read so far.
 * @returns {string}
 */
export function write(node, scope) {
  const writer = Object.hasOwn(writers, node.op) ? writers[node.op] : refuse
  return writer(node, scope)
}

/** @returns {never} */
function refuse(node) {
  const name = typeof node.args?.[0] === 'string' && node.op.endsWith('call') ? ` ${node.args[0]}` : ''
  throw new Untranslatable(`'${node.op}${name}' of type ${typeOf(node)} is not translated`)
}

function typeOf(node) {
  return node.checkedType?.name ?? 'none'
}

function bool(node) {
  return typeOf(node) === 'bool' ? node : refuse(node)
}

function value(node) {
  const { args: literal } = node
  if (typeof literal === 'bigint') return `${literal}n`
  if (literal === null || typeof literal === 'boolean' || Number.isFinite(literal)) return String(literal)
  return typeof literal === 'string' ? quoted(literal) : refuse(node)
}

function quoted(text) {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

function variable(node, scope) {
  if (scope.items.has(node.args)) return item(node.args)
  return known.has(typeOf(node)) ? `cel.variable(values, ${quoted(node.args)}, ${quoted(typeOf(node))})` : refuse(node)
}

/** No name of JavaScript or of ours starts so. */
function item(name) {
  return `_${name}`
}

function access(node, scope) {
  const [of, key] = node.args
  if (typeOf(of) === 'dyn') return `cel.access(${write(of, scope)}, ${quoted(key)})`
  if (of.op !== 'id' || scope.items.has(of.args) || !known.has(typeOf(node))) return refuse(node)
  return fact(of.args, key, typeOf(node), scope)
}

function fact(name, field, type, scope) {
  if (name === 'params') scope.read.add(field)
  return `cel.fact(values, ${[name, field, type].map(quoted).join(', ')})`
}

/** Only of literals: nothing can fail in it. */
function list(node) {
  return node.args.length > 0 && node.args.every(isScalar) ? `[${node.args.map(value).join(', ')}]` : refuse(node)
}

function isScalar({ op }) {
  return op === 'value'
}

function logical(name, { args: [left, right] }, scope) {
  return `cel.${name}(() => ${write(bool(left), scope)}, () => ${write(bool(right), scope)})`
}

function equality(node, scope, not) {
  const [left, right] = node.args
  const types = [typeOf(left), typeOf(right)]
  const [a, b] = [write(left, scope), write(right, scope)]
  const sign = not === '' ? '===' : '!=='
  if (types[0] === types[1] && scalars.has(types[0])) return `(${a} ${sign} ${b})`
  if (types.every((type) => numbers.has(type))) return `(Number(${a}) ${sign} Number(${b}))`
  const open = types.includes('dyn') && types.every((type) => type === 'dyn' || scalars.has(type))
  return open ? `${not}cel.equal(${a}, ${b})` : refuse(node)
}

function membership(node, scope) {
  const [left, right] = node.args
  const wanted = typeOf(left)
  const literal = right.op === 'list' && (wanted === 'dyn' || scalars.has(wanted))
  const typed = /^list<(string|double)>$/.exec(typeOf(right))?.[1]
  if (!literal && wanted !== typed && !(wanted === 'dyn' && typed !== undefined)) return refuse(node)
  return `cel.includes(${write(left, scope)}, ${write(right, scope)})`
}

function order(node, scope) {
  const [left, right] = node.args
  const types = [left, right].map(typeOf)
  const fits = types.every((type) => numbers.has(type)) || types.every((type) => type === 'string')
  return fits ? `(${write(left, scope)} ${node.op} ${write(right, scope)})` : refuse(node)
}

/** Whole numbers with one another keep their size in CEL: not translated. */
function arithmetic(node, scope) {
  const [left, right] = node.args
  const types = [left, right].map(typeOf)
  const [a, b] = [write(left, scope), write(right, scope)]
  if (node.op === '+' && types.every((type) => type === 'string')) return `(${a} + ${b})`
  const fits = types.includes('double') && types.every((type) => numbers.has(type))
  return fits ? `(Number(${a}) ${node.op} Number(${b}))` : refuse(node)
}

function call(node, scope) {
  const [name, args] = node.args
  return name === 'has' ? has(node, args[0], scope) : applied(node, name, '', args, scope)
}

function rcall(node, scope) {
  const [name, receiver, args] = node.args
  if ((name === 'exists' || name === 'all') && args.length === 2) return loop(node, scope)
  return applied(node, name, '.', [receiver, ...args], scope)
}

function applied(node, name, dot, args, scope) {
  if (!functions.has(`${dot}${name}(${args.map(typeOf).join(', ')})`)) return refuse(node)
  const codes = args.map((arg) => write(arg, scope))
  if (args.filter((arg) => !cannotFail(arg, scope)).length < 2) return `cel.${name}(${codes.join(', ')})`
  return `cel.backwards(cel.${name}, ${codes.toReversed().join(', ')})`
}

function cannotFail({ op, args }, scope) {
  if (op === '+') return args.every((arg) => cannotFail(arg, scope))
  return op === 'value' || (op === 'id' && scope.items.has(args))
}

function loop(node, scope) {
  const [name, range, [each, holds]] = node.args
  const type = itemType(typeOf(range))
  if (type === undefined || each.op !== 'id') return refuse(node)
  const inside = { ...scope, items: new Set([...scope.items, each.args]) }
  const test = `(${item(each.args)}) => ${write(bool(holds), inside)}`
  return `cel.${name}(${write(range, scope)}, ${quoted(each.args)}, ${quoted(type)}, ${test})`
}

function itemType(range) {
  return range === 'dyn' ? 'dyn' : /^list<(string|double)>$/.exec(range)?.[1]
}

/** `has(a.b.c)`: the types of what lies inside are not told by the checker. */
function has(node, path, scope) {
  const keys = []
  let inner = path
  for (; inner.op === '.'; [inner] = inner.args) keys.unshift(inner.args[1])
  if (inner.op !== 'id') return refuse(node)
  const root = rootOf(inner, keys, scope)
  const last = keys.pop()
  if (root === undefined || last === undefined) return refuse(node)
  return `cel.has(${keys.reduce((code, key) => `cel.access(${code}, ${quoted(key)})`, root)}, ${quoted(last)})`
}

/** The code of a value of any type from which the rest of the keys lead on. */
function rootOf(inner, keys, scope) {
  if (typeOf(inner) === 'dyn') return write(inner, scope)
  const fields = scope.items.has(inner.args) ? undefined : scope.language.variables[inner.args]
  if (fields?.[keys[0]] !== 'dyn') return undefined
  return fact(inner.args, keys.shift(), 'dyn', scope)
}
