import { join, resolve } from 'node:path'
import { readModuleFolder, type SourceFile } from '../locate/module-folder.ts'
import type { HclBody } from '../locate/hcl-scanner.ts'
import { InputError } from '../../model/errors.ts'
import { isObject, own, put, type Json, type JsonObject } from '../../model/json.ts'
import type { SourceContext } from './source.ts'
import { textAt } from './text-at.ts'

/** Where a configuration keeps its state. */
export interface Backend {
  /** `local`, `s3`, `http`, `remote`, `cloud`, or another. */
  type: string
  config: JsonObject
  /** `default` where none is chosen. */
  workspace: string
  /** As initialised: nothing is left to be given on a command line. */
  isInitialised: boolean
}

/**
 * The backend of the configuration in a folder: as `terraform init` has written it down, else as the sources say. A folder that has
 * neither has no backend, which is a local one.
 */
export function backendOf(folder: string, env: SourceContext['env']): Backend {
  const data = resolve(folder, env['TF_DATA_DIR'] ?? '.terraform')
  const workspace = env['TF_WORKSPACE'] ?? (textAt(join(data, 'environment')).trim() || 'default')
  const initialised = parsed(textAt(join(data, 'terraform.tfstate')), join(data, 'terraform.tfstate'))
  const backend = own(initialised, 'backend')
  const type = own(backend, 'type')
  const config = own(backend, 'config')
  if (typeof type === 'string') return { type, config: isObject(config) ? config : {}, workspace, isInitialised: true }
  return { ...declaredBackend(folder), workspace, isInitialised: false }
}

function declaredBackend(folder: string): Pick<Backend, 'type' | 'config'> {
  const { blocks } = readModuleFolder(folder)
  for (const { file, block } of (blocks.get('terraform') ?? []).toReversed()) {
    for (const inner of block.body.blocks) {
      if (inner.type === 'backend' && inner.labels[0] !== undefined) return { type: inner.labels[0], config: literals(file, inner.body) }
      if (inner.type === 'cloud') return { type: 'cloud', config: literals(file, inner.body) }
    }
  }
  return { type: 'local', config: {} }
}

/** Attributes that are plain texts; a backend's configuration takes no references. */
function literals(file: SourceFile, body: HclBody): JsonObject {
  const out: JsonObject = {}
  for (const attribute of body.attributes) {
    const text = file.literal(attribute) ?? plain(file.expression(attribute)) ?? objectIn(file.expression(attribute))
    if (text !== undefined) put(out, attribute.name, text)
  }
  for (const block of body.blocks) put(out, block.type, literals(file, block.body))
  return out
}

/** `{ role_arn = "..." }` of plain texts; of anything else an empty one, which says that there is more. */
function objectIn(expression: string): JsonObject | undefined {
  const [, inner] = /^\s*\{(.*)\}\s*$/s.exec(expression) ?? []
  if (inner === undefined) return undefined
  const member = /([\w-]+)\s*[=:]\s*"([^"\\$%]*)"\s*,?/g
  const out: JsonObject = {}
  for (const [, name = '', text = ''] of inner.matchAll(member)) put(out, name, text)
  return inner.replaceAll(member, '').trim() === '' ? out : {}
}

function plain(expression: string): boolean | undefined {
  return expression === 'true' ? true : expression === 'false' ? false : undefined
}

function parsed(text: string, file: string): Json {
  if (text.trim() === '') return null
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    throw new InputError('backend-unreadable', {
      message: `${file} is broken, and says where the state is.`,
      hint: 'Run `terraform init` again, or name the state itself.',
      at: { file },
    })
  }
}
