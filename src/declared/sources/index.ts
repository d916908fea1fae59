import { existsSync } from 'node:fs'
import type { RemoteDocuments, RemoteSource } from '../../documents/remote.ts'
import { cloudAddress } from './cloud-address.ts'
import { shownUrl } from './shown-url.ts'
import type { SourceContext, StateSourceEntry } from './source.ts'

/** Every kind of place from which states are fetched. To add one: a file and an entry here (docs/extending.md). */
export const stateSources = {
  s3: {
    title: 'a state in S3, or with a slash at the end every state below a prefix',
    example: 's3://BUCKET/KEY',
    recognise: (source) => (source.startsWith('s3://') ? { shown: source } : undefined),
    load: () => import('./s3.ts'),
  },
  http: {
    title: 'a state behind an address: GitLab, any HTTP backend',
    example: 'https://HOST/PATH',
    recognise: (source) => (/^https?:\/\//i.test(source) ? { shown: shownUrl(source) } : undefined),
    load: () => import('./http.ts'),
  },
  tfc: {
    title: 'a workspace of HCP Terraform or Terraform Enterprise',
    example: 'tfc:ORG/WORKSPACE',
    recognise: (source) => (cloudAddress(source) === undefined || existsSync(source) ? undefined : { shown: source }),
    load: () => import('./tfc.ts'),
  },
  terraform: {
    title: 'the state of the configuration in a folder, wherever its backend keeps it',
    example: 'terraform:DIR',
    recognise: (source) => (source.startsWith('terraform:') ? { shown: source, folder: directoryOf(source) } : undefined),
    load: () => import('./terraform.ts'),
  },
} satisfies Record<string, StateSourceEntry>

function directoryOf(source: string): string {
  return (
    source
      .slice('terraform:'.length)
      .replaceAll('\\', '/')
      .replace(/(?<=.)\/+$/, '') || '.'
  )
}

const entries: readonly StateSourceEntry[] = Object.values(stateSources)

/** The sources that are fetched, with what they need from outside. Nothing is loaded before a source is read. */
export function fetchedDocuments(given: Omit<SourceContext, 'env'> & Partial<SourceContext>): RemoteDocuments {
  const context: SourceContext = { ...given, env: given.env ?? process.env }
  return {
    recognise: recogniseSource,
    async *documents(source) {
      const entry = entries.find((each) => each.recognise(source) !== undefined)
      if (entry !== undefined) yield* (await entry.load()).default.open(source, context)
    },
  }
}

/** What may be shown of a source that is fetched; undefined for files, folders and everything else. */
export function recogniseSource(source: string): RemoteSource | undefined {
  for (const entry of entries) {
    const found = entry.recognise(source)
    if (found !== undefined) return found
  }
  return undefined
}
