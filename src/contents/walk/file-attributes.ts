import { isUtf8 } from 'node:buffer'
import { closeSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { FileRow } from '../../model/content.ts'
import { codeOf, messageOf } from '../../model/errors.ts'
import { attributeMembers } from '../attributes/members.ts'
import { openFolder } from './opening.ts'
import { reaching } from './reaching.ts'

/** The part of @napi-rs/xattr that reads. Neither call follows a link. */
interface AttributeReader {
  listAttributesSync(path: string): string[]
  getAttributeSync(path: string, name: string): Buffer | null
}

const require = createRequire(import.meta.url)

let loaded: AttributeReader | false | undefined

/** The optional package, where it is installed and has a build for this system. */
function reader(): AttributeReader | undefined {
  loaded ??= load() ?? false
  return loaded === false ? undefined : loaded
}

function load(): AttributeReader | undefined {
  try {
    const found: unknown = require('@napi-rs/xattr')
    return isReader(found) ? found : undefined
  } catch {
    return undefined
  }
}

function isReader(value: unknown): value is AttributeReader {
  return typeof value === 'object' && value !== null && 'listAttributesSync' in value && 'getAttributeSync' in value
}

/** Whether extended attributes can be read here at all. */
export function readsAttributes(): boolean {
  return reader() !== undefined
}

/** Reads capabilities, ACLs and other extended attributes. `x`: none are none. `reason`: they could not be read. */
export function fileAttributes(root: string, path: string): { x?: NonNullable<FileRow['x']>; reason?: string } {
  const attributes = reader()
  if (attributes === undefined) return {}
  try {
    const x = reaching(root, path, (raw) =>
      byTextPath(raw, (text) =>
        attributeMembers(
          attributes.listAttributesSync(text).flatMap((name) => {
            const value = attributes.getAttributeSync(text, name)
            return value === null ? [] : [[name, value] as const]
          }),
        ),
      ),
    )
    return x === undefined ? {} : { x }
  } catch (error) {
    if (isNothing(error)) return {}
    // Only a folder can be named by a descriptor: a file that is one of these has a name that the package does not take.
    const isNamed = codeOf(error) !== 'ENOTDIR' && codeOf(error) !== 'ELOOP'
    return { reason: `extended attributes: ${isNamed ? messageOf(error) : 'the name is not UTF-8'}` }
  }
}

/** The package takes text alone: of another path the folder is opened and named by its descriptor, a folder itself too. */
function byTextPath<T>(raw: string | Buffer, use: (text: string) => T): T {
  if (typeof raw === 'string') return use(raw)
  if (isUtf8(raw)) return use(raw.toString())
  const cut = raw.lastIndexOf('/')
  const name = raw.subarray(cut + 1)
  const folder = openFolder(isUtf8(name) ? raw.subarray(0, cut) : raw)
  try {
    return use(`/proc/self/fd/${folder}/${isUtf8(name) ? name.toString() : '.'}`)
  } finally {
    closeSync(folder)
  }
}

/** The file went, or its file system has no such attributes. */
function isNothing(error: unknown): boolean {
  return error instanceof Error && /os error (?:2|20|95)\b/.test(error.message)
}
