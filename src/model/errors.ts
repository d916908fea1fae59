/** Where something was said: a place in a file, 1-based. */
export interface Place {
  file: string
  line?: number
  column?: number
}

export interface ErrorDetails {
  message: string
  /** What the reader of the message should do now. */
  hint: string
  at?: Place
}

/** The base of every error that driftgate raises on purpose. `code` is stable and documented. */
export class DriftgateError extends Error {
  readonly code: string
  readonly hint: string
  readonly at: Place | undefined

  constructor(code: string, details: ErrorDetails) {
    super(details.message)
    this.name = new.target.name
    this.code = code
    this.hint = details.hint
    this.at = details.at
  }
}

/** A document that cannot be read: broken, too old, encrypted, of the wrong kind. */
export class InputError extends DriftgateError {}

/** A command that cannot be carried out as it was given: flags, configuration, policies. */
export class UsageError extends DriftgateError {}

/** A live source that cannot be reached at all: no credentials, no network, no region. */
export class AccessError extends DriftgateError {}

/** What something that was thrown says of itself: anything can be thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** The code of an error of the system or of Node, as ENOENT. */
export function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined
}

/** `file:line:column`, as far as it is known. */
export function placeText(place: Place | undefined): string {
  if (place === undefined) return ''
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':')
}
