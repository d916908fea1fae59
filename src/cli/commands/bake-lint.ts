import { lint, type LintFinding } from '../../baked/lint/lint.ts'
import { lintRules } from '../../baked/lint/rules.ts'
import { checkedHeader } from '../../baked/library.ts'
import { objectIn } from '../../baked/link/facts.ts'
import { rowsIn } from '../../baked/manifest-rows.ts'
import { exitOf, failOnLevels } from '../../exit-code.ts'
import { rowKinds } from '../../model/content.ts'
import { jsonOf, own, textOf, type Json } from '../../model/json.ts'
import { counted } from '../../report/words.ts'
import { safeText } from '../../report/safe-text.ts'
import type { Command } from '../commands.ts'
import { printLines, wantsJson } from '../library.ts'
import { readManifest, replaceHeader } from '../manifest-file.ts'

/** `driftgate bake lint FILE`: what should not be in the image; 1 where something is at or above --fail-on. -o writes it into the header. */
const command: Command = async (invocation) => {
  const { values, words } = invocation
  const [file = ''] = words['manifest'] ?? []
  const json = wantsJson(invocation)
  const { header, open } = await readManifest(file)
  await checkedHeader(header, file)
  const reading = readingOf(own(header, 'capture'))
  const result = await lint(rowsIn(open(), file), reading, lintRules(), values.texts('allow'))
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 }
  for (const { severity } of result.findings) counts[severity] += 1
  const { code, reason } = exitOf(counts, true, values.choice('fail-on', failOnLevels))
  const output = values.text('output')
  const kept = output === undefined ? [] : [await keep(output, objectIn(header), result.findings, open)]
  if (json) await printLines(invocation, [JSON.stringify(result, undefined, 2)])
  else {
    await printLines(invocation, [
      ...result.findings.flatMap(({ rule, severity, message, fix }) => [
        `${severity.padEnd(8)}  ${rule}  ${safeText(message)}`,
        `          ${safeText(fix)}`,
      ]),
      ...(result.more === 0 ? [] : [`          and ${counted(result.more, 'more finding')}`]),
      ...result.unapplied.map((each) => `not said  ${each.rule}  ${safeText(each.reason)}`),
      ...kept,
      `${counted(result.findings.length + result.more, 'finding')}: ${reason}`,
    ])
  }
  return code
}
export default command

/** How the rows were read. What a header does not say was read. */
function readingOf(capture: Json | undefined): Parameters<typeof lint>[1] {
  const kinds = own(capture, 'kinds')
  const fields = own(capture, 'fields')
  const xattrs = textOf(own(capture, 'xattrs'))
  return {
    kinds: Array.isArray(kinds) ? rowKinds.filter((kind) => kinds.includes(kind)) : rowKinds,
    fields: Array.isArray(fields) ? fields.map(textOf) : ['m', 's'],
    xattrs: xattrs === 'all' || xattrs === 'caps' ? xattrs : 'none',
  }
}

async function keep(
  file: string,
  header: ReturnType<typeof objectIn>,
  findings: readonly LintFinding[],
  open: () => AsyncIterable<Uint8Array>,
): Promise<string> {
  const written = await replaceHeader(file, { ...header, lint: findings.map((finding) => jsonOf(finding)) }, open)
  return `wrote ${safeText(written.written)}  ${written.digest}`
}
