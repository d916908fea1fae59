/** The forms in which AWS shows a declared text: texts, or patterns of the whole of it. */
export type Spellings = (declared: string | number) => (string | RegExp)[]

type Form = (declared: string) => string | RegExp | undefined

/**
 * What the registry's own normalisation of a property says (`propertyTransform`, JSONata with an `$OR`), for the forms that
 * depend on the declared value alone: joined with fixed parts, cut at a separator, replaced, multiplied. Other expressions
 * give undefined, and so does one that any value satisfies.
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
 */
export function spellingsOf(expression: string): Spellings | undefined {
  const forms = expression.split(/\s+\$OR\s+/).flatMap((alternative) => formOf(alternative.trim()) ?? [])
  if (forms.length === 0) return undefined
  return (declared) => forms.flatMap((form) => form(String(declared)) ?? [])
}

const property = String.raw`(?:\$string\()?[A-Za-z]\w*(?:\.\w+)*\)?`
const quoted = String.raw`"(?:[^"\\]|\\.)*"|'[^']*'`

function formOf(text: string): Form | undefined {
  return joined(text) ?? cut(text) ?? replaced(text) ?? prefixed(text) ?? multiplied(text)
}

/** `$join(["arn:...:key\/", KmsKeyId])`: the fixed parts are patterns. */
function joined(text: string): Form | undefined {
  const list = new RegExp(String.raw`^\$join\(\[((?:${quoted}|${property}|[,\s])+)\]\)$`).exec(text)?.[1]
  if (list === undefined) return undefined
  const parts = list.match(new RegExp(`${quoted}|${property}`, 'g')) ?? []
  const fixed = parts.map((part) => (/^["']/.test(part) ? unquoted(part) : undefined))
  // Nothing fixed, nothing declared, or anything at all before it: says nothing.
  if (!fixed.includes(undefined) || fixed.every((part) => part === undefined) || fixed[0] === '.*') return undefined
  return (declared) => pattern(fixed.map((part) => (part === undefined ? escaped(declared) : fixedPattern(part))).join(''))
}

/** `.*` behind a version: more of it, not another number. */
function fixedPattern(part: string): string {
  if (part === '.*') return '(?:[^0-9A-Za-z].*)?'
  return /[*+[(]/.test(part) ? part.replace(/^\^|\$$/g, '') : escaped(part.replace(/^\^|\$$/g, ''))
}

function cut(text: string): Form | undefined {
  const [, separator = '', at = ''] =
    new RegExp(String.raw`^\$split\(${property},\s*(${quoted})\)\[(-?\d+)\]$`).exec(text) ??
    new RegExp(String.raw`^\$substringAfter\(${property},\s*(${quoted})()\)$`).exec(text) ??
    []
  if (separator === '') return undefined
  const mark = unquoted(separator)
  if (at === '') return (declared) => declared.slice(declared.indexOf(mark) + 1)
  return (declared) => declared.split(mark).at(Number(at))
}

function replaced(text: string): Form | undefined {
  const [, from, to] = new RegExp(String.raw`^\$replace\(${property},\s*(${quoted}),\s*(${quoted})\)$`).exec(text) ?? []
  if (from === undefined || to === undefined) return undefined
  return (declared) => declared.replaceAll(unquoted(from), unquoted(to))
}

/** `'custom:' & '' & Name`. */
function prefixed(text: string): Form | undefined {
  const [, prefix] = new RegExp(String.raw`^(${quoted})\s*&(?:\s*''\s*&)?\s*${property}$`).exec(text) ?? []
  return prefix === undefined ? undefined : (declared) => `${unquoted(prefix)}${declared}`
}

function multiplied(text: string): Form | undefined {
  const factor = new RegExp(String.raw`^${property}\s*\*\s*(\d+)$`).exec(text)?.[1]
  return factor === undefined ? undefined : (declared) => String(Number(declared) * Number(factor))
}

function unquoted(text: string): string {
  return text
    .slice(1, -1)
    .replaceAll(String.raw`\/`, '/')
    .replaceAll(String.raw`\\`, '\\')
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

function pattern(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source})$`)
  } catch {
    return undefined
  }
}
