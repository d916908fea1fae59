import { InputError } from '../../model/errors.ts'

/** The first line of what the collector writes. */
export const collectedMark = 'driftgate/collected/v1'

/** Bytes of a line: a database that is kept comes in many. */
const longest = 1024 * 1024

/** The lines of a file, each as one character a byte: names of files are bytes. Throws InputError where one is too long. */
export async function* byteLines(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<string> {
  let before = ''
  for await (const chunk of chunks) {
    const lines = `${before}${Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')}`.split('\n')
    before = lines.pop() ?? ''
    if (before.length > longest) {
      throw new InputError('collected-invalid', {
        message: `${file} has a line of more than ${longest} bytes.`,
        hint: 'Give what collect.sh wrote (`driftgate bake --script`).',
        at: { file },
      })
    }
    yield* lines
  }
  if (before !== '') yield before
}
