import { billOfMaterials, type BillOfMaterials } from '../../baked/sbom/read.ts'
import { readFileSync } from 'node:fs'
import { bake } from '../../baked/bake.ts'
import type { WrittenManifest } from '../../baked/manifest/write.ts'
import { unpackManifest } from '../../baked/manifest/write.ts'
import { isShown } from '../../baked/shown-texts.ts'
import { isReleaseFile } from '../../baked/operating-system.ts'
import { Skipped } from '../../baked/skipped.ts'
import { openSource } from '../../baked/sources/index.ts'
import { wantedBySemantics } from '../../contents/semantic/index.ts'
import { exitCodes } from '../../exit-code.ts'
import type { ExpectRow } from '../../model/content.ts'
import { safeText } from '../../report/safe-text.ts'
import { counted } from '../../report/words.ts'
import { checkWritable, writeStreamAtomically } from '../atomic-file.ts'
import type { Command } from '../commands.ts'
import { jsonFile } from '../json-file.ts'
import { print, type Io } from '../io.ts'
import { secretKeyVariable } from '../options.ts'
import { timeOf } from '../times.ts'
import { version } from '../version.ts'

/** Skipped entries that are written out; the rest is counted. */
const listed = 20
/** A manifest is no secret: those who check machines read it. */
const readable = 0o644

/** `driftgate bake SOURCE`: what an image contains, written down where nobody on the machine can change it. */
const command: Command = async ({ values, words, io }) => {
  if (values.on('script')) {
    await print(io.stdout, readFileSync(new URL('../../../data/contents/collect.sh', import.meta.url), 'utf8'))
    return exitCodes.clean
  }
  const now = timeOf(values, io)
  const bill = billFrom(values.text('from-sbom'))
  const output = values.text('output')
  if (output !== undefined && output !== '-') checkWritable(output)
  const isQuiet = values.on('quiet')
  const skipped = new Skipped()
  const told: string[] = []
  const source = await openSource(words['source']?.[0] ?? '', {
    env: io.env,
    platform: values.text('platform') ?? `linux/${machine()}`,
    allowHttp: values.on('allow-http'),
    wanted: (path) => isReleaseFile(path) || wantedBySemantics(path) || isShown(path),
    skip: skipped.add,
    say: (text) => void told.push(text),
  })
  if (bill !== undefined)
    told.push(`${bill.format}: ${counted(bill.packages.length, 'package')}, ${counted(bill.unnamed, 'component')} without a purl`)
  if (!isQuiet) for (const text of told) await print(io.stderr, `${safeText(text, 300)}\n`)
  const key = io.env[secretKeyVariable]
  const expectations = await expectationsIn(values.texts('expect'))
  const manifest = await bake(source, {
    at: now(),
    expectations,
    tool: `driftgate ${version()}`,
    skipped,
    ...(key === undefined || key === '' ? {} : { key: Buffer.from(key) }),
    packages: bill?.packages ?? [],
  })
  await write(manifest, output ?? `${fileName(source.name)}.baked.ndjson.gz`, io, isQuiet)
  for (const { path, reason } of skipped.list().slice(0, listed))
    await print(io.stderr, `unread  ${safeText(path, 200)}  ${safeText(reason, 200)}\n`)
  if (skipped.count > listed) await print(io.stderr, `unread  ... ${skipped.count - listed} more; the header lists them\n`)
  return skipped.count > 0 ? exitCodes.incomplete : exitCodes.clean
}
export default command

function billFrom(file: string | undefined): BillOfMaterials | undefined {
  return file === undefined ? undefined : billOfMaterials(jsonFile(file), file)
}

async function expectationsIn(files: readonly string[]): Promise<ExpectRow[]> {
  if (files.length === 0) return []
  const { readExpectations } = await import('../../baked/observe/read-expectations.ts')
  const all = await Promise.all(files.map((file) => readExpectations(file)))
  return all.flat()
}

async function write({ parts, digest, summary, bytes }: WrittenManifest, file: string, io: Io, isQuiet: boolean): Promise<void> {
  if (file === '-') {
    for await (const text of unpackManifest(parts)) await print(io.stdout, text)
    return
  }
  const written = await writeStreamAtomically(file, parts, readable)
  const { files, packages } = summary.counts
  if (!isQuiet)
    await print(io.stderr, `wrote ${written}: ${counted(files, 'file')}, ${counted(packages, 'package')}, ${bytes} bytes, ${digest}\n`)
}

/** The architecture of this machine, as images name it. */
function machine(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch
}

/** A name as a file's: of `shop/web:1.0` `shop-web-1.0`. */
function fileName(name: string): string {
  return (
    name
      .replaceAll(/[^\w.-]+/g, '-')
      .replaceAll(/^[-.]+|-+$/g, '')
      .slice(0, 100) || 'image'
  )
}
