import { clientIn, commandIn, sdkModule, type SdkClient } from '../../src/live/aws/calls/clients.ts'
import { plain } from '../../src/live/aws/calls/plain.ts'
import { readXmlFast } from '../../src/live/aws/xml/answers.ts'
import { structureIn, type Structure } from '../../src/live/aws/xml/schema.ts'

/** What is used of the protocol of a client of the SDK. */
interface Protocol {
  deserializer: SdkReader
  useNestedResult?(): boolean
  setSerdeContext(context: object): void
  deserializeResponse(operation: object, context: object, response: object): Promise<unknown>
}

interface SdkReader {
  codecDeserializer?: SdkReader
  read(schema: unknown, bytes: unknown, key?: string): unknown
}

type Read = (operation: string, body: string | Buffer, status?: number) => Promise<string>

/** A service of the SDK twice: as it comes, and with its answers read fast. Answers and errors come as text, members in order. */
export interface TwoReaders {
  sdk: Read
  fast: Read
  /** How often the SDK has read for the fast one. */
  slowly(): number
  /** By what the body of an answer is read; undefined: it is not read as XML. */
  schema(operation: string): Promise<Structure | undefined>
  /** The elements in which the members of an answer stand. */
  around(operation: string): string[]
}

/** Of a bundled service. */
export async function twoReaders(service: string): Promise<TwoReaders> {
  const module = (await sdkModule(service)) ?? {}
  const client = (): SdkClient => {
    const made = clientIn(module, { region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } })
    if (made === undefined) throw new Error(service)
    return made
  }
  const operation = (name: string) => {
    const [, namespace, short, traits, input, output] = Reflect.get(commandIn(module, name, {}) ?? {}, 'schema') as unknown[]
    return { name: `${String(namespace)}#${String(short)}`, namespace, traits, input, output }
  }
  const reading =
    ({ config }: SdkClient): Read =>
    async (name, body, statusCode = 200) => {
      const response = { statusCode, headers: { 'x-amz-request-id': '1' }, body: new Uint8Array(Buffer.from(body)) }
      protocolOf(config).setSerdeContext(config)
      try {
        return JSON.stringify(plain(await protocolOf(config).deserializeResponse(operation(name), config, response)))
      } catch (error) {
        return `${String(error)} ${JSON.stringify(plain(Object.fromEntries(Object.entries(error ?? {}))))}`
      }
    }
  const [fast, watched] = [client(), client()]
  const slowly = counted(readerOf(fast.config))
  readXmlFast(fast)
  return {
    sdk: reading(client()),
    fast: reading(fast),
    slowly: () => slowly.count,
    schema: async (name) => {
      const seen: unknown[] = []
      readerOf(watched.config).read = (schema) => {
        seen.push(schema)
        return {}
      }
      await reading(watched)(name, '<a/>')
      return seen.map(structureIn).find((each) => each !== undefined)
    },
    around: (name) => [`${name}Response`, ...(protocolOf(watched.config).useNestedResult?.() === true ? [`${name}Result`] : [])],
  }
}

function protocolOf(config: object): Protocol {
  return Reflect.get(config, 'protocol') as Protocol
}

function readerOf(config: object): SdkReader {
  const { deserializer } = protocolOf(config)
  return deserializer.codecDeserializer ?? deserializer
}

function counted(reader: SdkReader): { count: number } {
  const calls = { count: 0 }
  const read = reader.read.bind(reader)
  reader.read = (...given) => {
    calls.count += 1
    return read(...given)
  }
  return calls
}
