import type { Json } from './json.ts'

/** What CloudFormation says of one stack, in the form in which `aws cloudformation ...` saves it. */
export interface StackDocuments {
  /** As the user wrote it, or the stack's name: it stands for the file in messages and places. */
  stack: string
  /** The processed template: JSON or YAML. */
  template: string
  /** `{StackResourceSummaries: [...]}` of all pages. */
  stackResources: Json
  /** `{Stacks: [...]}`. */
  stacks: Json
}

/** A stack with those that are nested in it, parents first. */
export interface StackFamily {
  stacks: StackDocuments[]
  /** `{Stacks: [...]}` of what stacks export, where one of the templates imports. */
  exporting?: Json
}
