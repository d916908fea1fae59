import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findFiles, readChunks, readText, type InputFile } from '../../src/documents/input-file.ts'
import { parseJson, readJson, readJsonDocuments, readLines } from '../../src/documents/json-documents.ts'
import { readDocumentsOrErrors } from '../../src/documents/tolerant.ts'
import { folderOf } from '../live/builders.ts'

function fileOf(content: string | Buffer, name = 'doc.json'): InputFile {
  const [file] = findFiles(`${folderOf({ [name]: content })}/${name}`)
  if (file === undefined) throw new Error('no file')
  return file
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = []
  for await (const value of values) out.push(value)
  return out
}

/** Handles come and go while they are looked at. */
function targetOf(handle: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${handle}`)
  } catch {
    return ''
  }
}

describe('files', () => {
  it('below a folder come sorted, without those of tools', () => {
    const folder = folderOf({ 'b.json': '{}', 'a.json': '{}', 'B.json': '{}' })
    expect(findFiles(`${folder}/`, 'capture').map(({ path, named, kind }) => [path.slice(folder.length), named, kind])).toEqual([
      ['/B.json', false, 'capture'],
      ['/a.json', false, 'capture'],
      ['/b.json', false, 'capture'],
    ])
  })

  it('that are not there are an error with advice', () => {
    expect(() => findFiles('no/such/thing')).toThrowError(
      expect.objectContaining({ code: 'input-not-found', hint: expect.stringContaining('path') as string }) as Error,
    )
  })

  it('are read the same packed and plain', async () => {
    const text = `{"a":"${'ä'.repeat(1000)}"}`
    expect(readJson(fileOf(gzipSync(text)))).toEqual(readJson(fileOf(text)))
    expect(Buffer.concat(await all(readChunks(fileOf(gzipSync(text)), 7))).toString()).toBe(text)
  })

  it('that are damaged gzip say so, whole or in pieces', async () => {
    const broken = fileOf(gzipSync('x'.repeat(100_000)).subarray(0, 60))
    expect(() => readText(broken)).toThrowError(expect.objectContaining({ code: 'gzip-broken' }) as Error)
    await expect(all(readChunks(broken))).rejects.toMatchObject({ code: 'gzip-broken' })
  })

  it.skipIf(!existsSync('/proc/self/fd'))('are closed when their reader stops early', async () => {
    for (const content of [randomBytes(1_000_000), gzipSync(randomBytes(1_000_000))]) {
      const file = fileOf(content)
      const isOpen = () => readdirSync('/proc/self/fd').some((handle) => targetOf(handle) === file.path)
      const chunks = readChunks(file, 1000)
      await chunks.next()
      expect(isOpen()).toBe(true)
      await chunks.return(undefined)
      await expect.poll(isOpen).toBe(false)
    }
  })

  it('that are too large for one text are refused before they are read', () => {
    expect(() => readText({ ...fileOf('{}'), size: 2 ** 30 })).toThrowError(
      expect.objectContaining({ code: 'document-too-large' }) as Error,
    )
  })
})

describe('a JSON document', () => {
  it('may begin with a byte order mark', () => {
    expect(readJson(fileOf('\uFEFF{"a":1}'))).toEqual({ a: 1 })
  })

  it.each([
    ['{"a":1,\n"b" 2}', 2, 'is no valid JSON'],
    ['{"a":\n', 2, 'ends too early'],
    ['{"a":"x', 1, 'ends too early'],
    ['', 1, 'ends too early'],
  ])('%j that is broken is an error at its line', (text, line, says) => {
    expect(() => parseJson(text, 'a.json')).toThrowError(
      expect.objectContaining({
        code: 'json-broken',
        message: expect.stringContaining(says) as string,
        at: expect.objectContaining({ file: 'a.json', line }) as object,
      }) as Error,
    )
  })

  it('counts its lines from where it begins in the file', () => {
    expect(() => parseJson('{\n!', 'a.ndjson', 10)).toThrowError(
      expect.objectContaining({ at: { file: 'a.ndjson', line: 11, column: 1 } }) as Error,
    )
  })
})

describe('lines', () => {
  it('end in either way, may be blank, and have the number that an editor shows', async () => {
    expect(await all(readLines(fileOf('\uFEFF{"a":1}\r\n\r\n  \n{"b":2}\n{"c":3}')))).toEqual([
      { text: '{"a":1}', line: 1 },
      { text: '{"b":2}', line: 4 },
      { text: '{"c":3}', line: 5 },
    ])
  })

  it('are never cut inside a character, however long they are', async () => {
    const long = '😀ä'.repeat(400_000)
    expect((await all(readLines(fileOf(`x\n${long}\ny`)))).map(({ text }) => text)).toEqual(['x', long, 'y'])
  })

  it('give back the documents that were written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 2, maxLength: 6 }),
        fc.constantFrom('\n', '\r\n'),
        async (documents, end) => {
          const texts = documents.map((document) => JSON.stringify(document))
          const read = await all(readJsonDocuments(fileOf(texts.join(end), 'doc.ndjson')))
          expect(read.map(({ value }) => JSON.stringify(value))).toEqual(texts.map((text) => JSON.stringify(JSON.parse(text))))
          expect(read.map(({ line }) => line)).toEqual(texts.map((_, at) => at + 1))
        },
      ),
      { numRuns: 30 },
    )
  })

  it('are recognised by content too, and one document over many lines is one', async () => {
    expect(await all(readJsonDocuments(fileOf('{"a":1}\n{"b":2}\n')))).toHaveLength(2)
    expect(await all(readJsonDocuments(fileOf('{\n"a":1\n}\n')))).toEqual([{ value: { a: 1 }, line: 1 }])
  })

  it('that are broken stop a strict reader and cost a tolerant one nothing else', async () => {
    const file = fileOf('{"a":1}\n{broken\n{"c":3}\n', 'x.ndjson')
    await expect(all(readJsonDocuments(file))).rejects.toMatchObject({ code: 'json-broken', at: { line: 2 } })
    const read = await all(readDocumentsOrErrors(file))
    expect(read.map((one) => ('error' in one ? one.error.code : one.value))).toEqual([{ a: 1 }, 'json-broken', { c: 3 }])
  })
})
