import { gzipSync } from 'node:zlib'
import { sha256 } from '../../../src/baked/library/index-document.ts'
import type { NewManifest } from '../../../src/baked/library/keep.ts'
import { canonical, type JsonObject } from '../../../src/model/json.ts'

export const schema = 'driftgate/baked-image/v1'

/** A manifest of an image with one file, packed, and its digest. */
export function manifest(header: JsonObject, rows: readonly JsonObject[] = [{ k: 'f', p: '/bin/sh' }]): NewManifest & { digest: string } {
  const text = [{ schema, subjects: [{ kind: 'ami', id: 'ami-1' }], ...header }, ...rows].map((row) => `${canonical(row)}\n`).join('')
  return { file: `${String(header['name'] ?? 'image')}.baked.ndjson.gz`, bytes: gzipSync(text), digest: `sha256:${sha256(text)}` }
}

export const ami = (id: string): JsonObject => ({ kind: 'ami', id })
