import { streamedFile } from '../../documents/content.ts'
import { readHead, type InputFile } from '../../documents/input-file.ts'
import { sniff } from '../../documents/sniff.ts'
import type { Answer } from './transport.ts'
import { emptyState, htmlPage, locked, networkError, statusError } from './http-errors.ts'

/** The state that an answer carries, as a stream. Throws for everything that is no state, with what to do. */
export async function answerDocument(answer: Answer, shown: string, credentials: string): Promise<InputFile> {
  const { status, type, body } = answer
  if (status === 204) throw emptyState(shown)
  if (status !== 200) {
    body.resume()
    throw statusError(status, shown, credentials)
  }
  body.on('timeout', () => body.destroy(new Error('no more bytes in time')))
  return checkedDocument(await streamedFile(shown, explained(answer), true), /\bx?html\b/.test(type))
}

async function* explained({ body, url }: Answer): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of body) yield piece
  } catch (error) {
    throw networkError(error, url)
  }
  if (!body.complete) throw networkError(Object.assign(new Error('cut off'), { code: 'ECONNRESET' }), url)
}

/** What stands where a state should be: nothing, a lock, a page. What is wrong with a state its reader says. */
export function checkedDocument(file: InputFile, saysHtml = false): InputFile {
  const { format, keys } = sniff(file)
  const close = (error: Error): never => {
    file.content?.close()
    throw error
  }
  if (format === 'empty') return close(emptyState(file.path))
  if (saysHtml || /^\s*<(?:!doctype|html|\?xml)/i.test(readHead(file, 200).toString())) return close(htmlPage(file.path))
  if (keys.has('Operation') && keys.has('Who') && keys.has('ID')) return close(locked(file.path))
  return file
}
