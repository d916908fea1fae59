import type { IncomingMessage } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Answer } from './aws-endpoint.ts'

/** The bucket `delivered`, to which AWS Config delivers: as much of S3 as lists folder by folder, and gets. */
export class DeliveredBucket {
  readonly objects = new Map<string, Buffer | 'denied'>()
  /** Prefixes that were listed, and keys that were got. */
  listed: string[] = []
  got: string[] = []

  /** A snapshot of what is recorded in an account and region. `stamp`: `20260110T030000Z`. */
  snapshot(account: string, region: string, stamp: string, items: readonly object[]): string {
    return this.#put(account, region, stamp, 'ConfigSnapshot', stamp, '0a1b', { configSnapshotId: 's', configurationItems: items })
  }

  /** The history of one kind between two times. */
  history(account: string, region: string, kind: string, stamps: readonly [from: string, to: string], items: readonly object[]): string {
    return this.#put(account, region, stamps[1], 'ConfigHistory', `${kind}_${stamps.join('_')}`, '1', { configurationItems: items })
  }

  #put(account: string, region: string, stamp: string, folder: string, name: string, end: string, value: object): string {
    const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)T/.exec(stamp) ?? []
    const date = [year, Number(month), Number(day)].join('/')
    const key = `logs/AWSLogs/${account}/Config/${region}/${date}/${folder}/${account}_Config_${region}_${folder}_${name}_${end}.json.gz`
    this.objects.set(key, gzipSync(JSON.stringify({ fileVersion: '1.0', ...value })))
    return key
  }

  answer(request: IncomingMessage): Answer {
    const url = new URL(request.url ?? '', 'http://s3')
    const key = decodeURIComponent(url.pathname.replace(/^\/delivered\/?/, ''))
    if (url.searchParams.get('list-type') === '2') return this.#list(url.searchParams.get('prefix') ?? '')
    this.got.push(key)
    const body = this.objects.get(key)
    if (body === 'denied') return { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }
    return body === undefined ? { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' } : { type: 'binary/octet-stream', body }
  }

  #list(prefix: string): Answer {
    this.listed.push(prefix)
    const below = [...this.objects.keys()].filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length))
    const folders = new Set(below.filter((each) => each.includes('/')).map((each) => each.slice(0, each.indexOf('/') + 1)))
    const contents = below.filter((each) => !each.includes('/'))
    return {
      body: [
        '<ListBucketResult><IsTruncated>false</IsTruncated>',
        ...contents.map((each) => `<Contents><Key>${prefix}${each}</Key><Size>1</Size></Contents>`),
        ...[...folders].map((each) => `<CommonPrefixes><Prefix>${prefix}${each}</Prefix></CommonPrefixes>`),
        '</ListBucketResult>',
      ].join(''),
    }
  }
}
