import { expect, it } from 'vitest'
import { loadPolicies } from '../../src/judge/load.ts'
import { referenceText } from './reference.ts'

it('docs/reference.md says what the program does: `npm test -- -u test/cli/reference.test.ts` writes it anew', async () => {
  const { book } = await loadPolicies([])
  await expect(referenceText(book)).toMatchFileSnapshot('../../docs/reference.md')
})
