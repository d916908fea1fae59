import { existsSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { findFiles, type InputFile } from '../../documents/input-file.ts'
import { InputError } from '../../model/errors.ts'
import { isObject, own, textOf, type Json } from '../../model/json.ts'
import { backendOf, type Backend } from './backend.ts'
import http from './http.ts'
import s3 from './s3.ts'
import type { SourceContext, StateSource } from './source.ts'
import { hasBinary, pulledState } from './state-pull.ts'
import tfc from './tfc.ts'

/** `terraform:DIR`: the state of the configuration in a folder, wherever its backend keeps it. */
const source: StateSource = {
  async *open(text, context) {
    const folder = text.slice('terraform:'.length).replaceAll('\\', '/') || '.'
    if (!existsSync(folder) || !statSync(folder).isDirectory()) {
      throw new InputError('input-not-found', {
        message: `There is no folder ${JSON.stringify(folder)}.`,
        hint: 'terraform:DIR names the folder of a Terraform or OpenTofu configuration.',
        at: { file: folder },
      })
    }
    const backend = backendOf(folder, context.env)
    const read = Object.hasOwn(readers, backend.type) ? readers[backend.type] : undefined
    const documents = read?.(backend, folder, context)
    yield* documents ?? (await pulled(backend, folder, context))
  },
}
export default source

type Reader = (backend: Backend, folder: string, context: SourceContext) => AsyncIterable<InputFile> | undefined

/** Backends that are read without the binary; undefined where the configuration asks for more than is known here. */
const readers: Readonly<Record<string, Reader>> = {
  local: ({ config, workspace }, folder) => {
    const named = textOf(own(config, 'path')) || 'terraform.tfstate'
    const others = textOf(own(config, 'workspace_dir')) || 'terraform.tfstate.d'
    const path = workspace === 'default' ? named : posix.join(others, workspace, 'terraform.tfstate')
    return files(posix.isAbsolute(path) ? path : posix.join(folder, path))
  },
  s3: ({ config, workspace }, _folder, context) => {
    const bucket = textOf(own(config, 'bucket'))
    const key = textOf(own(config, 'key'))
    // Another role is taken on by the binary, which knows how.
    if (bucket === '' || key === '' || isSet(own(config, 'role_arn')) || isSet(own(config, 'assume_role'))) return undefined
    const prefix = textOf(own(config, 'workspace_key_prefix')) || 'env:'
    const at = workspace === 'default' ? key : `${prefix}/${workspace}/${key}`
    return s3.open(`s3://${bucket}/${at.replace(/^\/+/, '')}`, {
      ...context,
      objects: (options) => context.objects({ ...options, ...s3Options(config) }),
    })
  },
  http: ({ config }, _folder, context) => {
    const address = context.env['TF_HTTP_ADDRESS'] ?? textOf(own(config, 'address'))
    if (address === '') return undefined
    const user = textOf(own(config, 'username'))
    const credentials = user === '' ? {} : { TF_HTTP_USERNAME: user, TF_HTTP_PASSWORD: textOf(own(config, 'password')) }
    return http.open(address, { ...context, env: { ...credentials, ...context.env } })
  },
  remote: (backend, _folder, context) => cloud(backend, context),
  cloud: (backend, _folder, context) => cloud(backend, context),
}

function cloud({ config, workspace }: Backend, context: SourceContext): AsyncIterable<InputFile> | undefined {
  const host = textOf(own(config, 'hostname')) || context.env['TF_CLOUD_HOSTNAME'] || 'app.terraform.io'
  const organization = textOf(own(config, 'organization')) || context.env['TF_CLOUD_ORGANIZATION'] || ''
  const said = own(config, 'workspaces')
  const choice = Array.isArray(said) ? said[0] : said
  const prefix = textOf(own(choice, 'prefix'))
  const name = textOf(own(choice, 'name')) || (workspace === 'default' ? '' : `${prefix}${workspace}`)
  const token = textOf(own(config, 'token'))
  const variable = `TF_TOKEN_${(host.split(':')[0] ?? '').replaceAll('-', '__').replaceAll('.', '_')}`
  if (organization === '' || name === '') return undefined
  return tfc.open(`tfc:${host}/${organization}/${name}`, {
    ...context,
    env: { ...(token === '' ? {} : { [variable]: token }), ...context.env },
  })
}

function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
}

function s3Options(config: Json): { region?: string; endpoint?: string; profile?: string } {
  const region = textOf(own(config, 'region'))
  const endpoints = own(config, 'endpoints')
  const endpoint = textOf(own(config, 'endpoint')) || textOf(own(Array.isArray(endpoints) ? endpoints[0] : endpoints, 's3'))
  const profile = textOf(own(config, 'profile'))
  return { ...(region === '' ? {} : { region }), ...(endpoint === '' ? {} : { endpoint }), ...(profile === '' ? {} : { profile }) }
}

async function* files(path: string): AsyncGenerator<InputFile> {
  if (existsSync(path)) {
    yield* findFiles(path)
    return
  }
  throw new InputError('source-not-found', {
    message: `There is no state ${path}.`,
    hint: 'Nothing was applied here yet, or another workspace is meant: set TF_WORKSPACE.',
    at: { file: path },
  })
}

/** For every other backend, and what a command line would add: the binary itself reads the state, and locks nothing. */
async function pulled(backend: Backend, folder: string, { env }: SourceContext): Promise<AsyncIterable<InputFile>> {
  const binary = ['terraform', 'tofu'].find((name) => hasBinary(name, env))
  if (binary !== undefined) return pulledState(preferred(binary, folder, env), folder, env)
  throw new InputError('backend-unsupported', {
    message: `The state of ${folder} is in the backend ${backend.type}${isObject(backend.config) && backend.isInitialised ? '' : ', which is not initialised here'}.`,
    hint: 'Install terraform or tofu here, or run `terraform state pull > terraform.tfstate` where it is and scan that file.',
    at: { file: folder },
  })
}

/** A folder that OpenTofu has initialised is OpenTofu's. */
function preferred(binary: string, folder: string, env: SourceContext['env']): string {
  const isTofu = existsSync(join(folder, '.terraform/providers/registry.opentofu.org'))
  return isTofu && hasBinary('tofu', env) ? 'tofu' : binary
}
