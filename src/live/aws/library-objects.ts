import type { S3Client } from '@aws-sdk/client-s3'
import { nothing, type LibraryStore, type StoredObject } from '../../model/library-store.ts'
import { AccessError, DriftgateError, UsageError } from '../../model/errors.ts'
import { accessError, callFailure } from './calls/sdk-errors.ts'
import { s3Connection, type S3Options } from './s3-objects.ts'

/** What a scan needs of a library in S3, and what a pipeline needs that writes into it. */
const libraryActions = { reading: ['s3:GetObject', 's3:ListBucket'], writing: ['s3:PutObject', 's3:DeleteObject'] } as const

/**
 * A library of image manifests in S3. The only objects that driftgate ever writes to AWS: the library is the user's own, and nothing
 * that is scanned. Only `driftgate library` asks for it.
 */
class LibraryObjects implements LibraryStore {
  readonly place: string
  readonly #sdk: typeof import('@aws-sdk/client-s3')
  readonly #client: S3Client
  readonly #bucket: string
  readonly #prefix: string
  readonly #called: (operation: string) => void

  constructor(place: string, sdk: typeof import('@aws-sdk/client-s3'), client: S3Client, called: (operation: string) => void) {
    this.place = place.replace(/\/+$/, '')
    const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(this.place) ?? []
    this.#bucket = bucket
    this.#prefix = prefix === '' ? '' : `${prefix}/`
    this.#sdk = sdk
    this.#client = client
    this.#called = called
  }

  async read(name: string): Promise<StoredObject | undefined> {
    const asked = await this.#asked('s3.GetObject', name, () => this.#client.send(new this.#sdk.GetObjectCommand(this.#object(name))))
    if (asked === undefined) return undefined
    const { Body: body, ETag: version = '' } = asked
    return { version, bytes: body !== undefined && Symbol.asyncIterator in body ? body : empty() }
  }

  async write(name: string, bytes: Uint8Array, over?: string): Promise<boolean> {
    const condition = over === undefined ? {} : over === nothing ? { IfNoneMatch: '*' } : { IfMatch: over }
    const type = name.endsWith('.json') ? 'application/json' : 'application/gzip'
    const input = { ...this.#object(name), Body: bytes, ContentType: type, ...condition }
    const put = async (): Promise<boolean> => {
      try {
        await this.#client.send(new this.#sdk.PutObjectCommand(input))
        return true
      } catch (error) {
        if (over !== undefined && wasFirst(error)) return false
        throw error
      }
    }
    const done = await this.#asked('s3.PutObject', name, put)
    if (done === undefined) throw gone(this.place)
    return done
  }

  async remove(name: string): Promise<void> {
    await this.#asked('s3.DeleteObject', name, () => this.#client.send(new this.#sdk.DeleteObjectCommand(this.#object(name))))
  }

  async list(prefix: string): Promise<{ name: string; writtenAt: string }[]> {
    const found: { name: string; writtenAt: string }[] = []
    let token: string | undefined
    do {
      const input = {
        Bucket: this.#bucket,
        Prefix: `${this.#prefix}${prefix}`,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }
      const page = await this.#asked('s3.ListObjectsV2', prefix, () => this.#client.send(new this.#sdk.ListObjectsV2Command(input)))
      for (const { Key: key, LastModified: written } of page?.Contents ?? [])
        if (key !== undefined && written !== undefined)
          found.push({ name: key.slice(this.#prefix.length), writtenAt: written.toISOString() })
      token = page?.IsTruncated === true ? page.NextContinuationToken : undefined
    } while (token !== undefined)
    return found
  }

  #object(name: string) {
    return { Bucket: this.#bucket, Key: `${this.#prefix}${name}` }
  }

  /** Undefined: there is no such object. */
  async #asked<T>(operation: string, name: string, ask: () => Promise<T>): Promise<T | undefined> {
    this.#called(operation)
    try {
      return await ask()
    } catch (error) {
      if (error instanceof DriftgateError) throw error
      const general = accessError(error, undefined)
      if (general !== undefined) throw general
      const { reason, details } = callFailure(operation, error)
      if (reason === 'absent' && details.code === 'NoSuchBucket') throw gone(this.place)
      if (reason === 'absent') return undefined
      const shown = `${this.place}/${name}`
      const { reading, writing } = libraryActions
      throw new AccessError(reason === 'access-denied' ? 'source-forbidden' : 'source-failed', {
        message: `${operation} failed for ${shown}: ${details.code ?? 'unknown'}${details.detail === undefined ? '' : `: ${details.detail}`}.`,
        hint:
          reason === 'access-denied'
            ? `Reading a library needs ${reading.join(' and ')}, writing ${writing.join(' and ')} besides. Without s3:ListBucket S3 refuses what is not there.`
            : 'Try again later; AWS_ENDPOINT_URL, if set, names where calls go.',
        at: { file: shown },
      })
    }
  }
}

async function* empty(): AsyncGenerator<Uint8Array> {}

/** Whether a condition was not met: 412, and 409 where two writers met. */
function wasFirst(error: unknown): boolean {
  return error instanceof Error && /^(?:PreconditionFailed|ConditionalRequestConflict)$/.test(error.name)
}

function gone(place: string): UsageError {
  return new UsageError('library-bucket', {
    message: `There is no bucket for ${place}.`,
    hint: 'Check its name and the account of these credentials; driftgate makes no buckets.',
    at: { file: place },
  })
}

/** Opens the library at `s3://BUCKET/PREFIX` with the credentials of the environment. Nothing is asked yet. */
export async function libraryObjects(place: string, options: S3Options = {}): Promise<LibraryStore> {
  const { sdk, client } = await s3Connection(options)
  return new LibraryObjects(place, sdk, client, (operation) => options.called?.(operation))
}
