import { lint, type LintFinding } from '../../baked/lint/lint.ts'
import { lintRules } from '../../baked/lint/rules.ts'
import { checkedHeader } from '../../baked/library.ts'
import { objectIn } from '../../baked/link/facts.ts'
import { readingOf, readRows } from '../../baked/manifest/read.ts'
import { exitOf, failOnLevels } from '../../exit-code.ts'
import { jsonOf } from '../../model/json.ts'
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
  const reading = readingOf(await checkedHeader(header, file))
  const result = await lint(readRows({ path: file, size: 0, named: true }), reading, lintRules(), values.texts('allow'))
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

async function keep(
  file: string,
  header: ReturnType<typeof objectIn>,
  findings: readonly LintFinding[],
  open: () => AsyncIterable<Uint8Array>,
): Promise<string> {
  const written = await replaceHeader(file, { ...header, lint: findings.map((finding) => jsonOf(finding)) }, open)
  return `wrote ${safeText(written.written)}  ${written.digest}`
}
