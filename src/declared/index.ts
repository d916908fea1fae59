import type { Sniff } from '../documents/sniff.ts'
import { showRole, stateRole } from '../documents/terraform/recognise.ts'
import type { InputFile } from '../documents/input-file.ts'
import { recogniseCloudFormation } from './cloudformation/recognise.ts'
import type { DeclaredBatch } from '../model/resource.ts'
import type { Diagnostic } from '../model/generated/report.ts'

/** A document of a reader's family: a template beside the stack resources that join it to physical ids. */
export interface FamilyDocument {
  file: InputFile
  /** What the document is within the family, as `recognise` said. */
  role: string
}

export interface DeclaredContext {
  /** Says what was wrong with the input; never a finding. */
  note: (diagnostic: Diagnostic) => void
  /** When a document that is fetched was written, as its place says. ISO 8601. */
  wroteAt?: (file: string, time: string) => unknown
  account?: string
  region?: string
}

/** A reader turns the documents of one family into declared resources, in batches. Errors of one document never lose another. */
export interface DeclaredReader {
  read(documents: readonly FamilyDocument[], context: DeclaredContext): AsyncIterable<DeclaredBatch>
}

export interface DeclaredReaderEntry {
  title: string
  /** The role of the document in this family; undefined when it is none of it. */
  recognise(sniff: Sniff): string | undefined
  load(): Promise<{ default: DeclaredReader }>
}

/** Every kind of declared document. To add one: a file and a line here (docs/extending.md). */
export const declaredReaders = {
  'terraform-state': {
    title: 'Terraform or OpenTofu state v4',
    recognise: stateRole,
    load: () => import('./terraform-state.ts'),
  },
  'terraform-show': {
    title: '`terraform show -json` of a state or a plan',
    recognise: showRole,
    load: () => import('./terraform-show.ts'),
  },
  cloudformation: {
    title: 'CloudFormation template with its stack resources',
    recognise: recogniseCloudFormation,
    load: () => import('./cloudformation.ts'),
  },
} satisfies Record<string, DeclaredReaderEntry>
