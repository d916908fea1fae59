// The facts of a type (docs/data.md, `facts/`) from its schema in the CloudFormation registry.

/** `/properties/A/B` as `A/B`; elements of a list are no step of their own. */
function pathOf(pointer) {
  return pointer
    .replace(/^\/properties\//, '')
    .replaceAll('/items/', '/')
    .replaceAll('/properties/', '/')
    .replaceAll('/*', '')
}

function pathsOf(pointers) {
  return Array.isArray(pointers) ? pointers.map(pathOf) : []
}

const letters = { string: 's', integer: 'i', number: 'n', boolean: 'b', array: 'a', object: 'o' }
/** Objects of any shape under these names hold what the user calls things. */
const freeNames = /(?:Parameters|Options|Variables|Configuration|Attributes|Labels|Metadata)$/
const depth = 6

/** The facts of one schema. */
export function factsOf(schema) {
  const walker = new Walker(schema)
  walker.walk()
  const handlers = schema.handlers ?? {}
  const tag = tagProperty(schema)
  return {
    ...listed('i', pathsOf(schema.primaryIdentifier)),
    ...listed('r', pathsOf(schema.readOnlyProperties)),
    ...listed('w', pathsOf(schema.writeOnlyProperties)),
    ...listed('c', pathsOf(schema.createOnlyProperties)),
    ...(handlers.read === undefined && handlers.list === undefined ? {} : { h: handlerLetters(handlers) }),
    ...listed('x', pathsOf(schema.deprecatedProperties)),
    ...listed('u', walker.unordered),
    ...(Object.keys(walker.defaults).length === 0 ? {} : { d: walker.defaults }),
    ...(tag === undefined ? {} : { t: tag }),
    ...(schema.propertyTransform === undefined ? {} : { p: transforms(schema.propertyTransform) }),
    y: Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, property]) => [name, walker.letterOf(property)])),
    ...listed('m', walker.maps),
  }
}

/** `i`: the list needs inputs. */
function handlerLetters({ read, list }) {
  return `${read === undefined ? '' : 'r'}${list === undefined ? '' : 'l'}${list?.handlerSchema === undefined ? '' : 'i'}`
}

function listed(name, list) {
  return list.length === 0 ? {} : { [name]: list }
}

function transforms(table) {
  const withSteps = (pointer) =>
    pointer
      .replace(/^\/properties\//, '')
      .replaceAll('/items/', '/*/')
      .replaceAll('/properties/', '/')
  return Object.fromEntries(Object.entries(table).map(([pointer, expression]) => [withSteps(pointer), expression]))
}

function tagProperty({ tagging, properties = {} }) {
  if (tagging === undefined || tagging.taggable === false) return undefined
  const name = pathOf(tagging.tagProperty ?? '/properties/Tags')
  return Object.hasOwn(properties, name) ? name : undefined
}

/** Goes through the properties of a schema, into definitions, never twice into the same one on one way. */
class Walker {
  unordered = []
  defaults = {}
  maps = []
  #schema

  constructor(schema) {
    this.#schema = schema
  }

  walk() {
    for (const [name, property] of Object.entries(this.#schema.properties ?? {})) this.#visit(property, name, name, [])
  }

  letterOf(property) {
    const { schema } = this.#resolved(property)
    const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== 'object' && each !== 'null') : schema.type
    if (Array.isArray(schema.type) && schema.type.includes('object') && schema.type.includes('string')) return 'j'
    if (type === 'object') return this.#shapeOf(schema)
    if (type !== undefined) return letters[type] ?? 'j'
    if (schema.properties !== undefined || schema.patternProperties !== undefined) return this.#shapeOf(schema)
    return Array.isArray(schema.oneOf) || Array.isArray(schema.anyOf) ? this.letterOf((schema.oneOf ?? schema.anyOf)[0]) : 'j'
  }

  #shapeOf(schema) {
    if (schema.properties !== undefined || schema.oneOf !== undefined || schema.anyOf !== undefined) return 'o'
    return schema.patternProperties === undefined ? 'j' : 'm'
  }

  #visit(property, path, name, way) {
    const { schema, reference } = this.#resolved(property)
    if (way.length > depth || (reference !== undefined && way.includes(reference))) return
    const further = reference === undefined ? [...way, ''] : [...way, reference]
    const short = path.replaceAll('/*', '')
    if (schema.default !== undefined) this.defaults[short] = schema.default
    const items = schema.items
    if (items !== undefined && !Array.isArray(items)) {
      if (schema.insertionOrder === false && !this.unordered.includes(short)) this.unordered.push(short)
      this.#visit(items, `${path}/*`, name, further)
    }
    if (this.#isMap(schema, name) && !this.maps.includes(path)) this.maps.push(path)
    for (const [inner, each] of Object.entries(schema.properties ?? {})) this.#visit(each, `${path}/${inner}`, inner, further)
    for (const choice of [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])])
      for (const [inner, each] of Object.entries(choice.properties ?? {})) this.#visit(each, `${path}/${inner}`, inner, further)
  }

  #isMap(schema, name) {
    if (/^tags$/i.test(name)) return false
    const patterns = Object.values(schema.patternProperties ?? {})
    if (patterns.length > 0)
      return patterns.every((each) => ['string', 'integer', 'number', 'boolean'].includes(this.#resolved(each).schema.type))
    return schema.type === 'object' && schema.properties === undefined && schema.oneOf === undefined && freeNames.test(name)
  }

  #resolved(property) {
    const reference = property?.$ref
    if (typeof reference !== 'string') return { schema: property ?? {}, reference: undefined }
    const target = reference
      .replace(/^#\//, '')
      .split('/')
      .reduce((at, step) => at?.[step], this.#schema)
    const { schema, reference: inner } = this.#resolved(target)
    return {
      schema: { ...schema, ...(property.insertionOrder === undefined ? {} : { insertionOrder: property.insertionOrder }) },
      reference: inner ?? reference,
    }
  }
}
