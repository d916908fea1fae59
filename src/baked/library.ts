import type { InputFile } from '../documents/input-file.ts'
import { readJsonDocuments } from '../documents/json-documents.ts'
import { sniff } from '../documents/sniff.ts'
import { InputError } from '../model/errors.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import type { ImageLibrary, ImageRecord, ImageSubject } from '../model/image.ts'
import { given } from '../model/given.ts'
import type { ImageManifest } from '../model/generated/image-manifest.ts'
import { byText, isObject, type Json, type JsonObject } from '../model/json.ts'

const indexSchema = 'driftgate/image-library/v1'
/** Schema name of the manifests that this library reads. */
const manifestSchema = 'driftgate/baked-image/v1'

/** True for a document that begins with the header of an image manifest. */
export function isManifest(file: InputFile): boolean {
  const { format, scalars } = sniff(file)
  return format === 'json' && scalars.get('schema') === manifestSchema
}

/** True for the index of a library: the folder that it lies in holds the manifests. */
export function isLibraryIndex(file: InputFile): boolean {
  return file.path.endsWith('/index.json') && sniff(file).scalars.get('schema') === indexSchema
}

/** What is known beside the files. */
export interface BakedContext {
  /** The images of libraries with an index. */
  indexed?: readonly ImageRecord[]
  /** Digest of a manifest and who signed it. Absent: no keys were given. */
  signatureOf?(this: void, file: InputFile, header: JsonObject): Promise<Pick<ImageRecord, 'digest' | 'signature'>>
}

/**
 * Reads the headers of image manifests into a library. A broken manifest is a diagnostic, the others still count.
 * Content records are left where they are: `contents` reads them each time.
 */
export async function readLibrary(
  files: readonly InputFile[],
  note: (diagnostic: Diagnostic) => void,
  { indexed = [], signatureOf }: BakedContext = {},
): Promise<ImageLibrary> {
  const records: ImageRecord[] = [...indexed]
  for (const file of files) {
    if (!isManifest(file)) {
      if (file.named) note(notAManifest(file))
      continue
    }
    try {
      const record = await readHeader(file)
      if (record !== undefined)
        records.push(signatureOf === undefined ? record : { ...record, ...(await signatureOf(file, record.header)) })
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      const place = error.at?.line === undefined ? { file: file.path } : { file: file.path, line: error.at.line }
      note({ code: error.code, level: 'error', message: error.message, hint: error.hint, location: place })
    }
  }
  return library(records, note)
}

function notAManifest(file: InputFile): Diagnostic {
  return {
    code: 'image-manifest-unknown',
    level: 'error',
    message: `${file.path} is no image manifest.`,
    hint: `A manifest is JSON that begins with {"schema": "${manifestSchema}", ...}.`,
    location: { file: file.path, line: 1 },
  }
}

async function readHeader(file: InputFile): Promise<ImageRecord | undefined> {
  for await (const { value, line } of readJsonDocuments(file)) {
    const header = await checkedHeader(value, file.path, line)
    const contents = mayHaveRows(file) ? await (await import('./manifest/read.ts')).contentsOf(file, header) : undefined
    return {
      ...recordOf(header, value, file.path, line),
      ...(file.named ? { named: true } : {}),
      ...(contents === undefined ? {} : { contents }),
    }
  }
  return undefined
}

/** Told by its head or its name; a look at its second line then settles it. */
function mayHaveRows(file: InputFile): boolean {
  return sniff(file).ndjson || /\.ndjson(?:\.gz)?$/.test(file.path)
}

/** Indexes records by every id; a revoked parent revokes its children. */
export function library(records: readonly ImageRecord[], note: (diagnostic: Diagnostic) => void = () => {}): ImageLibrary {
  const sorted = records.toSorted((a, b) => byText(a.file, b.file))
  const byId = new Map<string, ImageRecord>()
  for (const record of sorted) {
    for (const id of idsOf(record)) {
      const other = byId.get(id)
      if (other !== undefined && other !== record) {
        note({
          code: 'image-manifest-duplicate',
          level: 'warning',
          message: `Image ${id} stands in two manifests, ${other.file} and ${record.file}; the first counts.`,
          hint: 'Remove one of them.',
          location: { file: record.file, line: record.line ?? 1 },
        })
      } else byId.set(id, record)
    }
  }
  const final = new Map<ImageRecord, ImageRecord>()
  for (const record of sorted) final.set(record, { ...record, ...(hasRevokedParent(record, byId) ? { revokedByParent: true } : {}) })
  return {
    size: sorted.length,
    find: (id) => {
      const found = byId.get(id)
      return found === undefined ? undefined : final.get(found)
    },
    all: () => [...final.values()],
  }
}

function idsOf(record: ImageRecord): Set<string> {
  return new Set([...record.subjects.map((subject) => subject.id), ...(record.rootfsId === undefined ? [] : [record.rootfsId])])
}

function hasRevokedParent(record: ImageRecord, byId: ReadonlyMap<string, ImageRecord>): boolean {
  const seen = new Set<ImageRecord>([record])
  const queue: ImageSubject[] = [...record.parents]
  for (const parent of queue) {
    const found = byId.get(parent.id)
    if (found === undefined || seen.has(found)) continue
    seen.add(found)
    if (found.revokedAt !== undefined) return true
    queue.push(...found.parents)
  }
  return false
}

interface Validator {
  (value: unknown): boolean
  errors?: { instancePath: string; message?: string }[] | null
}

let validator: Validator | undefined

/** The header of a manifest, checked. Throws InputError with the place given. */
export async function checkedHeader(value: Json, file: string, line = 1): Promise<ImageManifest> {
  if (validator === undefined) {
    const compiled: { default: Validator } = await import(new URL('../../schemas/compiled/image-manifest.mjs', import.meta.url).href)
    validator = compiled.default
  }
  if (isImageManifest(value, validator)) return value
  const [first] = validator.errors ?? []
  throw new InputError('image-manifest-invalid', {
    message: `${file} is no valid image manifest: ${first?.instancePath || '/'} ${first?.message ?? 'is wrong'}.`,
    hint: 'schemas/image-manifest.schema.json says what a header holds.',
    at: { file, line },
  })
}

function isImageManifest(value: unknown, validate: Validator): value is ImageManifest {
  return validate(value)
}

/** What a library knows of an image by the header of its manifest. `value`: the header as it was written. */
export function recordOf(header: ImageManifest, value: Json, file: string, line = 1): ImageRecord {
  const { build, rootfsId, channel, deprecatedAt, revokedAt, revokedReason } = header
  return {
    name: header.name ?? build?.name ?? header.subjects[0]?.id ?? file,
    subjects: header.subjects,
    parents: header.parents ?? [],
    file,
    line,
    header: isObject(value) ? value : {},
    ...given({ rootfsId, build, createdAt: build?.finishedAt, channel, deprecatedAt, revokedAt, revokedReason }),
  }
}
