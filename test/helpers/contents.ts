import { createHash } from 'node:crypto'
import { compareContents, type ContentsContext } from '../../src/compare/contents/compare-contents.ts'
import { compareRows, rowKinds, type ContentReading, type ContentRow, type Contents, type FileRow } from '../../src/model/content.ts'
import type { Comparison, RawDifference } from '../../src/model/pair.ts'

/** Of an image: everything was read, nothing is left of its change times. */
export const bakedReading: ContentReading = {
  method: 'oci-layers',
  trust: 'host',
  depth: 'full',
  kinds: rowKinds.filter((kind) => kind !== 'd' && kind !== 'o'),
  fields: ['m', 'u', 'g', 's', 't', 'h', 'l', 'x'],
  xattrs: 'all',
  isCtimeStable: false,
  skipped: [],
}

const startedAt = '2026-01-01T00:00:00.000Z'
/** Change times before and after the start, in nanoseconds. */
export const before = `${BigInt(Date.parse(startedAt)) - 1000n}000000`
export const after = `${BigInt(Date.parse(startedAt)) + 1000n}000000`

/** Of a container or a host: a walk that hashes what moved since the start. */
export const liveReading: ContentReading = {
  ...bakedReading,
  method: 'proc-root',
  trust: 'kernel',
  depth: 'default',
  kinds: rowKinds,
  fields: [...bakedReading.fields, 'ct', 'i'],
  startedAt,
  at: 'container',
}

export function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('base64url')
}

/** A file with some content. */
export function file(p: string, content = `content of ${p}`, more: Partial<FileRow> = {}): FileRow {
  return { k: 'f', p, s: content.length, h: hashOf(content), t: 1, ...more }
}

export function folder(p: string, more: Partial<FileRow> = {}): FileRow {
  return { k: 'f', p, y: 'd', ...more }
}

export function link(p: string, l: string): FileRow {
  return { k: 'f', p, y: 'l', l }
}

/** Rows in their order, a few at a time. */
export function contentsOf(rows: readonly ContentRow[], reading: ContentReading, more: Partial<Contents> = {}): Contents {
  const sorted = rows.toSorted(compareRows)
  return {
    reading,
    async *rows() {
      for (let at = 0; at < sorted.length; at += 3) yield sorted.slice(at, at + 3)
    },
    ...more,
  }
}

/** A walk gives no hashes: they are asked for, and what was asked for is kept. */
export function walked(rows: readonly ContentRow[], reading: ContentReading = liveReading): Contents & { asked: string[] } {
  const hashes = new Map(rows.flatMap((row) => (row.k === 'f' && row.h !== undefined ? [[row.p, row.h]] : [])))
  const asked: string[] = []
  const bare = rows.map((row): ContentRow => {
    if (row.k !== 'f') return row
    const { h: _hash, ...rest } = row
    return { ct: before, ...rest }
  })
  return {
    ...contentsOf(bare, reading, {
      hashes: (files) => {
        for (const { p } of files) asked.push(p)
        return Promise.resolve(files.map(({ p }) => hashes.get(p)))
      },
    }),
    asked,
  }
}

export const container: ContentsContext = { kind: 'docker/container', now: new Date('2026-01-02T00:00:00Z') }
export const machine: ContentsContext = { kind: 'host', os: 'debian', now: new Date('2026-01-02T00:00:00Z') }

/** What comes of rows that were baked and rows that a walk found. */
export function comparingRows(baked: readonly ContentRow[], live: readonly ContentRow[], context = container): Promise<Comparison> {
  return compareContents({ baked: contentsOf(baked, bakedReading), live: walked(live) }, context)
}

/** `changed /files/~1etc~1hosts M09` for each difference. */
export function told({ differences }: Comparison): string[] {
  return differences.map(({ change, path, content }) => [change, path, content?.class].filter((part) => part !== undefined).join(' '))
}

export function only({ differences }: Comparison): RawDifference {
  const [difference, ...others] = differences
  if (difference === undefined || others.length > 0) throw new Error(`one difference expected, not ${JSON.stringify(differences)}`)
  return difference
}

/** Rows with some put in place of those of the same key, and some left out by their path. */
export function withRows(rows: readonly ContentRow[], put: readonly ContentRow[], without: readonly string[] = []): ContentRow[] {
  const kept = rows.filter(
    (row) =>
      !put.some((other) => other.k === row.k && compareRows(other, row) === 0) &&
      !(row.k === 'f' && without.some((path) => row.p === path || row.p.startsWith(`${path}/`))),
  )
  return [...kept, ...put]
}
