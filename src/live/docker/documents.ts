import { containerOf, imageIds } from '../../contents/engine/container.ts'
import { readDocumentsOrErrors } from '../../documents/tolerant.ts'
import type { Contents } from '../../model/content.ts'
import { InputError } from '../../model/errors.ts'
import type { Json } from '../../model/json.ts'
import { textIn } from '../../model/members.ts'
import type { LiveItem } from '../../model/resource.ts'
import { unreadable, type DocumentObserver } from '../index.ts'
import { isImage, resourceOf } from './containers.ts'
import type { EngineContainer } from '../../contents/engine/container.ts'

/**
 * Saved output of `docker inspect`: how containers were started, held against their images. What images say of themselves may
 * stand beside them: then a container is known by its layers, too. Files are in none of it.
 */
const observer: DocumentObserver = {
  async *observe(documents, context) {
    const items: LiveItem[] = []
    const images = new Map<string, Json>()
    const containers: EngineContainer[] = []
    for (const { file } of documents) {
      for await (const each of readDocumentsOrErrors(file)) {
        if ('error' in each) {
          items.push(unreadable(each.error, context))
          continue
        }
        for (const value of Array.isArray(each.value) ? each.value : [each.value]) {
          const container = containerOf(value)
          if (container !== undefined) containers.push(container)
          else if (isImage(value)) images.set(textIn(value, 'Id') ?? '', value)
          else items.push(unreadable(unknownDocument(file.path, each.line), context))
        }
      }
    }
    for (const container of containers) {
      const ids = imageIds(container, images.get(container.image))
      items.push({ is: 'resource', resource: resourceOf(container, ids, inspectedContents(container), 'docker-inspect') })
    }
    yield items
  },
}
export default observer

/** What an engine says of a container without looking into it. */
function inspectedContents({ run, mounts, created }: EngineContainer): Contents {
  return {
    reading: {
      method: 'engine-inspect',
      trust: 'engine',
      depth: 'quick',
      kinds: ['o', 'r'],
      fields: [],
      xattrs: 'none',
      isCtimeStable: false,
      skipped: [],
      at: 'container',
      ...(created === undefined ? {} : { startedAt: created }),
    },
    async *rows() {
      yield [...mounts, ...run]
    },
  }
}

function unknownDocument(file: string, line: number): InputError {
  return new InputError('docker-output-unknown', {
    message: `${file}, line ${line}, is neither a container nor an image as \`docker inspect\` writes it.`,
    hint: 'Save it again: docker inspect NAME > FILE.',
    at: { file, line },
  })
}
