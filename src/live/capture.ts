import { readDocumentsOrErrors } from '../documents/tolerant.ts'
import { captureSchema, type CaptureEnd, type CaptureHeader } from '../model/capture.ts'
import { InputError } from '../model/errors.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import { canonical, isObject, own, type Json } from '../model/json.ts'
import { notCheckedReasons, type LiveItem } from '../model/resource.ts'
import { userDataDigest, userDataNames } from '../model/user-data.ts'
import { unreadable, type DocumentObserver, type LiveContext, type LiveDocument } from './index.ts'

const batchSize = 512

/**
 * The lines of a capture: header, items as they come, the closing line. Keys are sorted, so equal captures are equal bytes. Of
 * user data only digests are kept, unless its text is asked for.
 */
export async function* writeCapture(
  items: Iterable<readonly LiveItem[]> | AsyncIterable<readonly LiveItem[]>,
  header: Omit<CaptureHeader, 'schema'>,
  told?: () => Omit<CaptureEnd, 'is' | 'items'>,
  withUserData = false,
): AsyncGenerator<string> {
  yield line({ schema: captureSchema, ...header })
  let count = 0
  for await (const batch of items) {
    for (const item of batch) {
      count += 1
      if (item.is !== 'resource' || item.resource.contents === undefined) {
        yield line(item, withUserData)
        continue
      }
      const { contents } = item.resource
      const { capturedReading, capturedRows } = await import('./captured-contents.ts')
      yield line({ ...item, resource: { ...item.resource, contents: { reading: capturedReading(contents.reading) } } })
      for await (const rows of capturedRows(contents)) {
        count += 1
        yield line(rows)
      }
    }
  }
  yield line({ is: 'end', items: count, ...told?.() })
}

function line(value: object, withUserData = false): string {
  const json: Json = JSON.parse(JSON.stringify(value))
  if (!withUserData) keepDigests(json)
  return `${canonical(json)}\n`
}

/** Start-up scripts are full of secrets: of each only what tells it from another is kept. */
function keepDigests(value: Json): void {
  if (Array.isArray(value)) for (const each of value) keepDigests(each)
  else if (isObject(value))
    for (const name of Object.keys(value)) {
      const inner = value[name] ?? null
      if (userDataNames.has(name) && typeof inner === 'string' && inner !== '') value[name] = userDataDigest(inner)
      else keepDigests(inner)
    }
}

/** Replays captures. One without its closing line is incomplete: a diagnostic and a gap say so. */
const observer: DocumentObserver = {
  async *observe(documents, context) {
    for (const document of documents) yield* replay(document, context)
  },
}
export default observer

async function* replay(document: LiveDocument, context: LiveContext): AsyncGenerator<LiveItem[]> {
  let items: LiveItem[] = []
  let count = 0
  let whole: boolean | undefined
  let first = true
  for await (const each of readDocumentsOrErrors(document.file)) {
    if ('error' in each) items.push(unreadable(each.error, context))
    else if (first) context.readAt?.(capturedAt(each.value, document))
    else if (own(each.value, 'is') === 'end') {
      whole = own(each.value, 'items') === count
      retell(each.value, context)
    } else {
      const item: unknown = each.value
      count += 1
      // Rows belong to the machine before them, which reads them itself.
      if (own(each.value, 'is') !== 'rows') items.push(await replayed(item, document, each.line, context))
    }
    first = false
    if (items.length >= batchSize) {
      yield items
      items = []
    }
  }
  if (whole !== true) items.push(unfinished(document, context, whole === false))
  yield items
}

async function replayed(item: unknown, document: LiveDocument, at: number, context: LiveContext): Promise<LiveItem> {
  if (!isItem(item)) return unreadable(brokenLine(document, at), context)
  if (item.is !== 'resource' || item.resource.contents === undefined) return item
  const { replayedContents } = await import('./captured-contents.ts')
  const held: Json = JSON.parse(JSON.stringify(item.resource.contents))
  const contents = replayedContents(held, document.file, at)
  return contents === undefined ? unreadable(brokenLine(document, at), context) : { ...item, resource: { ...item.resource, contents } }
}

