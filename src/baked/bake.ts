import { semanticKinds, semanticRows } from '../contents/semantic/index.ts'
import { ownedFiles } from '../contents/semantic/owned-files.ts'
import { ownersOf, type Owner } from '../contents/semantic/owners.ts'
import type { SemanticContext } from '../contents/tree.ts'
import { compareRows, rowKinds, type ContentRow, type ExpectRow, type FileRow, type PackageRow } from '../model/content.ts'
import type { ImageManifest } from '../model/generated/image-manifest.ts'
import { writeManifest, type WrittenManifest } from './manifest/write.ts'
import { operatingSystem } from './operating-system.ts'
import { withTexts } from './shown-texts.ts'
import type { Skipped } from './skipped.ts'
import type { OpenedSource } from './sources/source.ts'

export interface BakeOptions {
  /** When it is baked, and with what. */
  at: Date
  tool: string
  /** Grows while it is baked, and ends in the header. */
  skipped: Skipped
  /** With which password fields are digested. */
  key?: Uint8Array
  /** Packages that a bill of materials names; what the databases of the image say of one comes first. */
  packages?: readonly PackageRow[]
  /** What may change in what is made from the image, beyond what may everywhere. */
  expectations?: readonly ExpectRow[]
  /** Which files are part of the content root. Default: all. */
  isStrict?(this: void, row: FileRow): boolean
}

/** Labels of an image are text of its builder: beyond this they are left out, and said. Characters. */
const labelLimit = 16_000

/** Writes down what a source contains: databases first, files last, and before them a header of what they add up to. */
export async function bake(source: OpenedSource, options: BakeOptions): Promise<WrittenManifest> {
  const { skipped, key, isStrict, packages = [] } = options
  const context: SemanticContext = { skip: skipped.add, ...(key === undefined || source.withoutPasswords === true ? {} : { key }) }
  const os = await operatingSystem(source.tree, source.arch)
  const all = [...(options.expectations ?? []), ...source.rows, ...(await semanticRows(source.tree, context)), ...packages]
  const said = all.toSorted(compareRows)
  const rows = said.filter((row, at) => at === 0 || compareRows(said[at - 1] ?? row, row) !== 0)
  const run = shortened(source.run, skipped)
  const kinds = new Set([...semanticKinds, ...(source.kinds ?? []), ...source.rows.map(({ k }) => k), 'f'])
  return writeManifest(
    allRows(rows, source, await ownersOf(source.tree, context)),
    ({ contentRoot, counts }) => ({
      schema: 'driftgate/baked-image/v1',
      name: source.name,
      subjects: subjectsOf(source, contentRoot),
      rootfsId: source.rootfsId ?? contentRoot,
      contentRoot,
      ...(source.parents.length === 0 ? {} : { parents: [...source.parents] }),
      ...(source.build === undefined || Object.keys(source.build).length === 0 ? {} : { build: source.build }),
      os,
      capture: {
        ...source.capture,
        at: options.at.toISOString(),
        tool: options.tool,
        hashAlg: 'sha256',
        kinds: rowKinds.filter((kind) => kinds.has(kind)),
        ...(skipped.count === 0 ? {} : { skipped: skipped.list() }),
      },
      ...(run === undefined ? {} : { run }),
      counts,
    }),
    isStrict,
  )
}

/** What has no other name is called by what it contains. */
function subjectsOf({ subjects }: OpenedSource, contentRoot: string): ImageManifest['subjects'] {
  const [first, ...others] = subjects
  return first === undefined ? [{ kind: 'rootfs', id: contentRoot }] : [first, ...others]
}

async function* allRows(
  rows: readonly ContentRow[],
  source: OpenedSource,
  owners: ReadonlyMap<string, Owner>,
): AsyncGenerator<readonly ContentRow[]> {
  if (rows.length > 0) yield rows
  yield* withTexts(ownedFiles(source.files(), owners), source.tree)
}

function shortened(run: ImageManifest['run'], skipped: Skipped): ImageManifest['run'] {
  const { labels = {}, ...others } = run ?? {}
  const length = Object.entries(labels).reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  if (length <= labelLimit) return run
  skipped.add('/', 'labels-too-long')
  return others
}
