import { exitCodes } from '../../exit-code.ts'
import { explainPolicy } from '../../judge/explain.ts'
import { UsageError } from '../../model/errors.ts'
import type { Command } from '../commands.ts'
import { print } from '../io.ts'
import { nearest } from '../nearest.ts'
import { policyBookFrom } from '../policy-book.ts'
import { policyText } from '../policy-text.ts'

/** `driftgate policies show ID`: by id, name or former name. */
const command: Command = async ({ values, words, io }) => {
  const book = await policyBookFrom(values.texts('policies'), io)
  const [name = ''] = words['policy'] ?? []
  const explanation = explainPolicy(book, name)
  if (explanation === undefined) {
    const meant = nearest(
      name,
      book.policies.flatMap((policy) => [policy.id, policy.name]),
    )
    throw new UsageError('policy-unknown', {
      message: `There is no policy ${JSON.stringify(name)}.`,
      hint: meant === undefined ? '`driftgate policies list` lists them.' : `Did you mean ${meant}?`,
    })
  }
  await print(io.stdout, policyText(explanation))
  return exitCodes.clean
}
export default command
