import type { JsonObject } from '../../model/json.ts'

/** Where a document of the family lies: what pairs it with the others. */
export interface Origin {
  file: string
  folder: string
  /** The file's name without its extensions and without the words that say what kind of document it is. */
  label: string
}

export interface Template extends Origin {
  document: JsonObject
  /** Logical ids to resources, as written. */
  resources: ReadonlyMap<string, JsonObject>
  /** The document as written, where its loops were written out in `document` and `resources`. */
  source?: JsonObject
  /** What its loops would make of values that are not known yet. */
  looped?: readonly { id: RegExp; type: string }[]
  /** What the CDK says of the stack that is made from it. */
  deployment?: Deployment
}

/** A stack as the CDK means to deploy it. */
export interface Deployment {
  /** The file of its template. */
  file: string
  stackName: string
  account?: string
  region?: string
  parameters: ReadonlyMap<string, string>
  tags: ReadonlyMap<string, string>
  /** Logical ids to the paths of their constructs. */
  constructs: ReadonlyMap<string, string>
}

/** One resource of a stack, as `describe-stack-resources` and `list-stack-resources` say it. */
export interface StackResource {
  type: string
  physicalId?: string
}

/** The resources of one stack. */
export interface StackResources extends Origin {
  stackName?: string
  stackId?: string
  resources: Map<string, StackResource>
  /** When the last of them was made or changed. */
  changedAt?: string
  /** False: the answer has another page, or stopped at the 100 entries of `describe-stack-resources`. */
  whole: boolean
}

/** A parameter of a deployed stack. */
export interface ParameterValue {
  value?: string
  /** What an SSM parameter type resolved to at deployment. */
  resolved?: string
}

/** One stack, as `describe-stacks` says it. */
export interface StackRecord extends Origin {
  name: string
  id?: string
  parameters: ReadonlyMap<string, ParameterValue>
  tags: ReadonlyMap<string, string>
  outputs: ReadonlyMap<string, string>
  /** Values by export name. */
  exports: ReadonlyMap<string, string>
  notificationArns?: readonly string[]
  /** When it was last deployed. */
  deployedAt?: string
}

/** A file of parameter values beside a template. */
export interface ParameterFile extends Origin {
  values: ReadonlyMap<string, string>
  /** Tags of the stack, which the configuration file of a pipeline holds too. */
  tags?: ReadonlyMap<string, string>
}

/** All documents of the family. */
export interface Family {
  templates: Template[]
  stackResources: StackResources[]
  stacks: StackRecord[]
  parameterFiles: ParameterFile[]
  deployments: Deployment[]
}

/** A family without documents. */
export function emptyFamily(): Family {
  return { templates: [], stackResources: [], stacks: [], parameterFiles: [], deployments: [] }
}

/** What a StackId says. */
export interface StackPlace {
  partition: string
  region: string
  account: string
  name: string
}

/** `arn:aws:cloudformation:eu-west-1:123456789012:stack/web/0a1b` in its parts; undefined for anything else. */
export function stackPlace(stackId: string | undefined): StackPlace | undefined {
  const parts = /^arn:([^:]+):cloudformation:([^:]+):([^:]+):stack\/([^/]+)(?:\/|$)/.exec(stackId ?? '')
  if (parts === null) return undefined
  const [, partition = '', region = '', account = '', name = ''] = parts
  return { partition, region, account, name }
}

const kindWords =
  /(?:^|[-_. ])(?:template|nested|processed|describe|list|get|cloudformation|cfn|stack[-_]?resources|resources|stacks?|parameters?|params)$/i

/** Folder and label of a path: `infra/web.template.json` lies in `infra` and is called `web`. */
export function originOf(file: string): Origin {
  const slash = file.lastIndexOf('/')
  let label = file.slice(slash + 1).replace(/(?:\.(?:json|ya?ml|txt|gz|ndjson|template))+$/i, '')
  for (let shorter = label.replace(kindWords, ''); shorter !== label; shorter = label.replace(kindWords, '')) label = shorter
  return { file, folder: slash === -1 ? '' : file.slice(0, slash), label }
}

/** Whether a file's label names a stack: it is its name, or holds it between separators. */
export function names(label: string, stackName: string): boolean {
  if (label === stackName) return true
  const at = label.indexOf(stackName)
  if (at === -1 || stackName === '') return false
  const separator = /^[^A-Za-z0-9]?$/
  return separator.test(label.charAt(at - 1)) && separator.test(label.charAt(at + stackName.length))
}
