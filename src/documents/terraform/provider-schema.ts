import { InputError, messageOf } from '../../model/errors.ts'
import { isObject, own, textOf, type Json } from '../../model/json.ts'
import type { AttributeSchema, ProviderSchemas, TypeSchema } from '../../model/provider-schema.ts'
import { isPacked, readBytes, readHead, readRange, type InputFile } from '../input-file.ts'
import { sniff } from '../sniff.ts'
import { isProviderSchema } from './recognise.ts'
import { indexSchemas, type SchemaPlace } from './schema-index.ts'

/** Opens the schemas of providers: one pass finds the types, each is read when it is first asked for. Throws InputError. */
export async function openProviderSchemas(files: readonly InputFile[]): Promise<ProviderSchemas> {
  const places = new Map<string, SchemaPlace[]>()
  for (const file of files) {
    check(file)
    for (const [type, found] of await indexSchemas(file)) places.set(type, [...(places.get(type) ?? []), ...found])
  }
  const known = new Map<string, TypeSchema | undefined>()
  const bytesOf = placeReader(files)
  return {
    of(type, provider) {
      const key = `${type} ${provider ?? ''}`
      if (!known.has(key)) {
        const place = chosen(places.get(type) ?? [], provider)
        known.set(key, place === undefined ? undefined : compiled(place, type, bytesOf(place)))
      }
      return known.get(key)
    },
  }
}

function check(file: InputFile): void {
  const at = { file: file.path }
  if (readHead({ ...file }, 2).length > 0 && !isProviderSchema(sniff(file))) {
    throw new InputError('provider-schema-shape', {
      message: `${file.path} is no schema of providers.`,
      hint: 'Write it with `terraform providers schema -json > schema.json` in the folder of the configuration.',
      at,
    })
  }
}

/** Reads a type at its place. A packed document has no places on disk: it is unpacked once, when the first of its types is asked for. */
function placeReader(files: readonly InputFile[]): (place: SchemaPlace) => Buffer {
  const packed = new Set(files.filter(isPacked).map(({ path }) => path))
  const unpacked = new Map<string, Buffer>()
  return ({ file, from, to }) => {
    if (!packed.has(file)) return readRange(file, from, to)
    const bytes = unpacked.get(file) ?? readBytes({ path: file, size: 0, named: false })
    unpacked.set(file, bytes)
    return bytes.subarray(from, to)
  }
}

/** `provider["registry.terraform.io/hashicorp/aws"].west` is `hashicorp/aws`: registries differ, a provider is one. */
function tailOf(provider: string): string {
  const source = /\["([^"]+)"\]/.exec(provider)?.[1] ?? provider.replace(/^provider\./, '')
  return source.split('/').slice(-2).join('/')
}

function chosen(places: readonly SchemaPlace[], provider: string | undefined): SchemaPlace | undefined {
  const wanted = provider === undefined ? undefined : tailOf(provider)
  const [only, ...others] = places
  return places.find((place) => tailOf(place.provider) === wanted) ?? (others.length === 0 ? only : undefined)
}

function compiled({ file }: SchemaPlace, type: string, bytes: Buffer): TypeSchema {
  try {
    const schema: Json = JSON.parse(bytes.toString('utf8'))
    return blockMembers(own(schema, 'block'))
  } catch (error) {
    throw new InputError('json-broken', {
      message: `${file}: the schema of ${type} is no valid JSON: ${messageOf(error)}.`,
      hint: 'Write it again with `terraform providers schema -json`.',
      at: { file },
    })
  }
}

function blockMembers(block: Json | undefined): TypeSchema {
  const members = new Map<string, AttributeSchema>()
  for (const [name, attribute] of entriesOf(own(block, 'attributes'))) members.set(name, attributeSchema(attribute))
  for (const [name, nested] of entriesOf(own(block, 'block_types'))) {
    members.set(name, { ...plain(shapeOfMode(own(nested, 'nesting_mode'))), isGiven: true, members: blockMembers(own(nested, 'block')) })
  }
  return members
}

function entriesOf(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value) : []
}

function plain(shape: AttributeSchema['shape']): AttributeSchema {
  return { shape, isComputed: false, isGiven: false, isSensitive: false, isWriteOnly: false, isMirror: false }
}

/** Nesting modes of blocks and of nested attributes: `group` is a single one that is always there. */
function shapeOfMode(mode: Json | undefined): AttributeSchema['shape'] {
  return mode === 'list' || mode === 'set' || mode === 'map' ? mode : 'object'
}

function attributeSchema(attribute: Json): AttributeSchema {
  const says = (flag: string): boolean => own(attribute, flag) === true
  const isSettable = says('optional') || says('required')
  const nested = own(attribute, 'nested_type')
  const form =
    nested === undefined
      ? typeSchema(own(attribute, 'type'))
      : {
          ...plain(shapeOfMode(own(nested, 'nesting_mode'))),
          members: new Map(entriesOf(own(nested, 'attributes')).map(([name, each]) => [name, attributeSchema(each)])),
        }
  return {
    ...form,
    isComputed: says('computed') && !isSettable,
    isGiven: !says('computed'),
    isSensitive: says('sensitive'),
    isWriteOnly: says('write_only'),
    isMirror: says('deprecated') && says('computed'),
  }
}

/** `["set", ["object", {"port": "number"}]]`, as cty writes types. */
function typeSchema(type: Json | undefined): AttributeSchema {
  if (!Array.isArray(type)) return plain('scalar')
  const [name, inner] = type
  const shape = textOf(name)
  if (shape === 'object') return { ...plain('object'), members: objectMembers(inner) }
  if (shape !== 'list' && shape !== 'set' && shape !== 'map') return plain('list')
  const members = Array.isArray(inner) && inner[0] === 'object' ? objectMembers(inner[1]) : undefined
  return { ...plain(shape), ...(members === undefined ? {} : { members }) }
}

function objectMembers(types: Json | undefined): TypeSchema {
  return new Map(entriesOf(types).map(([name, type]) => [name, { ...typeSchema(type), isGiven: true }]))
}
