import type { Json } from '../model/json.ts'
import type { NotComparedReason } from '../model/pair.ts'

/** Why two scalars that differ say nothing of each other; undefined: they differ. */
export function unknowable(declared: Json, live: Json, aliases: ReadonlyMap<string, string>): NotComparedReason | undefined {
  if (typeof declared !== 'string' || typeof live !== 'string') return undefined
  if (isUnknownAlias(declared, live, aliases)) return 'unresolved'
  if (isMasked(live) && !declared.includes('*')) return 'secret'
  return isSealed(live) && !isSealed(declared) ? 'secret' : undefined
}

/** A secret that the provider reads back: where it carries over what it once wrote, both sides say the same. */
export function isChangedSecret(skip: NotComparedReason, declared: Json | undefined, live: Json | undefined): boolean {
  return skip === 'secret' && declared !== live && [declared, live].every((value) => typeof value === 'string' && value !== '')
}

/** An alias that live does not list, against a key: nobody can say whether it names it. */
function isUnknownAlias(declared: string, live: string, aliases: ReadonlyMap<string, string>): boolean {
  const alias = /(?:^|:)(alias\/\S+)$/.exec(declared)?.[1]
  return (
    alias !== undefined &&
    !aliases.has(alias) &&
    /(?:^arn:[\w-]+:kms:[^:]*:\d*:key\/|^)[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}$/.test(live)
  )
}

/** What a service shows in place of a secret: stars, with the end of it or not, or a word that says so. */
function isMasked(text: string): boolean {
  return /^\*{3,}[\w-]{0,4}$/.test(text) || /^[<[]?(?:redacted|hidden|masked|hidden_due_to_security_reasons|sensitive)[>\]]?$/i.test(text)
}

/** What KMS has encrypted (the head of its blobs, in base64): a secure parameter that was read without decryption. */
function isSealed(text: string): boolean {
  return /^AQ[EI]CAH[A-Za-z0-9+/]{60,}={0,2}$/.test(text)
}
