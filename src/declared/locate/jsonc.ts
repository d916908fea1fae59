import { createRequire } from 'node:module'

type Jsonc = typeof import('jsonc-parser')
const require = createRequire(import.meta.url)

/** Loaded with the first JSON source: places are asked for synchronously, and most scans have only `.tf`. */
export function jsonc(): Jsonc {
  return require('jsonc-parser')
}
