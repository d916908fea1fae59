import type { Location } from '../../model/generated/report.ts'
import { fromPointer } from '../../model/pointer.ts'
import { attributePlace, literalKeyPlace, type PlacedRange } from './attribute-place.ts'
import { ignoredChanges } from './ignore-changes.ts'
import type { Range } from './line-index.ts'
import type { LocatedResource, Locator, LocatorOptions, StackHint } from './locator.ts'
import type { PlacedBlock, SourceFile } from './module-folder.ts'
import { type Declaration, ModuleTree } from './module-tree.ts'
import { MovedBlocks } from './moved-blocks.ts'
import { defaultTagPlace } from './provider-tags.ts'
import { type DocumentHint, RootModules } from './root-modules.ts'
import { ShownPaths } from './shown-path.ts'
import { configurationFolders } from './source-folders.ts'
import { StateLines } from './state-lines.ts'
import { mainPlace } from './stack-place.ts'
import { addressOf, type ResourceAddress } from './terraform-address.ts'

/**
 * Places in Terraform and OpenTofu configuration. `folders` hold root modules at any depth: they are listed now, and a
 * file is read when something in it is first asked for.
 */
export async function terraformSources(folders: readonly string[], options: LocatorOptions = {}): Promise<Locator> {
  const paths = new ShownPaths(options.cwd ?? process.cwd())
  const tops = new Set(folders.flatMap((folder) => paths.real(folder) ?? []))
  return new TerraformLocator(new Set([...tops].flatMap(configurationFolders)), paths)
}

/** A declaration and the root module that it was found from. */
interface Found {
  root: string
  declaration: Declaration
}

class TerraformLocator implements Locator {
  readonly #paths: ShownPaths
  readonly #tree = new ModuleTree()
  readonly #roots: RootModules
  readonly #moves = new MovedBlocks(this.#tree)
  readonly #lines = new StateLines()

  constructor(folders: ReadonlySet<string>, paths: ShownPaths) {
    this.#paths = paths
    this.#roots = new RootModules([...folders], this.#tree)
  }

  // Arrow functions: callers may take them out of the object.
  readonly locate = (resource: LocatedResource, path?: string): Location => {
    const found = isTerraform(resource) ? this.#find(resource) : undefined
    const place = found === undefined ? undefined : this.#place(found, resource, path)
    return place ?? this.#documentPlace(resource)
  }

  readonly ignoreChanges = (resource: LocatedResource): readonly string[] => {
    const found = isTerraform(resource) ? this.#find(resource) : undefined
    return found === undefined ? [] : ignoredChanges(found.declaration.blocks)
  }

  readonly movedTo = (address: string, hint: StackHint = {}): string => this.#follow(address, hint, 'forward')

  readonly movedFrom = (address: string, hint: StackHint = {}): string => this.#follow(address, hint, 'backward')

  readonly stackPlace = (hint: StackHint = {}): Location | undefined => {
    const [root] = this.#roots.all(this.#hint(hint))
    return root === undefined ? undefined : this.#mainPlace(root)
  }

