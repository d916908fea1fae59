import { readDocumentsOrErrors } from '../../../documents/tolerant.ts'
import { InputError } from '../../../model/errors.ts'
import { isObject, own, type Json, type JsonObject } from '../../../model/json.ts'
import { namesOf, type LiveItem } from '../../../model/resource.ts'
import { unreadable, type DocumentObserver, type LiveContext, type LiveDocument } from '../../index.ts'
import { describedResource, isGone } from './item.ts'

const batchSize = 512

/**
 * Saved `aws cloudcontrol get-resource` and `list-resources` output, also many documents as NDJSON. A get proves nothing of
 * other resources, and of one that it shows as terminated that it is gone; a list without NextToken is all of its kind, with properties that may be a summary.
 */
const observer: DocumentObserver = {
  async *observe(documents, context) {
    for (const document of documents) yield* read(document, context)
  },
}
export default observer

async function* read(document: LiveDocument, context: LiveContext): AsyncGenerator<LiveItem[]> {
  let items: LiveItem[] = []
  for await (const each of readDocumentsOrErrors(document.file)) {
    if ('error' in each) items.push(unreadable(each.error, context))
    else for (const value of Array.isArray(each.value) ? each.value : [each.value]) addDocument(value, items, document, each.line, context)
    if (items.length >= batchSize) {
      yield items
      items = []
    }
  }
  if (items.length > 0) yield items
}

function addDocument(value: Json, items: LiveItem[], document: LiveDocument, line: number, context: LiveContext): void {
  const kind = own(value, 'TypeName')
  const one = own(value, 'ResourceDescription')
  const many = own(value, 'ResourceDescriptions')
  const place = {
    ...(context.account === undefined ? {} : { account: context.account }),
    ...(context.region === undefined ? {} : { region: context.region }),
  }
  if (typeof kind !== 'string' || !(isObject(one) || Array.isArray(many))) {
    items.push(unreadable(broken(document, line, 'names no TypeName and no resource'), context))
    return
  }
  if (isObject(one)) items.push(orGone(kind, describe(kind, one, place, false, document, line, context), place))
  if (!Array.isArray(many)) return
  for (const each of many) items.push(orGone(kind, describe(kind, isObject(each) ? each : {}, place, true, document, line, context), place))
  const token = own(value, 'NextToken')
  if (typeof token === 'string' && token !== '') {
    const detail = `${document.file.path} ends with a token for the next page.`
    items.push({ is: 'gap', kind, ...place, reason: 'truncated', detail, remedy: 'Save the whole list: let the CLI read all pages.' })
  } else items.push({ is: 'listed', kind, ...place })
}

/** What is shown for a while after it was deleted is not there, by any of its names. */
function orGone(kind: string, item: LiveItem, place: Place): LiveItem {
  if (item.is !== 'resource' || !isGone(kind, item.resource.properties)) return item
  return { is: 'gone', kind, names: namesOf(item.resource), ...place }
}

function describe(
  kind: string,
  one: JsonObject,
  place: Place,
  summary: boolean,
  document: LiveDocument,
  line: number,
  context: LiveContext,
): LiveItem {
  const resource = describedResource(kind, one, place, { summary, at: { path: document.file.path, line } })
  return typeof resource === 'string' ? unreadable(broken(document, line, resource), context) : { is: 'resource', resource }
}

type Place = { account?: string; region?: string }

function broken(document: LiveDocument, line: number, what: string): InputError {
  return new InputError('cloudcontrol-document', {
    message: `${document.file.path}, line ${line}, ${what}.`,
    hint: 'Save it again with `aws cloudcontrol get-resource` or `list-resources`, output as JSON.',
    at: { file: document.file.path, line },
  })
}
