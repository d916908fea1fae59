import type { CollectionTag, Document, Node, Scalar, ScalarTag, YAMLMap } from 'yaml'
import { factsOf } from '../../mapping/data.ts'
import { InputError, type Place } from '../../model/errors.ts'
import type { Json } from '../../model/json.ts'
import { checkDepth, duplicateKey, tooDeep, type ParsedDocument } from './template-values.ts'
import { isSurprising, plainScalars } from './yaml-scalars.ts'

type Yaml = typeof import('yaml')

/** Every function that has a short form: `!Sub` is `Fn::Sub`. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
const functions = [
  'And',
  'Base64',
  'Cidr',
  'Contains',
  'EachMemberEquals',
  'EachMemberIn',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'GetStackOutput',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'RefAll',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
  'ValueOf',
  'ValueOfAll',
]
const shortForms = new Map<string, string>([
  ...functions.map((name): [string, string] => [name, `Fn::${name}`]),
  ['Ref', 'Ref'],
  ['Condition', 'Condition'],
])

/**
 * Parses a YAML document as CloudFormation does. Throws InputError with line and column where it breaks, where a section
 * or a logical id comes twice, and where its aliases or its depth could only be an attack.
 */
export async function parseYamlTemplate(text: string, file: string): Promise<ParsedDocument> {
  const yaml = await import('yaml')
  const lines = new yaml.LineCounter()
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  const document = guarded(file, () =>
    yaml.parseDocument(text, {
      schema: 'failsafe',
      merge: true,
      uniqueKeys: false,
      lineCounter: lines,
      prettyErrors: false,
      customTags: (tags) => [...tags, ...plainScalars, ...shortFormTags(yaml)],
    }),
  )
  const [error] = document.errors
  if (error?.code === 'RESOURCE_EXHAUSTION') throw tooDeep(file)
  if (error !== undefined) {
    const at = place(error.pos[0])
    const reason = error.code === 'MULTIPLE_DOCS' ? 'a second document begins.' : `${error.message}.`
    throw new InputError('yaml-broken', {
      message: `${file} is no valid YAML at line ${at.line}, column ${at.column}: ${reason}`,
      hint: 'Correct the line; `aws cloudformation validate-template` says the same.',
      at,
    })
  }
  const warnings = document.warnings.map(({ message, pos }) => ({ code: 'template-unknown-tag', message, place: place(pos[0]) }))
  guarded(file, () =>
    settle(yaml, document, (code, message, node) => warnings.push({ code, message, place: place(node.range?.[0] ?? 0) }), file, place),
  )
  const value = guarded<Json>(file, () => document.toJS({ maxAliasCount: 100 }))
  checkDepth(value, file)
  return { value, warnings }
}

/** The parser recurses, and refuses aliases that multiply: both end as an error that names the file. */
function guarded<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(file)
    if (!(error instanceof ReferenceError)) throw error
    throw new InputError('yaml-aliases', {
      message: `The aliases of ${file} cannot be followed: ${error.message}.`,
      hint: 'CloudFormation knows no aliases; write the values out.',
      at: { file },
    })
  }
}

function shortFormTags(yaml: Yaml): (ScalarTag | CollectionTag)[] {
  return [...shortForms].flatMap(([short, long]) => {
    const tag = `!${short}`
    const wrap = (node: Node) => {
      const map = new yaml.YAMLMap()
      map.items.push(new yaml.Pair(new yaml.Scalar(long), node))
      return map
    }
    // A scalar under a short form is text, whatever it looks like.
    return [
      { tag, resolve: (text: string) => ({ [long]: text }) },
      { tag, collection: 'map' as const, resolve: wrap },
      { tag, collection: 'seq' as const, resolve: wrap },
    ]
  })
}

type Warn = (code: string, message: string, node: Node) => void

