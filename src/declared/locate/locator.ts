import type { JsonObject } from '../../model/json.ts'
import type { Location } from '../../model/generated/report.ts'
import { terraformSources } from './terraform-sources.ts'

/** What of a declared resource says where it stands. A DeclaredResource is one. */
export interface LocatedResource {
  address: string
  type: string
  reader: string
  /** The document it was read from, as given. */
  file: string
  stack?: string
  /** Helps to tell the elements of a set apart, when they are in the names of the declaration. */
  properties?: JsonObject
  shape?: 'neutral' | 'terraform'
}

/** The document or the stack that a place is asked for. */
export interface StackHint {
  file?: string
  stack?: string
}

/** Knows where in the repository things are declared. Files in answers are relative to the working directory if inside it. */
export interface Locator {
  /**
   * The best place of a resource, or of one of its attributes. `path` is a pointer in the declaration's own names
   * (`/ingress/0/cidr_blocks`, `/tags/Owner`; `/Tags/0/Value`). Always at least the first line of the document.
   */
  locate(resource: LocatedResource, path?: string): Location
  /** `lifecycle { ignore_changes = [...] }` as pointers (`/desired_capacity`, `/tags/Owner`), or `['/']` for `all`. */
  ignoreChanges(resource: LocatedResource): readonly string[]
  /** The address today of what a `moved` block renamed. The same when nothing moved. */
  movedTo(address: string, hint?: StackHint): string
  /** The address before all moves of what is called `address` today. The same when nothing moved. */
  movedFrom(address: string, hint?: StackHint): string
  /** Where something that nobody declared would be declared: the main file of the stack. */
  stackPlace(hint?: StackHint): Location | undefined
}

export interface LocatorOptions {
  /** Default: the working directory of the process. */
  cwd?: string
  /** False where no template is declared: what reads them is not loaded. */
  templates?: boolean
}

/** Places of everything that readers know: Terraform below `folders`, CloudFormation in the templates themselves. */
export async function locator(folders: readonly string[], options: LocatorOptions = {}): Promise<Locator> {
  const terraform = await terraformSources(folders, options)
  if (options.templates === false) return terraform
  const { templateSources } = await import('./template-sources.ts')
  const templates = templateSources(options)
  return {
    ...terraform,
    locate: (resource, path) =>
      resource.reader === 'cloudformation' ? templates.locate(resource, path) : terraform.locate(resource, path),
    stackPlace: (hint) => terraform.stackPlace(hint) ?? templates.stackPlace(hint),
  }
}
