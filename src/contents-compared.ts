import { profileTitles } from './compare/contents/profile.ts'
import { compareContents } from './compare/contents/compare-contents.ts'
import { DriftgateError, codeOf, messageOf } from './model/errors.ts'
import { own, textOf } from './model/json.ts'
import type { Comparison, Pair } from './model/pair.ts'

/**
 * What differs between what was baked and what is there. A side that breaks while it is read costs only this resource: it is
 * not checked, and the reason says so.
 */
export async function withContents(pair: Pair, now: Date): Promise<{ pair: Pair; contents?: Comparison }> {
  const { contents, live, image } = pair
  if (contents === undefined || live === undefined) return { pair }
  const os = textOf(own(own(image?.record?.header, 'os'), 'id'))
  const profile = profileOf(textOf(own(own(image?.record?.header, 'capture'), 'profile')))
  const context = { kind: live.kind, now, ...(os === '' ? {} : { os }), ...(profile === undefined ? {} : { profile }) }
  try {
    return { pair, contents: await compareContents(contents, context) }
  } catch (error) {
    // A fault of our own must not look like one of the document.
    if (!(error instanceof DriftgateError) && codeOf(error) === undefined) throw error
    const { contents: _broken, ...rest } = pair
    const gap = { reason: 'unreadable-document' as const, kind: live.kind, detail: messageOf(error) }
    const remedy = error instanceof DriftgateError ? { remedy: error.hint } : {}
    return { pair: { ...rest, outcome: 'not-checked', reason: gap.reason, gap: { ...gap, ...remedy } } }
  }
}

/** `name@digest`; the name alone decides, and one that is not known decides nothing. */
function profileOf(text: string): string | undefined {
  const [name = ''] = text.split('@')
  return profileTitles().has(name) ? name : undefined
}
