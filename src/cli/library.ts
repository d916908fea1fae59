import { nameOf, revokedBy, type Entry, type LibraryIndex } from '../baked/library/entries.ts'
import { libraryAt } from '../library-stores.ts'
import { UsageError } from '../model/errors.ts'
import type { LibraryStore } from '../model/library-store.ts'
import { guardWorkflowCommands, safeText } from '../report/safe-text.ts'
import type { Invocation } from './commands.ts'
import { print } from './io.ts'

/** The library that a command of the group was given. */
export async function givenLibrary({ words }: Pick<Invocation, 'words'>): Promise<LibraryStore> {
  const [place = ''] = words['library'] ?? []
  return libraryAt(place)
}

/** How an image stands: `stable`, `revoked: reason`, ... */
export function standingText(index: LibraryIndex, entry: Entry): string {
  const { channel, deprecatedAt } = entry.image
  const by = revokedBy(index, entry)
  const revoked = by === undefined ? [] : [by === entry ? 'revoked' : `revoked with ${nameOf(by.image)}`]
  const reason = by?.image.revokedReason
  const parts = [
    ...(channel === undefined ? [] : [channel]),
    ...revoked.map((text) => (reason === undefined ? text : `${text}: ${reason}`)),
    ...(deprecatedAt === undefined ? [] : [`deprecated ${deprecatedAt}`]),
  ]
  return safeText(parts.join(', ') || '-')
}

/** Prints lines whose parts come from outside. */
export async function printLines({ io }: Invocation, lines: readonly string[]): Promise<void> {
  await print(io.stdout, guardWorkflowCommands(lines.map((line) => `${line}\n`).join('')))
}

/** Whether JSON is asked for. Throws UsageError for a format that only reports have. */
export function wantsJson({ values }: Pick<Invocation, 'values'>): boolean {
  const format = values.text('format')
  if (format === 'json' || format === 'table') return format === 'json'
  throw new UsageError('library-format', {
    message: `This is not written as ${format ?? ''}.`,
    hint: 'Give --format table or --format json.',
  })
}
