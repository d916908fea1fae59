import { readFileSync } from 'node:fs'
import type { ErrorObject } from 'ajv'
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml'
import { InputError, type Place } from '../model/errors.ts'
import type { Configuration } from '../model/generated/config.ts'
import { own, type Json } from '../model/json.ts'
import { fromPointer } from '../model/pointer.ts'
import { tooMuchToParse } from '../model/written-limits.ts'
import { nearest } from './nearest.ts'

interface Validate {
  (data: unknown): data is Configuration
  errors?: ErrorObject[] | null
}

const help = 'schemas/config.schema.json lists every key; `driftgate init` writes an example.'

/** Parses and checks driftgate.yaml. Throws InputError at the line and column of the first thing that is wrong. */
export async function readConfiguration(file: string, text: string): Promise<Configuration> {
  const tooMuch = tooMuchToParse(text)
  if (tooMuch !== undefined) throw invalid(`${file} is no configuration: ${tooMuch}.`, help, { file, line: 1 })
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const [syntax] = document.errors
  if (syntax !== undefined)
    throw invalid(`${file} is not valid YAML: ${syntax.message}`, 'Mend the line; quote text that has a colon.', at(syntax.pos[0]))
  const data = plain(document, () => at(0))
  const compiled = new URL('../../schemas/compiled/config.mjs', import.meta.url)
  const { validate }: { validate: Validate } = await import(compiled.href)
  // An empty file says nothing, and nothing wrong.
  const configuration = data ?? {}
  if (validate(configuration)) return withUniqueNames(configuration, document, at)
  const problems = (validate.errors ?? []).map((error) => explained(error, document, at))
  throw problems[0] ?? invalid(`${file} is no configuration.`, help, at(0))
}

function invalid(message: string, hint: string, place: Place): InputError {
  return new InputError('config-invalid', { message, hint, at: place })
}

function plain(document: Document.Parsed, start: () => Place): unknown {
  try {
    return document.toJS({ maxAliasCount: 1000 })
  } catch (error) {
    throw invalid(`This YAML cannot be read: ${error instanceof Error ? error.message : String(error)}.`, 'Write the values out.', start())
  }
}

function withUniqueNames(configuration: Configuration, document: Document.Parsed, at: (offset: number) => Place): Configuration {
  const seen = new Set<string>()
  for (const [index, { name }] of (configuration.stacks ?? []).entries()) {
    if (seen.has(name))
      throw invalid(`Two stacks are named ${JSON.stringify(name)}.`, 'Rename one.', at(offsetOf(document, `/stacks/${index}/name`)))
    seen.add(name)
  }
  return configuration
}

/** Where a pointer leads, or the key `key` of what stands there; the nearest place above where there is nothing. */
function offsetOf(document: Document.Parsed, pointer: string, key?: string): number {
  let node: unknown = document.contents
  for (const segment of fromPointer(pointer)) {
    const next: unknown = isMap(node) ? node.get(segment, true) : isSeq(node) ? node.get(Number(segment), true) : undefined
    if (!isNode(next)) break
    node = next
  }
  const pair =
    key !== undefined && isMap(node) ? node.items.find((each) => isScalar(each.key) && String(each.key.value) === key) : undefined
  const found = isScalar(pair?.key) ? pair.key : node
  return isNode(found) ? (found.range?.[0] ?? 0) : 0
}

/** The keys that the schema has at a place: of the document or of a stack. */
function keysOf(pointer: string): string[] {
  const schema: Json = JSON.parse(readFileSync(new URL('../../schemas/config.schema.json', import.meta.url), 'utf8'))
  const holder = pointer === '' ? schema : own(own(schema, '$defs'), 'stack')
  return Object.keys(own(holder, 'properties') ?? {}).filter((key) => key !== '$schema')
}

function explained(
  { instancePath, keyword, params, message }: ErrorObject,
  document: Document.Parsed,
  at: (offset: number) => Place,
): InputError {
  const where = instancePath === '' ? 'The configuration' : instancePath
  if (keyword === 'additionalProperties') {
    const key = String(params['additionalProperty'])
    const known = keysOf(instancePath)
    const meant = nearest(key, known)
    const choices = `Keys are ${known.join(', ')}.`
    return invalid(
      `${JSON.stringify(key)} is not a key of ${instancePath === '' ? 'the configuration' : instancePath}.`,
      meant === undefined ? choices : `Did you mean ${meant}? ${choices}`,
      at(offsetOf(document, instancePath, key)),
    )
  }
  const place = at(offsetOf(document, instancePath))
  if (keyword === 'enum')
    return invalid(`${where} must be one of ${[params['allowedValues']].flat().join(', ')}.`, 'Choose one of them.', place)
  if (keyword === 'type')
    return invalid(`${where} must be of type ${params['type']}.`, 'Quote text that looks like a number; a list begins with dashes.', place)
  return invalid(`${where} ${message ?? 'is wrong'}.`, help, place)
}
