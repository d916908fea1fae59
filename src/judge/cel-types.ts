/** Which type CEL says that a value has, in the words of its checker. Compiled conditions ask here what cel-js asks itself. */

const primitives: Readonly<Record<string, string>> = { string: 'string', number: 'double', bigint: 'int', boolean: 'bool' }

const containers = new Map<unknown, string>([
  [undefined, 'map<dyn, dyn>'],
  [Object, 'map<dyn, dyn>'],
  [Map, 'map<dyn, dyn>'],
  [Array, 'list<dyn>'],
  [Set, 'list<dyn>'],
])

/** The name of a value's type. Throws where it has none, as an object with a `constructor` of its own. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null'
  const type = typeof value === 'object' ? containers.get(value.constructor) : primitives[typeof value]
  if (type === undefined) throw new Error(`Unsupported type: ${makerOf(value) ?? typeof value}`)
  return type
}

function makerOf(value: unknown): string | undefined {
  const maker: unknown = typeof value === 'object' && value !== null ? value.constructor : undefined
  const name: unknown =
    (typeof maker === 'object' && maker !== null) || typeof maker === 'function' ? Reflect.get(maker, 'name') : undefined
  return typeof name === 'string' && name !== '' ? name : undefined
}

/** The same, with the types of what lies first in lists and maps. */
export function deepTypeOf(value: unknown): string {
  const type = typeOf(value)
  const inside = type === 'list<dyn>' ? firstItem(value) : type === 'map<dyn, dyn>' ? firstEntry(value) : []
  return inside.length === 0 ? type : `${type.slice(0, type.indexOf('<'))}<${inside.map(deepTypeOf).join(', ')}>`
}

function firstItem(list: unknown): readonly unknown[] {
  return (Array.isArray(list) ? list.slice(0, 1) : list instanceof Set ? [...list].slice(0, 1) : []).filter((item) => item !== undefined)
}

function firstEntry(map: unknown): readonly unknown[] {
  const [first] = map instanceof Map ? map : Object.entries(map ?? {})
  return first ?? []
}

/** Whether a value is of the type that a variable was given. Lists are not looked into. */
export function hasType(value: unknown, type: string): boolean {
  if (type !== 'dyn' && !type.startsWith('list<')) return primitives[typeof value] === type
  const maker: unknown = typeof value === 'object' && value !== null ? value.constructor : undefined
  if (type !== 'dyn') return maker === Array || maker === Set
  return maker === null || typeOf(value) !== ''
}
