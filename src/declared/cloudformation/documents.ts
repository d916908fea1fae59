import { existsSync, statSync } from 'node:fs'
import { readText, type InputFile } from '../../documents/input-file.ts'
import { readJsonDocuments } from '../../documents/json-documents.ts'
import { sniff } from '../../documents/sniff.ts'
import { DriftgateError, InputError } from '../../model/errors.ts'
import { isObject, own, type Json, type JsonObject } from '../../model/json.ts'
import { deploymentsOf, textsOf } from './cdk-manifest.ts'
import { originOf, type Family, type Origin } from './family.ts'
import { parseJsonTemplate } from './json-template.ts'
import { hasLoops, loopedResources, standardCollection, withoutLoops } from './loops.ts'
import { entriesOf, isLater, stackRecordOf, stackResourcesOf } from './stack-documents.ts'
import { placeInTemplate } from './template-place.ts'
import type { ParsedDocument } from './template-values.ts'
import { parseYamlTemplate } from './yaml-template.ts'

export type Warnings = ParsedDocument['warnings'][number][]

/** Reads one file into the family. Throws InputError where it is broken. */
export async function readFamilyFile(file: InputFile, family: Family, warnings: Warnings): Promise<void> {
  const origin = originOf(file.path)
  if (file.path.endsWith('.ndjson') || sniff(file).ndjson) {
    for await (const { value } of readJsonDocuments(file)) await addDocument(value, origin, family, warnings)
    return
  }
  await addText(readText(file), origin, family, warnings)
}

/** Adds a document that is given as text: JSON or YAML. Throws InputError where it is broken. */
export async function addText(text: string, origin: Origin, family: Family, warnings: Warnings): Promise<void> {
  const json = /^\s*[[{]/.test(text) && !/\.ya?ml(\.gz)?$/i.test(origin.file)
  const parsed = json ? parseJsonTemplate(text, origin.file) : await parseYamlTemplate(text, origin.file)
  warnings.push(...parsed.warnings)
  await addDocument(parsed.value, origin, family, warnings)
}

/** Adds a parsed document. Throws InputError when it is none of the family, or a template without resources. */
export async function addDocument(value: Json, origin: Origin, family: Family, warnings: Warnings): Promise<void> {
  const resources = entriesOf(value, ['StackResources', 'StackResourceSummaries'], 'LogicalResourceId', 'StackResourceDetail')
  if (resources !== undefined) {
    const rest = own(value, 'NextToken') !== undefined
    for (const group of stackResourcesOf(resources, origin, rest)) addGroup(family, group)
    return
  }
  if (own(value, 'artifacts') !== undefined && own(value, 'Resources') === undefined) {
    family.deployments.push(...deploymentsOf(value, origin, (name) => besideOf(name, origin)))
    return
  }
  const stacks = entriesOf(value, ['Stacks'], 'StackStatus')
  if (stacks !== undefined) {
    for (const stack of stacks) {
      const record = stackRecordOf(stack, origin)
      if (record !== undefined) family.stacks.push(record)
    }
    return
  }
  const parameters = parameterValues(value)
  if (parameters !== undefined) {
    const tags = textsOf(own(value, 'Tags'))
    family.parameterFiles.push({ ...origin, values: parameters, ...(tags.size > 0 && { tags }) })
    return
  }
  const body = own(value, 'TemplateBody')
  if (typeof body === 'string') return addText(body, origin, family, warnings)
  addTemplate(body ?? value, origin, family, warnings)
}

/** Another file of the same folder; null where there is none, or where the name leads elsewhere. */
function besideOf(name: string, { file, folder }: Origin): Json {
  const path = folder === '' ? name : `${folder}/${name}`
  if (/[\\/]/.test(name) || !existsSync(file) || !existsSync(path)) return null
  try {
    return parseJsonTemplate(readText({ path, size: statSync(path).size, named: false }), path).value
  } catch (error) {
    // It only adds names.
    if (error instanceof DriftgateError) return null
    throw error
  }
}

/** Pages of one answer, and answers about one stack, are one list. */
function addGroup(family: Family, group: Family['stackResources'][number]): void {
  const known = family.stackResources.find(
    (other) =>
      other.folder === group.folder &&
      (group.stackId === undefined ? other.stackId === undefined && isPageOf(group, other) : other.stackId === group.stackId),
  )
  if (known === undefined) {
    family.stackResources.push(group)
    return
  }
  for (const [id, resource] of group.resources) known.resources.set(id, resource)
  known.whole = known.whole || group.whole
  if (group.changedAt !== undefined && isLater(group.changedAt, known.changedAt)) known.changedAt = group.changedAt
}

/** Of a list that names no stack: the same file, or the next page, in a file that differs in its number only. */
function isPageOf(group: Family['stackResources'][number], other: Family['stackResources'][number]): boolean {
  if (other.file === group.file) return true
  const isCut = !other.whole || !group.whole
  return (
    isCut &&
    withoutNumber(other.label) === withoutNumber(group.label) &&
    [...group.resources.keys()].every((id) => !other.resources.has(id))
  )
}

function withoutNumber(label: string): string {
  return label.replace(/[-_. ]*(?:page|part)?[-_. ]*\d+$/i, '')
}

function addTemplate(value: Json, origin: Origin, family: Family, warnings: Warnings): void {
  const written = own(value, 'Resources')
  if (!isObject(value) || !isObject(written)) {
    throw new InputError('template-without-resources', {
      message: `${origin.file} is no CloudFormation template: it has no Resources.`,
      hint: 'Give the template as it was deployed: `aws cloudformation get-template --template-stage Processed`.',
      at: { file: origin.file },
    })
  }
  const document = hasLoops(value) ? withoutLoops(value, standardCollection(value)) : value
  const declared = own(document, 'Resources')
  const resources = new Map<string, JsonObject>()
  for (const [id, resource] of isObject(declared) ? Object.entries(declared) : []) {
    if (isObject(resource) && typeof own(resource, 'Type') === 'string') resources.set(id, resource)
    else if (!id.startsWith('Fn::'))
      warnings.push({
        code: 'template-resource-broken',
        message: `The resource ${JSON.stringify(id)} has no Type and is not read.`,
        place: placeInTemplate(origin.file, ['Resources', id]),
        level: 'error',
      })
  }
  family.templates.push({ ...origin, document, resources, ...(hasLoops(value) && { source: value, looped: loopedResources(declared) }) })
}

/** `[{ParameterKey, ParameterValue}]` or `{"Parameters": {...}}`; undefined for anything else. */
function parameterValues(value: Json): Map<string, string> | undefined {
  const out = new Map<string, string>()
  if (Array.isArray(value)) {
    for (const entry of value) {
      const name = own(entry, 'ParameterKey')
      const text = own(entry, 'ParameterValue')
      if (typeof name === 'string' && typeof text === 'string') out.set(name, text)
    }
    return value.length > 0 && value.every((entry) => own(entry, 'ParameterKey') !== undefined) ? out : undefined
  }
  const map = own(value, 'Parameters')
  if (!isObject(map) || own(value, 'Resources') !== undefined || own(value, 'AWSTemplateFormatVersion') !== undefined) return undefined
  for (const [name, text] of Object.entries(map)) if (typeof text !== 'object') out.set(name, String(text))
  return out
}
