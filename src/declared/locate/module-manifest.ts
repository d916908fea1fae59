import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Json, own } from '../../model/json.ts'

/**
 * Where `terraform init` put the modules of a root: module path (`a.b`) to absolute folder. Empty without a manifest.
 * Form: https://github.com/hashicorp/terraform/blob/main/internal/modsdir/manifest.go
 */
export function readModuleManifest(root: string): ReadonlyMap<string, string> {
  const folders = new Map<string, string>()
  let manifest: Json
  try {
    manifest = JSON.parse(readFileSync(join(root, '.terraform', 'modules', 'modules.json'), 'utf8'))
  } catch {
    return folders
  }
  const modules = own(manifest, 'Modules')
  for (const module of Array.isArray(modules) ? modules : []) {
    const key = own(module, 'Key')
    const dir = own(module, 'Dir')
    if (typeof key === 'string' && key !== '' && typeof dir === 'string') folders.set(key, resolve(root, dir))
  }
  return folders
}
