import type { NotCheckedReason } from '../../../model/resource.ts'
import type { CallFailure } from './call.ts'

/** What AWS says of who refused, and what helps then. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const refusals: readonly [said: RegExp, remedy: (action: string) => string][] = [
  [/service control polic/i, (action) => organisation('service', action)],
  [/resource control polic/i, (action) => organisation('resource', action)],
  [/permissions boundar/i, (action) => `Allow ${action} in the permissions boundary of the identity that scans, too.`],
  [/session polic/i, (action) => `Allow ${action} in the session policy with which the role was taken on, too.`],
  [/endpoint polic/i, (action) => `Allow ${action} in the policy of the VPC endpoint that the call goes through, or call from elsewhere.`],
  [
    /explicit deny/i,
    (action) => `A policy denies ${action} to the identity that scans: except the identity there; to allow it elsewhere is no help.`,
  ],
]

const remedies: Partial<Record<NotCheckedReason, (action: string) => string>> = {
  'access-denied': (action) => `Allow ${action} to the identity that scans.`,
  throttled: () => 'Scan again later, or fewer kinds at a time.',
  truncated: () => 'Save the whole list: let the CLI read all pages.',
  'region-off': () => 'Enable the region for the account, or leave it out of --region.',
  interrupted: () => 'Scan again, and let it end.',
  'read-failed': () => 'Scan again; the detail is what AWS said, or the network.',
}

/** What to do about a failed call. */
export function remedyFor({ reason, details }: CallFailure, action: string): string | undefined {
  if (details.remedy !== undefined) return details.remedy
  const refused = reason === 'access-denied' ? refusals.find(([said]) => said.test(details.detail ?? '')) : undefined
  if (refused !== undefined) return refused[1](action)
  return isReason(reason) ? remedies[reason]?.(action) : undefined
}

function isReason(reason: CallFailure['reason']): reason is NotCheckedReason {
  return reason !== 'absent' && reason !== 'not-recorded' && reason !== 'partial'
}

function organisation(what: string, action: string): string {
  return `A ${what} control policy of the organisation denies ${action}: whoever manages it can except the identity that scans; no policy of the account can.`
}
