import { loopedName } from './looped-name.ts'
import { jsonRoot } from './json-tree.ts'
import { LineIndex, type Position, withoutMark } from './line-index.ts'
import type { Child } from './template-tree.ts'
import { yamlRoot } from './yaml-tree.ts'

export type TemplateFormat = 'json' | 'yaml'

/** A place in a template. `isExact`: the property that was asked for, or the nearest one around it; else the resource. */
export interface TemplatePosition extends Position {
  isExact: boolean
}

/** A parsed template that can be asked many times. */
export interface Template {
  /** `path` lies inside `Properties`. Undefined when the template has no such resource. */
  position(logicalId: string, path?: readonly string[]): TemplatePosition | undefined
  /** The place of anything else, by its path from the top. */
  place(path: readonly string[]): Position | undefined
}

/**
 * The place of a resource of a CloudFormation template, or of one of its properties. Understands short intrinsics
 * (`!Ref`), aliases and merge keys: what came in by a merge is where it is written, else at the `<<` line.
 */
export function templatePosition(
  text: string,
  format: TemplateFormat,
  logicalId: string,
  path?: readonly string[],
): TemplatePosition | undefined {
  return parseTemplate(text, format).position(logicalId, path)
}

export function parseTemplate(source: string, format: TemplateFormat): Template {
  const text = withoutMark(source)
  const lines = new LineIndex(text)
  const root = safely(() => (format === 'json' ? jsonRoot(text) : yamlRoot(text)))
  const position = (logicalId: string, path: readonly string[] = []): TemplatePosition | undefined => {
    const resource = root?.('Resources')?.into(logicalId)
    if (resource === undefined) return loopPosition(text, logicalId, lines)
    let place = resource
    let inside = path.length === 0 ? undefined : resource.into('Properties')
    for (const segment of path) {
      inside = inside?.into(segment)
      if (inside === undefined) break
      place = inside
    }
    return { ...lines.position(place.range), isExact: place !== resource }
  }
  const place = (path: readonly string[]): Position | undefined => {
    let into = root
    let found: Child | undefined
    for (const segment of path) {
      found = into?.(segment)
      into = found?.into
    }
    return found === undefined ? undefined : lines.position(found.range)
  }
  return { position: (logicalId, path) => safely(() => position(logicalId, path)), place: (path) => safely(() => place(path)) }
}

/** A resource that a loop makes is where the loop names it: `Queue&{Name}`. */
function loopPosition(text: string, logicalId: string, lines: LineIndex): TemplatePosition | undefined {
  if (!text.includes('Fn::ForEach::')) return undefined
  for (const found of text.matchAll(/(?<![\w${}&])([\w${}&]+)["']?[ \t]*:/g)) {
    const [whole, name = ''] = found
    const start = found.index + whole.indexOf(name)
    if (loopedName(name)?.test(logicalId) === true) return { ...lines.position({ start, end: start + name.length }), isExact: false }
  }
  return undefined
}

/** Parsers recurse: a template nested deeper than the stack, or one that is no template, has no places. */
function safely<T>(work: () => T | undefined): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
