import type { PolicyBook } from './judge/book.ts'
import { redact } from './judge/redact.ts'
import { withoutSecrets, type Secrets } from './judge/secrets.ts'
import type { UnknownValue } from './model/generated/report.ts'
import type { Comparison, Pair, RawDifference } from './model/pair.ts'
import { resourceOf } from './mutations.ts'

/** The live values of a pair that nobody declared and of which nobody knows whether AWS set them, free of secrets. */
export function unknownsOf(pair: Pair, comparison: Comparison | undefined, policies: PolicyBook, secrets: Secrets): UnknownValue[] {
  const found = comparison?.notCompared.filter(({ reason }) => reason === 'default-unknown') ?? []
  if (found.length === 0) return []
  const resource = resourceOf(pair)
  const patterns = policies.policies.flatMap((policy) => policy.redact)
  const sensitive = pair.declared?.sensitive ?? []
  return found.map(({ path, live = null }) => {
    const raw: RawDifference = { path, change: 'added', leaves: 0, live }
    const clean = redact(withoutSecrets(raw, sensitive, secrets), patterns)
    return { resource, path, value: clean.live ?? null, ...(clean.sensitive === true ? { sensitive: true } : {}) }
  })
}
