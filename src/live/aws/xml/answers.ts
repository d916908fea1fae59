import type { Json } from '../../../model/json.ts'
import { markReady } from '../calls/plain.ts'
import type { Element } from './element.ts'
import { XmlReader } from './reader.ts'
import { structure, structureIn, type ScalarReader } from './schema.ts'
import { Texts } from './texts.ts'

/** What is used of the SDK's reader of XML: `key` is the only child of the root that is read. */
interface SdkReader {
  read(schema: unknown, bytes: unknown, key?: string): unknown
  stringDeserializer: { read(schema: unknown, text: string): unknown }
}

/**
 * Lets a client of a service that answers in XML read its answers by `XmlReader`, straight into JSON; what that does not take, and
 * every error of a service, the SDK reads as ever. Signing, paging, headers and all else remain the SDK's. Clients of other
 * protocols, and of a later SDK that is built another way, stay as they are.
 */
export function readXmlFast(client: { config: object }): void {
  const reader = sdkReaderOf(client)
  if (reader === undefined) return
  const slow = reader.read.bind(reader)
  const scalar: ScalarReader = (schema, text) => reader.stringDeserializer.read(schema, text)
  const texts = new Texts()
  const elements = new WeakMap<object, Element>()
  const elementOf = (schema: object): Element | undefined => {
    const known = elements.get(schema)
    const members = known === undefined ? structureIn(schema) : undefined
    if (members === undefined) return known
    const element = structure(members, scalar)
    elements.set(schema, element)
    return element
  }
  reader.read = (schema, bytes, key) => {
    const element = typeof schema === 'object' && schema !== null ? elementOf(schema) : undefined
    if (element === undefined || !(bytes instanceof Uint8Array)) return slow(schema, bytes, key)
    try {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const answer = new XmlReader(buffer, texts).read(element, key === undefined ? undefined : Buffer.from(key))
      // The SDK hands on this, or copies its members.
      for (const value of [answer, ...Object.values(answer)]) if (isTree(value)) markReady(value)
      return answer
    } catch {
      // Whatever it was: the SDK says it in its own words, or can read it.
      return slow(schema, bytes, key)
    }
  }
}

function isTree(value: Json): value is Extract<Json, object> {
  return typeof value === 'object' && value !== null
}

function sdkReaderOf({ config }: { config: object }): SdkReader | undefined {
  const protocol: unknown = Reflect.get(config, 'protocol')
  const outer = typeof protocol === 'object' && protocol !== null ? Reflect.get(protocol, 'deserializer') : undefined
  const inner: unknown = typeof outer === 'object' && outer !== null ? Reflect.get(outer, 'codecDeserializer') : undefined
  return [outer, inner].find(isSdkReader)
}

function isSdkReader(value: unknown): value is SdkReader {
  if (typeof value !== 'object' || value === null || !('parseXml' in value) || !('read' in value)) return false
  const scalars: unknown = Reflect.get(value, 'stringDeserializer')
  return typeof value.read === 'function' && typeof scalars === 'object' && scalars !== null && 'read' in scalars
}
