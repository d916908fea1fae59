import { readFileSync } from 'node:fs'
import type { Configuration } from '../model/generated/config.ts'
import { own, type Json } from '../model/json.ts'
import { WrittenDocument, type Validate } from './written-document.ts'

const kind = {
  code: 'config-invalid',
  title: 'configuration',
  help: 'schemas/config.schema.json lists every key; `driftgate init` writes an example.',
  keysOf,
}

/** Parses and checks driftgate.yaml. Throws InputError at the line and column of the first thing that is wrong. */
export async function readConfiguration(file: string, text: string): Promise<Configuration> {
  const document = new WrittenDocument(file, text, kind)
  const compiled = new URL('../../schemas/compiled/config.mjs', import.meta.url)
  const { validate }: { validate: Validate<Configuration> } = await import(compiled.href)
  // An empty file says nothing, and nothing wrong.
  const configuration = document.data() ?? {}
  if (validate(configuration)) return withUniqueNames(configuration, document)
  const [first] = (validate.errors ?? []).map((error) => document.explained(error))
  throw first ?? document.wrong(`${file} is no configuration.`, kind.help)
}

function withUniqueNames(configuration: Configuration, document: WrittenDocument): Configuration {
  const seen = new Set<string>()
  for (const [index, { name }] of (configuration.stacks ?? []).entries()) {
    if (seen.has(name)) throw document.wrong(`Two stacks are named ${JSON.stringify(name)}.`, 'Rename one.', `/stacks/${index}/name`)
    seen.add(name)
  }
  return configuration
}

/** The keys that the schema has at a place: of the document, of a stack, of the tags. */
function keysOf(pointer: string): string[] {
  const schema: Json = JSON.parse(readFileSync(new URL('../../schemas/config.schema.json', import.meta.url), 'utf8'))
  const holder = pointer === '' ? schema : own(own(schema, '$defs'), 'stack')
  return Object.keys(own(holder, 'properties') ?? {}).filter((key) => key !== '$schema')
}
