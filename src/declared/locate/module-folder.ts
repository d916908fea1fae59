import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { byText } from '../../model/json.ts'
import { quotedAt } from './hcl-text.ts'
import { type HclAttribute, type HclBlock, type HclBody, scanHcl } from './hcl-scanner.ts'
import { LineIndex, type Position, type Range, withoutMark } from './line-index.ts'
import { realPath } from './shown-path.ts'
import { scanTerraformJson } from './tf-json.ts'

/** One configuration file and its structure. */
export class SourceFile {
  /** Absolute, links resolved. */
  readonly path: string
  readonly text: string
  readonly body: HclBody
  readonly #isJson: boolean
  #lines: LineIndex | undefined

  constructor(path: string, text: string, isJson: boolean) {
    this.path = path
    this.text = withoutMark(text)
    this.#isJson = isJson
    this.body = isJson ? scanTerraformJson(this.text) : scanHcl(this.text)
  }

  position(range: Range): Position {
    this.#lines ??= new LineIndex(this.text)
    return this.#lines.position(range)
  }

  /** The expression of an attribute: in JSON it stands in a string. */
  expression(attribute: HclAttribute): string {
    const text = this.text.slice(attribute.valueRange.start, attribute.valueRange.end)
    return this.#isJson ? (quotedAt(text, 0, true)?.value ?? text) : text
  }

  /** The value of an attribute that is one quoted text without templates. */
  literal(attribute: HclAttribute): string | undefined {
    const text = this.text.slice(attribute.valueRange.start, attribute.valueRange.end)
    const quoted = quotedAt(text, 0)
    return quoted?.end === text.length ? quoted.value : undefined
  }
}

/** A block in its file. */
export interface PlacedBlock {
  file: SourceFile
  block: HclBlock
}

/** All files of one folder, as Terraform reads them: one module. */
export interface ModuleFolder {
  folder: string
  /** By name, overrides last. */
  files: readonly SourceFile[]
  /** `resource.TYPE.NAME`, `data.TYPE.NAME`, `module.NAME`: the block and then those that override it, the strongest last. */
  blocks: ReadonlyMap<string, readonly PlacedBlock[]>
}

const configuration = /\.(?:tf|tofu)(?:\.json)?$/
const override = /(?:^|_)override\.(?:tf|tofu)(?:\.json)?$/

/** Whether OpenTofu or Terraform would read a file of this name. */
export function isConfiguration(name: string): boolean {
  return configuration.test(name) && !name.startsWith('.')
}

/** Reads a module. A file that cannot be read declares nothing here. */
export function readModuleFolder(folder: string): ModuleFolder {
  const files = filesOf(folder).flatMap((name) => sourceFile(join(folder, name)) ?? [])
  const blocks = new Map<string, PlacedBlock[]>()
  for (const file of files) {
    for (const block of file.body.blocks) {
      const key = [block.type, ...block.labels].join('.')
      const same = blocks.get(key)
      if (same === undefined) blocks.set(key, [{ file, block }])
      else same.push({ file, block })
    }
  }
  return { folder, files, blocks }
}

/** `x.tofu` stands in for `x.tf`; files merge in order of their names, overrides after all others. */
function filesOf(folder: string): string[] {
  let names: string[]
  try {
    names = readdirSync(folder).filter(isConfiguration)
  } catch {
    return []
  }
  const all = new Set(names)
  return names
    .filter((name) => !all.has(name.replace(/\.tf(\.json)?$/, '.tofu$1')) || /\.tofu(\.json)?$/.test(name))
    .toSorted((a, b) => Number(override.test(a)) - Number(override.test(b)) || byText(a, b))
}

function sourceFile(path: string): SourceFile | undefined {
  try {
    // A pipe or a device may carry the name of a configuration; reading it could wait for ever.
    if (!statSync(path).isFile()) return undefined
    return new SourceFile(realPath(path) ?? path, readFileSync(path, 'utf8'), path.endsWith('.json'))
  } catch {
    return undefined
  }
}
