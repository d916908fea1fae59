import type { ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3'
import { AccessError, DriftgateError, InputError } from '../../model/errors.ts'
import { credentialsOf, type Role } from './places/assumed-role.ts'
import { quietNodeWarning } from './calls/clients.ts'
import { accessError, callFailure } from './calls/sdk-errors.ts'

export interface S3Options {
  region?: string
  endpoint?: string
  profile?: string
  role?: Role
  roleEndpoint?: string
  called?(operation: string): void
}

/** What reading states from S3 needs. */
export const objectActions = ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket'] as const

function s3Client(sdk: typeof import('@aws-sdk/client-s3'), options: S3Options): S3Client {
  const { region, endpoint, profile, role, roleEndpoint } = options
  const place = { ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) }
  const called = (operation: string): unknown => options.called?.(operation)
  const isOwn = endpoint !== undefined || process.env['AWS_ENDPOINT_URL_S3'] !== undefined || process.env['AWS_ENDPOINT_URL'] !== undefined
  return new sdk.S3Client({
    ...place,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(role === undefined
      ? {}
      : { credentials: credentialsOf(role, { ...place, ...(roleEndpoint === undefined ? {} : { endpoint: roleEndpoint }) }, { called }) }),
    // Other servers than AWS rarely have a host for every bucket.
    forcePathStyle: isOwn,
    followRegionRedirects: true,
    responseChecksumValidation: 'WHEN_REQUIRED',
    retryMode: 'adaptive',
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
  })
}

/** The objects of S3, read only. A bucket is found in whatever region it is. */
export class S3Objects {
  readonly #sdk: typeof import('@aws-sdk/client-s3')
  readonly #client: S3Client
  readonly #called: (operation: string) => unknown

  constructor(sdk: typeof import('@aws-sdk/client-s3'), options: S3Options) {
    this.#sdk = sdk
    this.#client = s3Client(sdk, options)
    this.#called = (operation) => options.called?.(`s3.${operation}`)
  }

  async *list(bucket: string, prefix: string): AsyncGenerator<{ key: string; size: number }> {
    for await (const page of this.#pages(bucket, prefix))
      for (const { Key: key, Size: size } of page.Contents ?? []) if (key !== undefined) yield { key, size: size ?? 0 }
  }

  /** What lies directly below a prefix that ends with a slash: folders, with the prefix and a slash, and keys. */
  async level(bucket: string, prefix: string): Promise<{ folders: string[]; keys: string[] }> {
    const folders: string[] = []
    const keys: string[] = []
    for await (const page of this.#pages(bucket, prefix, '/')) {
      for (const { Prefix: folder } of page.CommonPrefixes ?? []) if (folder !== undefined) folders.push(folder)
      for (const { Key: key } of page.Contents ?? []) if (key !== undefined) keys.push(key)
    }
    return { folders, keys }
  }

  async *#pages(bucket: string, prefix: string, delimiter?: string): AsyncGenerator<ListObjectsV2CommandOutput> {
    let token: string | undefined
    do {
      this.#called('ListObjectsV2')
      const page = await this.#asked('s3.ListObjectsV2', `s3://${bucket}/${prefix}`, () =>
        this.#client.send(
          new this.#sdk.ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
        ),
      )
      yield page
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined
    } while (token !== undefined)
  }

  async get(bucket: string, key: string, version?: string): Promise<{ bytes: AsyncIterable<Uint8Array>; writtenAt?: string }> {
    this.#called('GetObject')
    const { Body: body, LastModified: written } = await this.#asked('s3.GetObject', `s3://${bucket}/${key}`, () =>
      this.#client.send(
        new this.#sdk.GetObjectCommand({ Bucket: bucket, Key: key, ...(version === undefined ? {} : { VersionId: version }) }),
      ),
    )
    return {
      bytes: body !== undefined && Symbol.asyncIterator in body ? body : nothing(),
      ...(written === undefined ? {} : { writtenAt: written.toISOString() }),
    }
  }

  async #asked<T>(operation: string, shown: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      throw explained(operation, shown, error)
    }
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Opens S3 with the credentials of the environment. The region is any where none is set: the bucket's own is found. */
export async function s3Objects(options: S3Options): Promise<S3Objects> {
  quietNodeWarning()
  const sdk = await import('@aws-sdk/client-s3')
  return new S3Objects(sdk, await withRegion(sdk, options))
}

/** The same client for what S3Objects does not do. */
export async function s3Connection(options: S3Options): Promise<{ sdk: typeof import('@aws-sdk/client-s3'); client: S3Client }> {
  quietNodeWarning()
  const sdk = await import('@aws-sdk/client-s3')
  return { sdk, client: s3Client(sdk, await withRegion(sdk, options)) }
}

async function withRegion(sdk: typeof import('@aws-sdk/client-s3'), options: S3Options): Promise<S3Options> {
  return options.region !== undefined || (await hasRegion(sdk, options)) ? options : { ...options, region: 'us-east-1' }
}

async function hasRegion(sdk: typeof import('@aws-sdk/client-s3'), { profile }: S3Options): Promise<boolean> {
  try {
    return (await new sdk.S3Client(profile === undefined ? {} : { profile }).config.region()) !== ''
  } catch {
    return false
  }
}

function explained(operation: string, shown: string, error: unknown): DriftgateError {
  if (error instanceof DriftgateError) return error
  const general = accessError(error, undefined)
  if (general !== undefined) return general
  const { reason, details } = callFailure(operation, error)
  const { code = '', detail = '' } = details
  const at = { file: shown }
  if (reason === 'absent') {
    return new InputError('source-not-found', {
      message: `There is no ${code === 'NoSuchBucket' ? 'bucket' : 'state'} at ${shown} (${code}).`,
      hint: 'Check bucket, key and account. Without s3:ListBucket S3 says AccessDenied of what is not there.',
      at,
    })
  }
  if (reason === 'access-denied') {
    return new AccessError('source-forbidden', {
      message: `${shown} may not be read with these credentials (${code}).`,
      hint: `Reading it needs ${objectActions.join(', ')}, and kms:Decrypt where the bucket is encrypted with a key of your own.`,
      at,
    })
  }
  if (code === 'InvalidObjectState') {
    return new AccessError('source-failed', {
      message: `${shown} is archived and cannot be read now.`,
      hint: 'Restore the object first; states should not be archived.',
      at,
    })
  }
  return new AccessError('source-failed', {
    message: `${shown} cannot be read: ${code}${detail === '' ? '' : `: ${detail}`}.`,
    hint: 'Try again later; AWS_ENDPOINT_URL, if set, names where calls go.',
    at,
  })
}
