import { exitCodes } from '../../exit-code.ts'
import { counted } from '../../report/words.ts'
import type { Command } from '../commands.ts'
import { print } from '../io.ts'
import { policyBookFrom } from '../policy-book.ts'

/** `driftgate policies validate PATH...`: everything that is wrong with place and remedy, then 2; else 0. */
const command: Command = async ({ words, io }) => {
  const paths = words['paths'] ?? []
  const book = await policyBookFrom(paths, io)
  const own = book.policies.filter((policy) => policy.origin !== undefined).length
  const changed = book.policies.filter((policy) => policy.settings.length > 0).length
  await print(io.stdout, `valid: ${counted(own, 'policy', 'policies')} of your own, ${counted(changed, 'policy', 'policies')} changed\n`)
  return exitCodes.clean
}
export default command