/** Says again what was said while it was read, and by which calls. A record of the deployment says only what concerns it. */
function retell(end: Json, context: LiveContext): void {
  const notes = own(end, 'notes')
  const isRecord = context.allStates === true
  if (!isRecord) {
    recount(own(end, 'calls'), (operation, times) => context.called?.(operation, times))
    recount(own(end, 'throttled'), (operation, times) => context.throttled?.(operation, times))
    recount(own(end, 'repeated'), (operation, times) => context.repeated?.(operation, times))
  }
  for (const note of Array.isArray(notes) ? notes : [])
    if (isDiagnostic(note) && (!isRecord || note.code.startsWith('as-deployed-'))) context.note(note)
}

function recount(counts: Json | undefined, count: (operation: string, times: number) => void): void {
  for (const [operation, times] of isObject(counts) ? Object.entries(counts) : []) if (typeof times === 'number') count(operation, times)
}

function isDiagnostic(value: unknown): value is Diagnostic {
  if (!isObject(value)) return false
  const [level, hint, location] = ['level', 'hint', 'location'].map((name) => own(value, name))
  return (
    ['code', 'message'].every((name) => typeof own(value, name) === 'string') &&
    (level === 'note' || level === 'warning' || level === 'error') &&
    (hint === undefined || typeof hint === 'string') &&
    (location === undefined || (isObject(location) && typeof own(location, 'file') === 'string'))
  )
}

function capturedAt(header: Json, document: LiveDocument): string {
  const schema = own(header, 'schema')
  const time = own(header, 'capturedAt')
  if (schema === captureSchema && typeof time === 'string') return time
  throw new InputError('capture-version', {
    message: `${document.file.path} begins with ${JSON.stringify(schema ?? null).slice(0, 60)}; driftgate reads ${captureSchema}.`,
    hint: 'Write the capture again with this version of driftgate.',
    at: { file: document.file.path, line: 1 },
  })
}

function unfinished(document: LiveDocument, context: LiveContext, counted: boolean): LiveItem {
  const why = counted ? 'holds another number of items than its closing line says' : 'has no closing line: it was cut off'
  const message = `The capture ${document.file.path} ${why}.`
  const hint = 'Fetch or write it again; what it lacks is not known.'
  context.note({ code: 'capture-truncated', level: 'error', message, hint, location: { file: document.file.path } })
  return { is: 'gap', reason: 'truncated', detail: message, remedy: hint }
}

function brokenLine(document: LiveDocument, at: number): InputError {
  return new InputError('capture-item', {
    message: `${document.file.path} has a line that is no capture item: ${at}.`,
    hint: 'The capture was edited or is damaged; write it again.',
    at: { file: document.file.path, line: at },
  })
}

/** Whether a line has what its kind of item needs. */
function isItem(value: unknown): value is LiveItem {
  if (!isObject(value)) return false
  if (value['is'] === 'resource') return isResource(own(value, 'resource'))
  if (value['is'] === 'listed') return typeof own(value, 'kind') === 'string'
  if (value['is'] === 'gone') return typeof own(value, 'kind') === 'string' && isTexts(own(value, 'names'))
  return value['is'] === 'gap' && notCheckedReasons.some((each) => each === own(value, 'reason'))
}

function isResource(value: Json | undefined): boolean {
  return (
    isObject(value) &&
    ['kind', 'physicalId', 'source'].every((name) => typeof own(value, name) === 'string') &&
    isObject(own(value, 'properties')) &&
    isTexts(own(value, 'identities')) &&
    (own(value, 'shape') === 'neutral' || own(value, 'shape') === 'terraform') &&
    (own(value, 'unread') === undefined || isTexts(own(value, 'unread')))
  )
}

function isTexts(value: Json | undefined): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
