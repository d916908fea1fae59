import { streamedFile } from '../../documents/content.ts'
import type { InputFile } from '../../documents/input-file.ts'
import { InputError } from '../../model/errors.ts'
import { checkedDocument } from './answer-document.ts'
import type { StateSource, StoredObject } from './source.ts'

/** `s3://bucket/key`, `?versionId=` for an older version of it, or `s3://bucket/prefix/` for every state below it. */
const source: StateSource = {
  async *open(address, context) {
    const { bucket, key, version, options } = parsed(address)
    const store = await context.objects({ ...(context.region === undefined ? {} : { region: context.region }), ...options })
    if (key !== '' && !key.endsWith('/')) {
      const shown = `s3://${bucket}/${key}`
      yield checkedDocument(await fileOf(shown, await store.get(bucket, key, version), true))
      return
    }
    let found = 0
    for await (const { key: each, size } of store.list(bucket, key)) {
      if (size === 0 || isBeside(each)) continue
      found += 1
      const file = await fileOf(`s3://${bucket}/${each}`, await store.get(bucket, each), false)
      yield file
      file.content?.close()
    }
    if (found === 0) {
      throw new InputError('source-empty', {
        message: `There is no object below ${address}.`,
        hint: 'Check bucket and prefix; a state is written with the first apply.',
        at: { file: address },
      })
    }
  },
}
export default source

async function fileOf(shown: string, { bytes, writtenAt }: StoredObject, named: boolean): Promise<InputFile> {
  return { ...(await streamedFile(shown, bytes, named)), ...(writtenAt === undefined ? {} : { writtenAt }) }
}

/** Locks and backups that Terraform and OpenTofu keep beside states. */
function isBeside(key: string): boolean {
  return /\.(?:tflock|lock|backup|lock\.info)$/.test(key)
}

function parsed(address: string): { bucket: string; key: string; version?: string; options: { region?: string } } {
  const [, bucket = '', rest = ''] = /^s3:\/\/([^/?]+)\/?(.*)$/s.exec(address) ?? []
  if (!/^[\w.:-]{3,}$/.test(bucket)) {
    throw new InputError('source-address', {
      message: `${address} names no bucket.`,
      hint: 'Write s3://BUCKET/KEY, or s3://BUCKET/PREFIX/ for every state below it.',
    })
  }
  const [, key = '', query] = /^(.*?)(?:\?((?:versionId|region)=.*))?$/s.exec(rest) ?? []
  const asked = new URLSearchParams(query ?? '')
  const version = asked.get('versionId')
  const region = asked.get('region')
  return { bucket, key, ...(version === null ? {} : { version }), options: region === null ? {} : { region } }
}
