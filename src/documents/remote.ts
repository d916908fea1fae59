import type { InputFile } from './input-file.ts'

/** Sources whose documents are fetched: `s3://bucket/key`, `https://...`, `tfc:ORG/WORKSPACE`, `terraform:DIR`. */
export interface RemoteDocuments {
  /** What may be shown of a source, free of credentials; undefined for one that is not fetched. */
  recognise(source: string): RemoteSource | undefined
  /** The documents of a source, one at a time. Throws InputError or AccessError for what cannot be had. */
  documents(source: string): AsyncIterable<InputFile>
}

export interface RemoteSource {
  shown: string
  /** The folder of the Terraform sources behind it, when there is one here. */
  folder?: string
}
