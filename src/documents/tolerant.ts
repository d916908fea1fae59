import { InputError } from '../model/errors.ts'
import type { InputFile } from './input-file.ts'
import { parseJson, readJson, readLines, type JsonDocument } from './json-documents.ts'
import { sniff } from './sniff.ts'

/** One document of a file, or what was wrong with it. */
export type DocumentOrError = JsonDocument | { error: InputError; line: number }

/** Every JSON document of a file; a broken line of NDJSON, or a file that breaks off, does not lose the lines beside it. */
export async function* readDocumentsOrErrors(file: InputFile): AsyncGenerator<DocumentOrError> {
  try {
    if (!/\.(ndjson|jsonl)(\.gz)?$/.test(file.path) && !sniff(file).ndjson) {
      yield { value: readJson(file), line: 1 }
      return
    }
    for await (const { text, line } of readLines(file)) yield parsedLine(file, text, line)
  } catch (error) {
    yield { error: inputError(error), line: 1 }
  }
}

function parsedLine(file: InputFile, text: string, line: number): DocumentOrError {
  try {
    return { value: parseJson(text, file.path, line), line }
  } catch (error) {
    return { error: inputError(error), line }
  }
}

function inputError(error: unknown): InputError {
  if (error instanceof InputError) return error
  throw error
}
