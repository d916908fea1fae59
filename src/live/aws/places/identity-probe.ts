import { DriftgateError, messageOf } from '../../../model/errors.ts'
import type { LiveContext, ProbeLine } from '../../index.ts'
import { Connection } from './connection.ts'
import { accessError } from '../calls/sdk-errors.ts'
import { causeOf, firstRegion } from './whereabouts.ts'

/** Who the credentials are in each account and where their calls go, for `doctor`. */
export async function identityProbe(context: LiveContext): Promise<ProbeLine[]> {
  const connection = new Connection(context)
  try {
    const accounts = await connection.accounts()
    return [
      ...accounts.flatMap(({ account = 'unknown', name, arn = 'unknown', regions }) => [
        { name: 'identity', ok: true, detail: `${arn} in account ${account}${name === undefined ? '' : ` (${name})`}` },
        { name: 'region', ok: true, detail: regions.map(({ region }) => region ?? 'none').join(', ') || 'none: only what is global' },
      ]),
      ...connection.gaps.map(({ account, region, detail, remedy, reason }) => ({
        name: 'account',
        ok: false,
        detail: [account, region, reason, detail].filter((part) => part !== undefined).join('  '),
        ...(remedy === undefined ? {} : { hint: remedy }),
      })),
    ]
  } catch (error) {
    const known = error instanceof DriftgateError ? error : accessError(causeOf(error), firstRegion(context))
    return [{ name: 'identity', ok: false, detail: messageOf(known ?? error), ...(known === undefined ? {} : { hint: known.hint }) }]
  }
}