/** What only the document's nodes tell: the text of keys and of numbers, and keys that come twice. */
function settle(
  yaml: Yaml,
  document: Document,
  warn: Warn,
  file: string,
  place: (offset: number) => { file: string; line: number; column: number },
): void {
  const isScalar = (node: unknown): node is Scalar => yaml.isScalar(node)
  yaml.visit(document, {
    Map(_, map, path) {
      const depth = path.filter((step) => yaml.isMap(step)).length
      const seen = new Set<string>()
      for (const { key, value } of map.items) {
        if (!isScalar(key)) throw oddKey(file, place(yaml.isNode(key) ? (key.range?.[0] ?? 0) : 0))
        if (key.source === '<<' && key.type === 'PLAIN' && !isMergeable(yaml, document, value)) throw badMerge(place(key.range?.[0] ?? 0))
        // A key is the text that stands there: `Yes`, `012` and account ids.
        if (typeof key.value !== 'string' && typeof key.source === 'string') key.value = key.source
        const name = String(key.value)
        if (seen.has(name) && key.source !== '<<') {
          if (depth < 2) throw duplicateKey(name, { ...place(key.range?.[0] ?? 0), file })
          warn('template-duplicate-key', `${JSON.stringify(name)} comes twice; the last one counts.`, key)
        }
        seen.add(name)
      }
    },
    Node(_, node) {
      if (yaml.isAlias(node) || !isForeign(node.tag)) return undefined
      // A function that nobody knows is not its argument.
      const call = new yaml.YAMLMap()
      call.range = node.range ?? null
      call.items.push(new yaml.Pair(new yaml.Scalar(`Fn::${node.tag.slice(1)}`), node))
      delete node.tag
      return call
    },
  })
  yaml.visit(document, {
    Scalar(key, scalar) {
      if (key === 'key' || scalar.type !== 'PLAIN' || typeof scalar.value !== 'number' || !isSurprising(scalar.source ?? '')) return
      warn('template-yaml-number', `CloudFormation reads ${scalar.source} as the number ${scalar.value}; quote it if it is text.`, scalar)
    },
  })
  if (!yaml.isMap(document.contents)) return
  for (const section of ['Parameters', 'Mappings']) {
    const node = document.get(section, true)
    if (yaml.isNode(node)) yaml.visit(node, { Scalar: (_, scalar) => keepText(scalar) })
  }
  const resources = document.get('Resources', true)
  if (yaml.isMap(resources)) for (const { value } of resources.items) if (yaml.isMap(value)) keepTextOfResource(yaml, value)
}

function isForeign(tag: string | undefined): tag is string {
  return tag !== undefined && /^![A-Za-z]/.test(tag) && !shortForms.has(tag.slice(1))
}

/** What `<<` may take its members from: a map, or a list of them. */
function isMergeable(yaml: Yaml, document: Document, value: unknown): boolean {
  const source = yaml.isAlias(value) ? value.resolve(document) : value
  return (
    yaml.isMap(source) ||
    (yaml.isSeq(source) && source.items.every((item) => yaml.isMap(yaml.isAlias(item) ? item.resolve(document) : item)))
  )
}

function badMerge(at: Required<Place>): InputError {
  return new InputError('yaml-merge', {
    message: `${at.file} merges what is no map at line ${at.line}, column ${at.column}.`,
    hint: 'What follows `<<` is an alias of a map, or a list of such aliases.',
    at,
  })
}

function oddKey(file: string, at: Required<Place>): InputError {
  return new InputError('yaml-key', {
    message: `${file} has a key at line ${at.line}, column ${at.column} that is a list or a map.`,
    hint: 'Keys of a template are text.',
    at,
  })
}

/** A fraction that ends in zero (`1.10`) is a number to a number property, and text to a text property such as a version. */
function keepTextOfResource(yaml: Yaml, resource: YAMLMap): void {
  const type: unknown = resource.get('Type')
  const properties: unknown = resource.get('Properties', true)
  if (typeof type !== 'string' || !yaml.isMap(properties)) return
  const types = factsOf(type)?.y
  for (const { key, value } of properties.items) {
    if (yaml.isScalar(key) && types?.[String(key.value)] === 's' && yaml.isScalar(value)) keepText(value)
  }
}

function keepText(scalar: Scalar): void {
  if (typeof scalar.value === 'number' && scalar.source?.includes('.') === true && String(scalar.value) !== scalar.source)
    scalar.value = scalar.source
}