  #follow(address: string, hint: StackHint, way: 'forward' | 'backward'): string {
    for (const root of this.#roots.all(this.#hint(hint))) {
      const moved = this.#moves[way](root, address)
      if (moved !== address) return moved
    }
    return address
  }

  /** The declaration under the address as it is or under the one that a `moved` block gave it; the best of any root. */
  #find(resource: LocatedResource): Found | undefined {
    const hint = this.#hint(resource)
    const moved = this.movedTo(resource.address, resource)
    let best: Found | undefined
    for (const text of likeliestFirst(resource.address, moved)) {
      const address = addressOf(text)
      if (address === undefined) continue
      for (const root of this.#roots.candidates(hint, address)) {
        const found = this.#declaredIn(root, address)
        if (found !== undefined && isWhole(found.declaration)) return found
        best ??= found
      }
    }
    return best
  }

  #declaredIn(root: string, address: ResourceAddress): Found | undefined {
    const declaration = this.#tree.declaration(root, address)
    return declaration === undefined ? undefined : { root, declaration }
  }

  #place({ root, declaration }: Found, resource: LocatedResource, path: string | undefined): Location | undefined {
    const { calls, blocks, isOutside } = declaration
    const exact = this.#inBlocks(root, resource, blocks, path)
    const callPlaces = calls.map(({ placed }) => this.#location(placed.file, placed.block.headerRange, 'module-call'))
    if (exact !== undefined && !isOutside) return withFrames(exact, callPlaces)
    // What was downloaded is nobody's place to edit: the innermost call in the repository is.
    const innermost = calls.findLastIndex((call) => !call.isOutside)
    const primary = callPlaces[innermost]
    if (primary === undefined) return undefined
    const deeper = exact === undefined ? [] : [exact]
    return withFrames(primary, [...callPlaces.slice(0, innermost), ...callPlaces.slice(innermost + 1), ...deeper])
  }

  #inBlocks(root: string, resource: LocatedResource, blocks: readonly PlacedBlock[], pointer: string | undefined): Location | undefined {
    const [base] = blocks
    if (base === undefined) return undefined
    const path = pointer === undefined ? [] : fromPointer(pointer)
    const values = resource.shape === 'terraform' ? resource.properties : undefined
    const [first, key] = path
    const found =
      path.length === 0
        ? undefined
        : first === 'tags_all'
          ? this.#tagPlace(root, resource, blocks, key)
          : attributePlace(blocks, path, values)
    return found === undefined
      ? this.#location(base.file, base.block.headerRange, 'block')
      : this.#location(found.file, found.range, found.isExact ? 'attribute' : 'block')
  }

  /** `tags_all` is what the provider makes of its own default tags and the resource's. */
  #tagPlace(root: string, resource: LocatedResource, blocks: readonly PlacedBlock[], key: string | undefined): PlacedRange | undefined {
    const own = key === undefined ? undefined : literalKeyPlace(blocks, 'tags', key)
    const provided = own ?? (key === undefined ? undefined : defaultTagPlace(this.#tree.module(root), resource.type, blocks, key))
    return provided ?? attributePlace(blocks, ['tags'])
  }

  /** The block is gone from the code: the stack that had it, when there is no doubt which that is; else the document. */
  #documentPlace(resource: LocatedResource): Location {
    const root = isTerraform(resource) ? this.#roots.own(this.#hint(resource)) : undefined
    const main = root === undefined ? undefined : this.#mainPlace(root)
    if (main !== undefined) return main
    const file = resource.reader === 'terraform-state' ? this.#paths.real(resource.file) : undefined
    const line = file === undefined ? undefined : this.#lines.of(file, resource.address)
    return { file: this.#paths.show(resource.file), line: line ?? 1, column: line === undefined ? 1 : 5, kind: 'input' }
  }

  #mainPlace(root: string): Location | undefined {
    const place = mainPlace(this.#tree.module(root))
    return place === undefined ? undefined : this.#location(place.file, place.range, 'stack')
  }

  #location(file: SourceFile, range: Range, kind: NonNullable<Location['kind']>): Location {
    return { file: this.#paths.show(file.path), ...file.position(range), kind }
  }

  #hint(of: StackHint): DocumentHint {
    const file = of.file === undefined ? undefined : this.#paths.real(of.file)
    return { ...(file === undefined ? {} : { file }), ...(of.stack === undefined ? {} : { stack: of.stack }) }
  }
}

/** A name that moved may be in use again; an instance that lost its key left a block behind that is not its own any more. */
function likeliestFirst(address: string, moved: string): readonly string[] {
  if (address === moved) return [address]
  const lostKey = address.endsWith(']') && !moved.endsWith(address.slice(address.lastIndexOf('[')))
  return lostKey ? [moved, address] : [address, moved]
}

/** Nothing more could be found elsewhere: the block is there, or its module is not on this machine. */
function isWhole(declaration: Declaration): boolean {
  return declaration.blocks.length > 0 || (declaration.isOutside && declaration.module === undefined)
}

function withFrames(place: Location, frames: Location[]): Location {
  return frames.length === 0 ? place : { ...place, frames }
}

function isTerraform(resource: LocatedResource): boolean {
  return resource.reader.startsWith('terraform')
}
