import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml'
import type { ErrorObject } from 'ajv'
import { InputError, messageOf, type Place } from '../model/errors.ts'
import { fromPointer } from '../model/pointer.ts'
import { tooMuchToParse } from '../model/written-limits.ts'
import { nearest } from './nearest.ts'

/** What an error of a kind of document is called, and where its reader finds help. */
export interface DocumentKind {
  code: string
  /** `configuration`: as messages name it. */
  title: string
  help: string
  /** The keys that there are at a place. */
  keysOf(this: void, pointer: string): string[]
}

/** A check that was compiled from a schema. */
export interface Validate<T> {
  (data: unknown): data is T
  errors?: ErrorObject[] | null
}

/** A document that people wrote, with the places of what is in it. */
export class WrittenDocument {
  readonly file: string
  readonly kind: DocumentKind
  readonly #document: Document.Parsed
  readonly #lines = new LineCounter()

  /** Parses YAML, and so JSON. Throws InputError at the line and column of what is wrong. */
  constructor(file: string, text: string, kind: DocumentKind) {
    this.file = file
    this.kind = kind
    const tooMuch = tooMuchToParse(text)
    if (tooMuch !== undefined) throw this.#invalid(`${file} is no ${kind.title}: ${tooMuch}.`, kind.help, { file, line: 1 })
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false })
    const [syntax] = this.#document.errors
    if (syntax !== undefined)
      throw this.#invalid(
        `${file} is not valid YAML: ${syntax.message}`,
        'Mend the line; quote text that has a colon.',
        this.#at(syntax.pos[0]),
      )
  }

  /** Its values. */
  data(): unknown {
    try {
      return this.#document.toJS({ maxAliasCount: 1000 })
    } catch (error) {
      throw this.#invalid(`This YAML cannot be read: ${messageOf(error)}.`, 'Write the values out.', this.#at(0))
    }
  }

  /** An error at the place to which a pointer leads. */
  wrong(message: string, hint: string, pointer = ''): InputError {
    return this.#invalid(message, hint, this.#at(this.#offsetOf(pointer)))
  }

  /** What a validator found, at its place and with what to do. */
  explained({ instancePath, keyword, params, message }: ErrorObject): InputError {
    const { title, help, keysOf } = this.kind
    const where = instancePath === '' ? `The ${title}` : instancePath
    if (keyword === 'additionalProperties') {
      const key = String(params['additionalProperty'])
      const known = keysOf(instancePath)
      const meant = nearest(key, known)
      const choices = `Keys are ${known.join(', ')}.`
      return this.#invalid(
        `${JSON.stringify(key)} is not a key of ${instancePath === '' ? `the ${title}` : instancePath}.`,
        meant === undefined ? choices : `Did you mean ${meant}? ${choices}`,
        this.#at(this.#offsetOf(instancePath, key)),
      )
    }
    if (keyword === 'enum')
      return this.wrong(`${where} must be one of ${[params['allowedValues']].flat().join(', ')}.`, 'Choose one of them.', instancePath)
    if (keyword === 'type') {
      const types = [params['type']].flat().join(' or ')
      return this.wrong(
        `${where} must be of type ${types}.`,
        'Quote text that looks like a number; a list begins with dashes.',
        instancePath,
      )
    }
    return this.wrong(`${where} ${message ?? 'is wrong'}.`, help, instancePath)
  }

  #invalid(message: string, hint: string, place: Place): InputError {
    return new InputError(this.kind.code, { message, hint, at: place })
  }

  #at(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset)
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }

  /** Where a pointer leads, or the key `key` of what stands there; the nearest place above where there is nothing. */
  #offsetOf(pointer: string, key?: string): number {
    let node: unknown = this.#document.contents
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
}
