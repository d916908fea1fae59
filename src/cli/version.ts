import { readFileSync } from 'node:fs'
import { own, type Json } from '../model/json.ts'

/** The version of this package. */
export function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Json
  return String(own(manifest, 'version'))
}
