import { existsSync } from 'node:fs'
import { linked, objectIn, type BuildFacts } from '../../baked/link/facts.ts'
import { imageBuilderFacts } from '../../baked/link/image-builder.ts'
import { packerFacts } from '../../baked/link/packer.ts'
import { checkedHeader } from '../../baked/library.ts'
import { envelopeBeside } from '../../baked/sign/envelope-file.ts'
import { exitCodes } from '../../exit-code.ts'
import { UsageError } from '../../model/errors.ts'
import { counted } from '../../report/words.ts'
import { safeText } from '../../report/safe-text.ts'
import type { Command, Invocation } from '../commands.ts'
import { colorsErrors, problemText } from '../error-text.ts'
import { print } from '../io.ts'
import { jsonFile } from '../json-file.ts'
import { printLines } from '../library.ts'
import { readManifest, replaceHeader } from '../manifest-file.ts'

/** `driftgate bake link FILE`: gives a manifest the ids that its image got. Its digest changes, which is said. */
const command: Command = async (invocation) => {
  const { values, words, io } = invocation
  const [file = ''] = words['manifest'] ?? []
  const facts = factsFrom(invocation)
  const { header, digest, open } = await readManifest(file)
  const now = linked(objectIn(header), facts)
  await checkedHeader(now, file)
  const output = values.text('output') ?? file
  const { written, digest: after } = await replaceHeader(output, now, open)
  for (const note of facts.notes) await print(io.stderr, problemText(note, colorsErrors(io)))
  const ids = counted(facts.subjects.length, 'id')
  const lines =
    after === digest
      ? [`${written}: ${ids}, known already: ${digest}`]
      : [`${written}: ${ids} linked`, `digest before  ${digest}`, `digest now     ${after}`]
  const isSigned = after !== digest && existsSync(envelopeBeside(output))
  await printLines(
    invocation,
    [...lines, ...(isSigned ? [`${envelopeBeside(output)} signs the manifest before: sign it anew`] : [])].map((line) => safeText(line)),
  )
  return exitCodes.clean
}
export default command

function factsFrom({ values }: Pick<Invocation, 'values'>): BuildFacts {
  const [packer, imageBuilder] = [values.text('packer'), values.text('image-builder')]
  if (packer !== undefined && imageBuilder === undefined) return packerFacts(jsonFile(packer), packer, values.text('build'))
  if (imageBuilder !== undefined && packer === undefined) return imageBuilderFacts(jsonFile(imageBuilder), imageBuilder)
  throw new UsageError('link-source', {
    message: packer === undefined ? 'It is not said what built the image.' : 'An image is built by one thing.',
    hint: 'Give --packer packer-manifest.json, or --image-builder with the output of `aws imagebuilder get-image`.',
  })
}
