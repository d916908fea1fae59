import { exitCodes } from '../../exit-code.ts'
import { testPolicies } from '../../judge/self-test.ts'
import { safeText } from '../../report/safe-text.ts'
import { counted } from '../../report/words.ts'
import type { Command } from '../commands.ts'
import { print } from '../io.ts'
import { policyBookFrom } from '../policy-book.ts'

/** `driftgate policies test [PATH...]`: the tests of all policies, or only of those that the paths bring. Failures end with 1. */
const command: Command = async ({ values, words, io }) => {
  const paths = words['paths'] ?? []
  const book = await policyBookFrom(paths, io)
  const wanted = new Set(book.policies.filter((policy) => paths.length === 0 || policy.origin !== undefined).map(({ id }) => id))
  const results = (await testPolicies(book)).filter(({ policy }) => wanted.has(policy))
  const failures = results.filter(({ ok }) => !ok)
  for (const { policy, test, ok, expected, got } of values.on('verbose') ? results : failures) {
    const what = `${safeText(policy, 80)}  ${safeText(test, 200)}`
    await print(io.stdout, ok ? `ok    ${what}\n` : `FAIL  ${what}: expected ${safeText(expected, 80)}, got ${safeText(got, 300)}\n`)
  }
  await print(io.stdout, `${counted(results.length - failures.length, 'test')} passed, ${failures.length} failed\n`)
  return failures.length === 0 ? exitCodes.clean : exitCodes.findings
}
export default command
