import { readFileSync, statSync } from 'node:fs'
import type { Location } from '../../model/generated/report.ts'
import { fromPointer } from '../../model/pointer.ts'
import type { LocatedResource, LocatorOptions, StackHint } from './locator.ts'
import { ShownPaths } from './shown-path.ts'
import { parseTemplate, type Template } from './template-position.ts'

/** Places in CloudFormation templates: the document of a resource is its template. */
export interface TemplateLocator {
  locate(resource: LocatedResource, path?: string): Location
  stackPlace(hint?: StackHint): Location | undefined
}

/** Templates are read when first asked for, each once. */
export function templateSources(options: LocatorOptions = {}): TemplateLocator {
  const paths = new ShownPaths(options.cwd ?? process.cwd())
  const templates = new Map<string, Template | undefined>()
  const templateOf = (file: string): Template | undefined => {
    if (!templates.has(file)) templates.set(file, readTemplate(paths.real(file)))
    return templates.get(file)
  }
  return {
    locate: ({ address, file }, path = '') => {
      const found = templateOf(file)?.position(logicalIdOf(address), fromPointer(path))
      const shown = paths.show(file)
      if (found === undefined) return { file: shown, line: 1, column: 1, kind: 'input' }
      const { isExact, ...position } = found
      return { file: shown, ...position, kind: isExact ? 'attribute' : 'template' }
    },
    stackPlace: ({ file } = {}) => (file === undefined ? undefined : { file: paths.show(file), line: 1, column: 1, kind: 'stack' }),
  }
}

/** Of `stack/LogicalId` the logical id: it holds letters and digits only. */
function logicalIdOf(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1)
}

function readTemplate(path: string | undefined): Template | undefined {
  if (path === undefined) return undefined
  try {
    if (!statSync(path).isFile()) return undefined
    const text = readFileSync(path, 'utf8')
    return parseTemplate(text, /^\uFEFF?\s*\{/.test(text) ? 'json' : 'yaml')
  } catch {
    return undefined
  }
}
