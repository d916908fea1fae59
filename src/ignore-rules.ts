import ignore, { type Ignore } from 'ignore'
import { InputError } from './model/errors.ts'
import { globTest } from './model/glob.ts'
import type { Diagnostic, Finding } from './model/generated/report.ts'

/** Patterns in one file; more would make every finding wait. */
const mostPatterns = 2000
/** Wildcards between two slashes, for the same reason. */
const mostWildcards = 8
/** Of a pattern with `**`: each is a loop in the one before, and names come from outside. */
const mostWithFolders = 3

interface Rule {
  line: number
  text: string
  isNegated: boolean
  matcher: Ignore
  /** False for what surely does not fit; in linear time, which the matcher's own patterns do not promise. */
  mayFit: (name: string) => boolean
  /** The comment right above it: why. */
  reason?: string
  isUsed: boolean
}

/** What a finding is ignored by. */
export interface IgnoredBy {
  /** `.driftignore:3`. */
  place: string
  reason?: string
}

type Named = Pick<Finding, 'resource' | 'difference'>

/**
 * The patterns of a .driftignore, in the syntax of gitignore. They are tried on `KIND/PHYSICAL_ID`, on the id alone, on the
 * address, and on each with `#/Path/To/Attribute` after it; the last pattern that fits decides. An index in brackets, as in `aws_instance.web[0]`,
 * `["a"]` or `[*]`, is that of an address; other brackets are classes of characters.
 */
export class IgnoreRules {
  readonly #file: string
  readonly #isShared: boolean
  readonly #rules: readonly Rule[]

  /** `isShared`: by several scans, none of which alone says what is unused. Throws InputError with the line of a pattern that cannot be used. */
  constructor(file: string, text: string, isShared = false) {
    this.#file = file
    this.#isShared = isShared
    this.#rules = [...parse(file, text)]
  }

  /** Which line ignores a finding; undefined: none, or a later one takes it back. */
  ignoring(finding: Named): IgnoredBy | undefined {
    const names = namesOf(finding)
    const fitting = this.#rules.filter(({ matcher, mayFit }) => names.some((name) => mayFit(name) && matcher.ignores(name)))
    for (const rule of fitting) rule.isUsed = true
    const last = fitting.at(-1)
    if (last === undefined || last.isNegated) return undefined
    return { place: `${this.#file}:${last.line}`, ...(last.reason === undefined ? {} : { reason: last.reason }) }
  }

  /** A note for every pattern that nothing fitted: it is out of date, or misspelt. */
  unused(): Diagnostic[] {
    return this.#rules
      .filter(({ isUsed }) => !isUsed && !this.#isShared)
      .map(({ line, text }) => ({
        code: 'ignore-unused',
        level: 'note',
        message: `The pattern ${JSON.stringify(text)} fits no finding.`,
        hint: 'Delete the line, or correct it: `driftgate scan --verbose` shows kinds, ids and addresses.',
        location: { file: this.#file, line },
      }))
  }
}

function* parse(file: string, text: string): Generator<Rule> {
  let comment: string[] = []
  let count = 0
  for (const [at, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = at + 1
    if (raw.startsWith('#')) comment.push(raw.slice(1).trim())
    const pattern = raw.startsWith('#') ? '' : trimmed(raw)
    if (pattern === '') {
      if (!raw.startsWith('#')) comment = []
      continue
    }
    count += 1
    if (count > mostPatterns)
      throw unusable(file, line, `has more than ${mostPatterns} patterns`, 'Put what belongs together into one pattern.')
    const isNegated = pattern.startsWith('!')
    const positive = indexed(isNegated ? pattern.slice(1) : pattern).replaceAll(/\/{2,}/g, '/')
    check(file, line, positive)
    const reason = comment.filter((each) => each !== '').join(' ')
    const matcher = ignore({ ignorecase: false, allowRelativePaths: true }).add([positive])
    yield { line, text: pattern, isNegated, matcher, mayFit: mayFitTest(positive), isUsed: false, ...(reason === '' ? {} : { reason }) }
    comment = []
  }
}

/** Without the spaces at its end, unless a backslash keeps the last one. */
function trimmed(line: string): string {
  const end = line.trimEnd()
  return /(?:^|[^\\])(?:\\\\)*\\$/.test(end) && end.length < line.length ? `${end} ` : end
}

/** The brackets of an index are no class of characters. */
function indexed(pattern: string): string {
  return pattern.replaceAll(/(?<!\\)\[(\d+|"(?:[^"\\]|\\.)*"|\*)\]/g, '\\[$1\\]')
}

function check(file: string, line: number, pattern: string): void {
  const parts = pattern.split('/')
  const most = parts.includes('**') ? mostWithFolders : mostWildcards
  const wildcards = parts.map((part) => part.replaceAll(/\\./g, '').match(/\*+/g)?.length ?? 0)
  const total = parts.includes('**') ? wildcards.reduce((sum, many) => sum + many, 0) : Math.max(...wildcards)
  if (total <= most) return
  const hint = `At most ${mostWildcards} \`*\` between two slashes, and ${mostWithFolders} wildcards in a pattern with \`**\`: split it into several lines.`
  throw unusable(file, line, 'has a pattern with too many wildcards', hint)
}

function mayFitTest(pattern: string): (name: string) => boolean {
  const simple = pattern.replaceAll(/\\./g, '?').replaceAll(/\[[!^]?\]?[^\]]*\]/g, '?')
  const parts = simple.replace(/^\//, '').replace(/\/$/, '').split('/')
  if (parts.includes('**')) return globTest(`${parts.join('*').replaceAll(/\*+/g, '*')}*`)
  const tests = parts.map(globTest)
  if (parts.length === 1 && !simple.startsWith('/')) return (name) => name.split('/').some((part) => tests.some((test) => test(part)))
  return (name) => {
    const names = name.split('/')
    return tests.every((test, at) => test(names[at] ?? ''))
  }
}

function unusable(file: string, line: number, what: string, hint: string): InputError {
  return new InputError('ignore-pattern', { message: `${file}, line ${line}, ${what}.`, hint, at: { file, line } })
}

/** All that a finding goes by, as paths that patterns are tried on. */
function namesOf({ resource, difference }: Named): string[] {
  const { kind, address, physicalId } = resource
  const things = [...(address === undefined ? [] : [address]), ...(physicalId === undefined ? [] : [`${kind}/${physicalId}`, physicalId])]
  const paths = difference === undefined ? [] : [difference.path, difference.neutralPath, difference.terraformPath]
  const attributes = paths.flatMap((path) => {
    if (path === undefined) return []
    // A list element goes by its name as well: the key of a tag.
    const named = difference?.element === undefined ? undefined : path.replace(/\/\d+$/, () => `/${difference.element}`)
    return named === undefined || named === path ? [path] : [path, named]
  })
  const names = [...things, ...things.flatMap((thing) => attributes.map((path) => `${thing}#${path}`))]
  return names.map((name) => name.replaceAll(/\/{2,}/g, '/').replace(/^\//, '')).filter((name) => name !== '')
}
