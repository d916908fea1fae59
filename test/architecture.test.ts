import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { folderOf, importsOf, touching, violations, type FileException, type FolderRule, type SourceFile } from './helpers/architecture.ts'

const root = new URL('../src/', import.meta.url)
const files: SourceFile[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .toSorted()
  .map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }))

const digest = /^node:crypto$/
const reading = /^node:(?:fs|path)$/

/** May import: DESIGN's table. `''` is the root of src/. */
const rules: Record<string, FolderRule> = {
  model: { folders: [], packages: [digest] },
  mapping: { folders: ['model'], packages: [] },
  documents: { folders: ['model', 'mapping'], packages: [reading, /^node:(?:stream|zlib)$/] },
  contents: {
    folders: ['model'],
    packages: [digest, reading, /^node:(?:stream|zlib|worker_threads|os|url|buffer|module)$/, /^fzstd$/, /^@napi-rs\/xattr$/],
  },
  declared: { folders: ['model', 'mapping', 'documents'], packages: [reading, /^node:module$/, /^yaml$/, /^jsonc-parser$/] },
  baked: {
    folders: ['model', 'mapping', 'documents', 'contents'],
    packages: [digest, reading, /^node:(?:stream|zlib|timers\/promises)$/],
  },
  live: { folders: ['model', 'mapping', 'documents', 'contents'], packages: [reading] },
  match: { folders: ['model', 'mapping'], packages: [] },
  compare: { folders: ['model', 'mapping'], packages: [digest] },
  prove: { folders: ['model', 'mapping', 'compare', 'match', 'judge', ''], packages: [] },
  plan: { folders: ['model', 'mapping'], packages: [digest] },
  judge: { folders: ['model'], packages: [digest, /^ajv$/, /^yaml$/, /^re2js$/, /^@marcbachmann\/cel-js$/] },
  report: { folders: ['model'], packages: [digest, /^node:module$/, /^cli-table3$/, /^sarif$/] },
  cli: { folders: 'any', packages: [/^node:/, /^ajv$/, /^yaml$/, /^yargs(?:-parser|\/|$)/] },
  again: { folders: 'any', packages: [] },
  '': { folders: 'any', packages: [] },
}

const exceptions: FileException[] = [
  { path: 'mapping/data.ts', imports: 'node:fs', because: 'Reads the data tables that the package ships, a table when it is asked for.' },
  {
    path: 'compare/yaml-text.ts',
    imports: 'node:module',
    because: 'Loads the parser when the first document in YAML stands against an object.',
  },
  { path: 'compare/yaml-text.ts', imports: 'yaml', because: 'Parses such a document: text in, value out.' },
  { path: 'mapping/api.ts', imports: 'node:fs', because: 'Lists the services for which the package ships a table.' },
  { path: 'baked/sources/web/ask.ts', imports: 'node:http', because: 'Asks engines and, on this machine, registries without TLS.' },
  { path: 'baked/sources/web/ask.ts', imports: 'node:https', because: 'Asks registries.' },
  { path: 'baked/sources/web/credentials.ts', imports: 'node:child_process', because: 'Only helpers know what they store.' },
  { path: 'declared/sources/transport.ts', imports: 'node:http', because: 'Fetches states, from this machine without TLS.' },
  { path: 'declared/sources/transport.ts', imports: 'node:https', because: 'Fetches states.' },
  { path: 'declared/sources/transport.ts', imports: 'node:timers/promises', because: 'Waits before it asks a busy server again.' },
  { path: 'declared/sources/cloud-token.ts', imports: 'node:os', because: 'Terraform keeps tokens in the home folder.' },
  { path: 'declared/sources/state-pull.ts', imports: 'node:child_process', because: 'Only the binary knows every backend.' },
  { path: 'baked/observe/at-start.ts', imports: 'node:http', because: 'Types of what an engine answers.' },
  { path: 'contents/engine/ask.ts', imports: 'node:http', because: 'Asks an engine, over a socket of this machine or plain TCP.' },
  { path: 'contents/engine/ask.ts', imports: 'node:https', because: 'Asks an engine over TLS.' },
  { path: 'contents/engine/engine.ts', imports: 'node:http', because: 'Types of what an engine answers.' },
  { path: 'contents/engine/endpoint.ts', imports: 'node:https', because: 'Types of a connection.' },
  { path: 'ignore-rules.ts', imports: 'ignore', because: 'Matches paths as git does.' },
  { path: 'live/machine/host.ts', imports: 'node:os', because: 'A host is called by its name.' },
  { path: 'baked/sources/host.ts', imports: 'node:os', because: 'A host is called by its name.' },
  { path: 'judge/cel.ts', imports: 'node:fs', because: 'Reads the variables and functions of conditions that the package ships.' },
  { path: 'judge/load.ts', imports: 'node:fs', because: 'Reads the policies that the package ships and those of the user.' },
  { path: 'judge/load.ts', imports: 'node:path', because: 'Names the policy files below a folder.' },
]

