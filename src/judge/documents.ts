import type { ErrorObject } from 'ajv'
import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, type Document } from 'yaml'
import type { PolicyDocument } from '../model/generated/policy.ts'
import type { Diagnostic, Location } from '../model/generated/report.ts'
import { isObject, own } from '../model/json.ts'
import { tooMuchToParse } from '../model/written-limits.ts'
import { fromPointer, isWithin } from '../model/pointer.ts'
import { shown } from './message.ts'

/** A policy document with the way back to its lines. */
export interface ReadDocument {
  document: PolicyDocument
  /** The place of a JSON Pointer in the document, of its nearest parent where it does not exist. */
  readonly place: (pointer: string) => Location
}

/** The compiled validator of schemas/policy.schema.json. */
export interface Validate {
  (data: unknown): data is PolicyDocument
  errors?: ErrorObject[] | null
}

/** Kinds that others read; they may lie in the same folder. */
const others = new Set(['ExceptionList', 'Baseline'])

/**
 * Reads the documents of one policy file (YAML or JSON). What is wrong becomes a diagnostic with its line and column; the
 * rest of the file is still read.
 */
export function readDocuments(file: string, text: string, validate: Validate): { documents: ReadDocument[]; diagnostics: Diagnostic[] } {
  const lines = new LineCounter()
  const documents: ReadDocument[] = []
  const diagnostics: Diagnostic[] = []
  const tooMuch = tooMuchToParse(text)
  if (tooMuch !== undefined) {
    const hint = 'Check that it is the file that you meant; split it otherwise.'
    diagnostics.push({
      code: 'policy-syntax',
      level: 'error',
      message: `This is no policy file: ${tooMuch}.`,
      hint,
      location: { file, line: 1 },
    })
    return { documents, diagnostics }
  }
  for (const source of parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })) {
    const at = (offset: number): Location => {
      const { line, col } = lines.linePos(offset)
      return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
    }
    const problem = (code: string, message: string, hint: string, location: Location) =>
      diagnostics.push({ code, level: 'error', message, hint, location })
    for (const error of source.errors)
      problem(
        'policy-syntax',
        `This is not valid YAML: ${error.message}.`,
        'Mend the line; quote text that has a colon or a brace.',
        at(error.pos[0]),
      )
    if (source.errors.length > 0) continue
    const data = plain(source)
    if (data instanceof Error) {
      problem(
        'policy-syntax',
        `This YAML cannot be read: ${data.message}.`,
        'Write the values out instead of using so many aliases.',
        at(0),
      )
      continue
    }
    const kind = own(data, 'kind')
    if (data === null || (typeof kind === 'string' && others.has(kind))) continue
    const place = (pointer: string, key?: string) => at(offsetOf(source, pointer, key))
    if (validate(data)) documents.push({ document: data, place })
    else for (const error of meaningful(validate.errors ?? [])) diagnostics.push(explained(error, data, place))
  }
  return { documents, diagnostics }
}

function plain(source: Document.Parsed): ReturnType<typeof source.toJS> {
  try {
    return source.toJS({ maxAliasCount: 1000 })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** Offset of the node at a pointer, or of its key `key`; of the nearest parent where there is none. */
function offsetOf(source: Document.Parsed, pointer: string, key?: string): number {
  let node: unknown = source.contents
  for (const segment of fromPointer(pointer)) {
    const next: unknown = isMap(node) ? node.get(segment, true) : isSeq(node) ? node.get(Number(segment), true) : undefined
    if (!isNode(next)) break
    node = next
  }
  if (key !== undefined && isMap(node))
    for (const pair of node.items) if (isPair(pair) && isScalar(pair.key) && String(pair.key.value) === key) return pair.key.range?.[0] ?? 0
  return isNode(node) ? (node.range?.[0] ?? 0) : 0
}

/** Leaves out what only says that one of several shapes did not fit, where another error says why. */
function meaningful(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = new Set(errors.filter((error) => error.keyword === 'anyOf').map((error) => error.instancePath))
  return errors.filter((error) => {
    if (!choices.has(error.instancePath)) return true
    const better = errors.filter(
      (other) => isWithin(other.instancePath, error.instancePath) && !['anyOf', 'type', 'const'].includes(other.keyword),
    )
    return better.length > 0 ? better.includes(error) : error.keyword === 'anyOf'
  })
}

function explained(error: ErrorObject, data: unknown, place: (pointer: string, key?: string) => Location): Diagnostic {
  const { instancePath, keyword, params } = error
  const where = instancePath === '' ? 'the document' : `'${instancePath}'`
  const say = (code: string, message: string, hint: string, key?: string): Diagnostic => ({
    code,
    level: 'error',
    message,
    hint,
    location: place(instancePath, key),
  })
  switch (keyword) {
    case 'additionalProperties':
      return say(
        'policy-unknown-key',
        `'${params.additionalProperty}' is not a key of ${where}.`,
        'Mend the spelling or take it out; docs/policies.md lists the keys.',
        params.additionalProperty,
      )
    case 'required':
      return say('policy-missing-key', `${where} lacks '${params.missingProperty}'.`, 'Add it; docs/policies.md lists what is needed.')
    case 'enum': {
      const allowed: readonly string[] = params.allowedValues
      return say('policy-value', `${where} must be one of ${allowed.join(', ')}.`, 'Choose one of them, in lower case.')
    }
    case 'discriminator':
      return say(
        'policy-kind',
        `${shown(own(isObject(data) ? data : {}, 'kind'))} is not a kind of policy document.`,
        'Write kind: PolicyPack, PolicyConfig, ControlFramework or ControlGroups.',
        'kind',
      )
    case 'type':
      if (params.type === 'string' && /\/controls\//.test(instancePath))
        return say('policy-control-id', `The control id at ${where} is a number.`, 'Put it in quotes: YAML reads 4.10 as 4.1.')
      return say(
        'policy-value',
        `${where} must be of type ${params.type}.`,
        'Write a value of that type; quote text that looks like a number.',
      )
    default:
      return say('policy-value', `${where} ${error.message ?? 'is not as it should be'}.`, 'See docs/policies.md.')
  }
}
