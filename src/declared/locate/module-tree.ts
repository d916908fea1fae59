import { relative, resolve } from 'node:path'
import { type ModuleFolder, type PlacedBlock, readModuleFolder } from './module-folder.ts'
import { readModuleManifest } from './module-manifest.ts'
import { realPath } from './shown-path.ts'
import { isForeign } from './source-folders.ts'
import type { ResourceAddress, Step } from './terraform-address.ts'

/** A `module` block on the way to a resource. */
export interface ModuleCall {
  placed: PlacedBlock
  /** True when the call itself lies outside of the repository, in a downloaded module. */
  isOutside: boolean
}

/** Where a module path leads. */
export interface ModuleWalk {
  /** Outermost first. */
  calls: readonly ModuleCall[]
  /** Absent when its source is not on this machine. */
  module?: ModuleFolder
  /** True when the module was downloaded. */
  isOutside: boolean
}

/** What a root module says of an address. */
export interface Declaration extends ModuleWalk {
  /** The block and what overrides it; empty when the code has no such block. */
  blocks: readonly PlacedBlock[]
}

/** Modules by folder, each read when first asked for. */
export class ModuleTree {
  readonly #modules = new Map<string, ModuleFolder>()
  readonly #manifests = new Map<string, ReadonlyMap<string, string>>()

  module(folder: string): ModuleFolder {
    let module = this.#modules.get(folder)
    if (module === undefined) this.#modules.set(folder, (module = readModuleFolder(folder)))
    return module
  }

  /** The declaration of an address, or undefined when this root has no such module path. */
  declaration(root: string, address: ResourceAddress): Declaration | undefined {
    const walk = this.walk(root, address.modules)
    if (walk === undefined) return undefined
    const blocks = walk.module?.blocks.get(blockKey(address)) ?? []
    return { ...walk, blocks }
  }

  /**
   * Follows module calls. A source in the code wins over the manifest, which is as old as the last `terraform init`;
   * the manifest knows the downloaded ones.
   */
  walk(root: string, path: readonly Step[]): ModuleWalk | undefined {
    const calls: ModuleCall[] = []
    const names: string[] = []
    let folder: string | undefined = root
    let isOutside = false
    for (const { name } of path) {
      names.push(name)
      const blocks: readonly PlacedBlock[] = folder === undefined ? [] : (this.module(folder).blocks.get(`module.${name}`) ?? [])
      const listed = this.#manifest(root).get(names.join('.'))
      const [placed] = blocks
      if (placed === undefined && listed === undefined) return undefined
      if (placed !== undefined) calls.push({ placed, isOutside })
      const source = sourceOf(blocks)
      const local: string | undefined =
        source !== undefined && isLocal(source) && folder !== undefined ? resolve(folder, source) : undefined
      const target: string | undefined = local ?? listed
      isOutside ||= target === undefined || (source !== undefined && local === undefined) || isForeign(relative(root, target))
      folder = target === undefined ? undefined : realPath(target)
    }
    return { calls, isOutside, ...(folder === undefined ? {} : { module: this.module(folder) }) }
  }

  /** Folders that a module calls by a path in the repository. */
  calledBy(folder: string): string[] {
    const found: string[] = []
    for (const [key, blocks] of this.module(folder).blocks) {
      const source = key.startsWith('module.') ? sourceOf(blocks) : undefined
      const target = source !== undefined && isLocal(source) ? realPath(resolve(folder, source)) : undefined
      if (target !== undefined) found.push(target)
    }
    return found
  }

  #manifest(root: string): ReadonlyMap<string, string> {
    let manifest = this.#manifests.get(root)
    if (manifest === undefined) this.#manifests.set(root, (manifest = readModuleManifest(root)))
    return manifest
  }
}

/** The name under which a module keeps the block of an address. */
export function blockKey(address: ResourceAddress): string {
  return `${address.mode}.${address.type}.${address.resource.name}`
}

/** https://developer.hashicorp.com/terraform/language/modules/sources#local-paths */
function isLocal(source: string): boolean {
  return /^\.\.?(?:[/\\]|$)/.test(source)
}

function sourceOf(blocks: readonly PlacedBlock[]): string | undefined {
  for (const { file, block } of blocks.toReversed()) {
    const attribute = block.body.attributes.findLast(({ name }) => name === 'source')
    if (attribute !== undefined) return file.literal(attribute)
  }
  return undefined
}
