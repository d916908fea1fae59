import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '../model/errors.ts'
import type { PolicyRule } from '../model/generated/policy.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import { byText } from '../model/json.ts'
import { assemble, type Builtin } from './assemble.ts'
import type { PolicyBook } from './book.ts'
import { conditionEngine, conditionsOf, type CompiledModule } from './conditions.ts'
import type { ReadDocument, Validate } from './documents.ts'
import type { Engine } from './expression.ts'

export interface LoadOptions {
  /** False: without the built-in pack. Its controls stay. */
  builtin?: boolean
}

const packaged = new URL('../../', import.meta.url)

/**
 * The built-in pack with the policies and settings of `files`: YAML or JSON files, and folders, which are read with all below
 * them. What is wrong in a file is a diagnostic of level error with its place; the caller must not scan then.
 */
export async function loadPolicies(
  files: readonly string[],
  options: LoadOptions = {},
): Promise<{ book: PolicyBook; diagnostics: Diagnostic[] }> {
  const diagnostics: Diagnostic[] = []
  const texts = files.flatMap((file) => textsOf(file, diagnostics))
  const documents = texts.length === 0 ? [] : await read(texts, diagnostics)
  const builtin: Builtin = JSON.parse(readFileSync(new URL('policies/compiled/builtin.json', packaged), 'utf8'))
  const wanted = options.builtin === false ? { ...builtin, policies: [] } : builtin
  const { book, diagnostics: more } = assemble(wanted, documents, await engineFor(wanted.policies, documents))
  diagnostics.push(...more)
  if (!book.policies.some((policy) => policy.enabled))
    diagnostics.push({
      code: 'policy-none',
      level: 'error',
      message: 'No policy is enabled.',
      hint: 'Enable one, or leave the built-in pack in.',
    })
  return { book, diagnostics }
}

/** CEL costs a start for which every condition is compiled already, as those of the built-in pack are, nothing. */
async function engineFor(rules: readonly PolicyRule[], documents: readonly ReadDocument[]): Promise<Engine> {
  const compiled: { conditions: CompiledModule } = await import(new URL('policies/compiled/conditions.mjs', packaged).href)
  const conditions = conditionsOf(compiled.conditions)
  const written = JSON.stringify(documents.map(({ document }) => document))
  const texts = rules.flatMap(({ when, severityRules }) => [when ?? [], (severityRules ?? []).map((rule) => rule.when)].flat())
  if (!written.includes('"when":') && texts.every((text) => Object.hasOwn(conditions, text))) return conditionEngine(conditions, undefined)
  const { celEngine } = await import('./cel.ts')
  const re2 = written.includes('re2(') ? (await import('re2js')).RE2JS : undefined
  return conditionEngine(conditions, celEngine(re2 === undefined ? undefined : (pattern) => patternOf(re2.compile(pattern))))
}

function patternOf(compiled: { matcher(text: string): { find(): boolean } }): { matches(text: string): boolean } {
  return { matches: (text) => compiled.matcher(text).find() }
}

/** `yaml` and the validator cost a start that has no policy files of its own nothing. */
async function read(texts: readonly { file: string; text: string }[], diagnostics: Diagnostic[]): Promise<ReadDocument[]> {
  const { readDocuments } = await import('./documents.ts')
  const { validate }: { validate: Validate } = await import(new URL('schemas/compiled/policy.mjs', packaged).href)
  return texts.flatMap(({ file, text }) => {
    const { documents, diagnostics: more } = readDocuments(file, text, validate)
    diagnostics.push(...more)
    return documents
  })
}

function textsOf(file: string, diagnostics: Diagnostic[]): { file: string; text: string }[] {
  try {
    if (!statSync(file).isDirectory()) return [{ file, text: readFileSync(file, 'utf8') }]
    const inside = readdirSync(file, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted(byText)
    if (inside.length === 0)
      diagnostics.push({
        code: 'policy-file',
        level: 'error',
        message: `'${file}' has no policy files.`,
        hint: 'Give a folder with *.yaml, *.yml or *.json files.',
        location: { file },
      })
    return inside.map((path) => ({ file: path, text: readFileSync(path, 'utf8') }))
  } catch (error) {
    const code = codeOf(error) ?? 'unknown'
    diagnostics.push({
      code: 'policy-file',
      level: 'error',
      message: `'${file}' cannot be read (${code}).`,
      hint: 'Check the path and who may read it.',
      location: { file },
    })
    return []
  }
}
