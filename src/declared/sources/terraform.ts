import { existsSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { findFiles, type InputFile } from '../../documents/input-file.ts'
import { InputError } from '../../model/errors.ts'
import { isObject, own, textOf, type Json } from '../../model/json.ts'
import { backendOf, type Backend } from './backend.ts'
import { tokenVariable } from './cloud-token.ts'
import http from './http.ts'
import s3 from './s3.ts'
import type { ObjectOptions, SourceContext, StateSource } from './source.ts'
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
    const role = roleOf(config)
    if (bucket === '' || key === '' || role === 'unknown') return undefined
    const prefix = textOf(own(config, 'workspace_key_prefix')) || 'env:'
    const at = workspace === 'default' ? key : `${prefix}/${workspace}/${key}`
    return s3.open(`s3://${bucket}/${at.replace(/^\/+/, '')}`, {
      ...context,
      objects: (options) => context.objects({ ...options, ...s3Options(config), ...(role === undefined ? {} : { role }) }),
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
  const variable = tokenVariable(host.split(':')[0] ?? '')
  if (organization === '' || name === '') return undefined
  return tfc.open(`tfc:${host}/${organization}/${name}`, {
    ...context,
    env: { ...(token === '' ? {} : { [variable]: token }), ...context.env },
  })
}

/** What is more than taking on a role, as narrowing what it may, the binary knows. */
const beyondRole = [
  'policy',
  'policy_arns',
  'tags',
  'transitive_tag_keys',
  'assume_role_policy',
  'assume_role_policy_arns',
  'assume_role_tags',
]

/** The role that the backend takes on: `assume_role`, or as older versions write it. */
function roleOf(config: Json): ObjectOptions['role'] | 'unknown' {
  const block = own(config, 'assume_role')
  const said = Array.isArray(block) ? (block[0] ?? null) : (block ?? null)
  const isBlock = isSet(block)
  const from = isBlock ? said : config
  const arn = textOf(own(from, 'role_arn'))
  if (isSet(own(config, 'assume_role_with_web_identity')) || beyondRole.some((name) => isSet(own(from, name)))) return 'unknown'
  if (arn === '') return isBlock ? 'unknown' : undefined
  const [externalId, sessionName] = [textOf(own(from, 'external_id')), textOf(own(from, 'session_name'))]
  const sourceIdentity = textOf(own(from, 'source_identity'))
  return {
    arn,
    ...(externalId === '' ? {} : { externalId }),
    ...(sessionName === '' ? {} : { sessionName }),
    ...(sourceIdentity === '' ? {} : { sourceIdentity }),
  }
}

function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
}

function s3Options(config: Json): Omit<ObjectOptions, 'role'> {
  const region = textOf(own(config, 'region'))
  const endpoints = own(config, 'endpoints')
  const named = Array.isArray(endpoints) ? (endpoints[0] ?? null) : (endpoints ?? null)
  const endpoint = textOf(own(config, 'endpoint')) || textOf(own(named, 's3'))
  const roleEndpoint = textOf(own(config, 'sts_endpoint')) || textOf(own(named, 'sts'))
  const profile = textOf(own(config, 'profile'))
  return {
    ...(region === '' ? {} : { region }),
    ...(endpoint === '' ? {} : { endpoint }),
    ...(profile === '' ? {} : { profile }),
    ...(roleEndpoint === '' ? {} : { roleEndpoint }),
  }
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
    hint: 'Install terraform or tofu here, or run `terraform state pull > pulled.tfstate` where it is and scan that file.',
    at: { file: folder },
  })
}

/** A folder that OpenTofu has initialised is OpenTofu's. */
function preferred(binary: string, folder: string, env: SourceContext['env']): string {
  const isTofu = existsSync(join(folder, '.terraform/providers/registry.opentofu.org'))
  return isTofu && hasBinary('tofu', env) ? 'tofu' : binary
}
