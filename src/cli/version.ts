import { readFileSync } from 'node:fs'
import { own, type Json } from '../model/json.ts'

/** The version of this package. */
export function version(): string {
  const manifest: Json = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const said = own(manifest, 'version')
  return typeof said === 'string' ? said : '0.0.0'
}
