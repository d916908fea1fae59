import { describe, expect, it } from 'vitest'
import observer from '../../../../src/live/aws/observer.ts'
import type { Answer } from '../../../helpers/aws-endpoint.ts'
import { first, serveOrganization } from '../../../helpers/organization.ts'
import { all, context, gaps, listed } from '../../builders.ts'

/** What STS answers first when a role is to be taken on. */
let trouble: Answer[] = []

serveOrganization(
  ({ action }) => {
    if (action === 'AssumeRole') return trouble.shift()
    if (action === 'DescribeVolumes') return { body: '<DescribeVolumesResponse><volumeSet/></DescribeVolumesResponse>' }
    return undefined
  },
  () => undefined,
)

const failure = (code: string) => `<ErrorResponse><Error><Code>${code}</Code><Message>said ${code}</Message></Error></ErrorResponse>`

async function observe() {
  const counted: string[] = []
  const count = (what: string) => (operation: string) => {
    if (operation === 'sts.AssumeRole') counted.push(what)
  }
  const live = context({
    scope: { accounts: [first], kinds: new Set(['AWS::EC2::Volume']) },
    entry: { role: 'audit' },
    called: count('called'),
    throttled: count('throttled'),
    repeated: count('repeated'),
  })
  return { items: await all(observer.observe(undefined, live)), counted }
}

describe('a role is taken on', () => {
  it.each<[string, Answer, string]>([
    ['throttles', { status: 400, body: failure('Throttling') }, 'throttled'],
    ['has no time', { status: 503, body: failure('ServiceUnavailable') }, 'repeated'],
    ['hangs up', { body: '', breaks: 'reset' }, 'repeated'],
  ])('although STS first %s: counted like any other call', async (_what, answer, counter) => {
    trouble = [answer]
    const { items, counted } = await observe()
    expect(listed(items)).toEqual(['AWS::EC2::Volume'])
    expect(counted).toEqual(['called', counter, 'called'])
  })

  it('or it is a gap: after as many tries as there are, and none by the SDK', async () => {
    trouble = Array.from({ length: 9 }, () => ({ status: 500, body: failure('InternalFailure') }))
    const { items, counted } = await observe()
    expect(gaps(items)).toEqual([expect.objectContaining({ account: first, service: 'sts', action: 'sts:AssumeRole' })])
    expect(counted).toEqual(['called', 'repeated', 'called'])
    expect(trouble).toHaveLength(7)
  })
})