const sdk: FolderRule['packages'] = [/^@aws-sdk\//]

/** Of live, only aws/ may import cloud SDKs. */
function withSdk(file: SourceFile): SourceFile {
  return file.path.startsWith('live/aws/')
    ? {
        ...file,
        text: importsOf(file)
          .filter((name) => !sdk.some((pattern) => pattern.test(name)))
          .map((name) => `import '${name}'`)
          .join('\n'),
      }
    : file
}

describe('the folders of src', () => {
  it('each have a rule, and no rule is for a folder that is gone', () => {
    expect([...new Set(files.map(({ path }) => folderOf(path)))].toSorted()).toEqual(Object.keys(rules).toSorted())
  })

  it('import only what they may', () => {
    expect(violations(files.map(withSdk), rules, exceptions)).toEqual([])
  })

  it('need every exception that they have', () => {
    const unused = exceptions.filter(({ path, imports }) => !files.some((file) => file.path === path && importsOf(file).includes(imports)))
    expect(unused).toEqual([])
  })

  it('touch the world only where sides are read, and on the command line', () => {
    const may = new Set(['documents', 'contents', 'declared', 'baked', 'live', 'cli'])
    const wrong = files
      .filter((file) => !may.has(folderOf(file.path)) && importsOf(file).some((name) => touching.test(name)))
      .map(({ path }) => path)
    expect(wrong.filter((path) => !exceptions.some((exception) => exception.path === path))).toEqual([])
  })

  it('ask the process and the clock only on the command line; a reader may take the working folder, the region, credentials and the engine', () => {
    const uses = (pattern: RegExp): string[] =>
      files.filter(({ path, text }) => folderOf(path) !== 'cli' && pattern.test(withoutComments(text))).map(({ path }) => path)
    expect(uses(/\bprocess\.(?!cwd\(\)|env\b|getBuiltinModule\b)/)).toEqual([])
    expect(
      uses(/\bprocess\.(?:cwd\(\)|env\b)/).filter((path) => !/^(?:declared\/(?:locate|sources)|live\/(?:aws|docker))\//.test(path)),
    ).toEqual([])
    expect(uses(/\bMath\.random\(|\bDate\.now\(|\bnew Date\(\)/).filter((path) => !path.startsWith('live/aws/'))).toEqual([])
    expect(uses(/\.localeCompare\(|\btoLocale\w*\(/)).toEqual([])
  })
})

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(?<!:)\/\/.*$/gm, '')
}

describe('the checker', () => {
  const planted = (path: string, text: string): string[] => violations([{ path, text }], rules, exceptions)

  it.each([
    ['model/json.ts', "import { x } from '../compare/compare.ts'", '../compare/compare.ts'],
    ['compare/compare.ts', "import type { LiveIndex } from '../match/live-index.ts'", '../match/live-index.ts'],
    ['compare/rules/aws-rules.ts', "const { x } = await import('../../judge/judge.ts')", '../../judge/judge.ts'],
    ['match/match.ts', "export { scan } from '../scan.ts'", '../scan.ts'],
    ['report/json.ts', 'import "../plan/rebuild.ts"', '../plan/rebuild.ts'],
    ['live/terraform.ts', "import { EC2Client } from '@aws-sdk/client-ec2'", '@aws-sdk/client-ec2'],
    ['plan/order.ts', "import { readFileSync } from 'node:fs'", 'node:fs'],
    ['judge/judge.ts', "import { readFileSync } from 'node:fs'", 'node:fs'],
    ['newcomer/thing.ts', "import { byText } from '../model/json.ts'", '../model/json.ts'],
  ])('catches %s with %s', (path, text, imported) => {
    expect(planted(path, text)).toEqual([`${path} imports ${imported}`])
  })

  it('lets pass what may be', () => {
    expect(planted('compare/compare.ts', "import { byText } from '../model/json.ts'\nimport { x } from './rules/index.ts'")).toEqual([])
    expect(planted('judge/load.ts', "import { readFileSync } from 'node:fs'")).toEqual([])
  })
})
