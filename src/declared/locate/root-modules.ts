import { basename, dirname, sep } from 'node:path'
import { byText } from '../../model/json.ts'
import { blockKey, type ModuleTree } from './module-tree.ts'
import type { ResourceAddress } from './terraform-address.ts'

/** What is known of the document an address comes from. */
export interface DocumentHint {
  /** Absolute; absent when the document is no file of this machine. */
  file?: string
  stack?: string
}

/** Which of the folders with configuration is the root module of a state. */
export class RootModules {
  /** Sorted. */
  readonly #folders: readonly string[]
  readonly #tree: ModuleTree
  #ranked: readonly string[] | undefined
  #called: ReadonlySet<string> = new Set()
  #byFirstStep: ReadonlyMap<string, readonly string[]> | undefined

  constructor(folders: readonly string[], tree: ModuleTree) {
    this.#folders = folders.toSorted(byText)
    this.#tree = tree
  }

  /** The root that the document itself points to: the folder it lies in, or the one whose workspace it is. */
  own(hint: DocumentHint): string | undefined {
    if (hint.file === undefined) return this.#only()
    const folder = dirname(hint.file)
    if (this.#folders.includes(folder)) return folder
    const workspaces = dirname(folder)
    const workspaceRoot = basename(workspaces) === 'terraform.tfstate.d' ? dirname(workspaces) : undefined
    return workspaceRoot !== undefined && this.#folders.includes(workspaceRoot) ? workspaceRoot : this.#only()
  }

  /** Roots that may declare an address, the likeliest first. */
  candidates(hint: DocumentHint, address: ResourceAddress): readonly string[] {
    const own = this.own(hint)
    if (own !== undefined) return [own]
    const [module] = address.modules
    const key = module === undefined ? blockKey(address) : `module.${module.name}`
    this.#byFirstStep ??= this.#indexed()
    return this.#likeliest(this.#byFirstStep.get(key) ?? [], hint)
  }

  /** All roots, the likeliest first. */
  all(hint: DocumentHint): readonly string[] {
    const own = this.own(hint)
    return own === undefined ? this.#likeliest(this.#rank(), hint) : [own]
  }

  #only(): string | undefined {
    if (this.#folders.length === 1) return this.#folders[0]
    const roots = this.#roots()
    return roots.length === 1 ? roots[0] : undefined
  }

  /** Folders above the document first, then those named like the stack; the rest in rank order. */
  #likeliest(folders: readonly string[], hint: DocumentHint): readonly string[] {
    const weight = (folder: string): number => {
      if (hint.file !== undefined && isBelow(hint.file, folder)) return 0
      return hint.stack !== undefined && basename(folder) === basename(hint.stack) ? 1 : 2
    }
    const depth = (folder: string): number => (weight(folder) === 0 ? -folder.length : 0)
    return folders.toSorted((a, b) => weight(a) - weight(b) || depth(a) - depth(b))
  }

  /** Roots before modules that others call, then the shallow before the deep. */
  #rank(): readonly string[] {
    if (this.#ranked !== undefined) return this.#ranked
    const called = new Set(this.#folders.flatMap((folder) => this.#tree.calledBy(folder)))
    this.#ranked = this.#folders.toSorted(
      (a, b) => Number(called.has(a)) - Number(called.has(b)) || depthOf(a) - depthOf(b) || byText(a, b),
    )
    this.#called = called
    return this.#ranked
  }

  #roots(): readonly string[] {
    return this.#rank().filter((folder) => !this.#called.has(folder))
  }

  #indexed(): ReadonlyMap<string, readonly string[]> {
    const index = new Map<string, string[]>()
    for (const folder of this.#rank()) {
      for (const key of this.#tree.module(folder).blocks.keys()) {
        const same = index.get(key)
        if (same === undefined) index.set(key, [folder])
        else same.push(folder)
      }
    }
    return index
  }
}

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function depthOf(folder: string): number {
  return folder.split(sep).length
}
