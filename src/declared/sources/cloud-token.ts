import { homedir } from 'node:os'
import { join } from 'node:path'
import { isObject, own, type Json } from '../../model/json.ts'
import type { SourceContext } from './source.ts'
import { textAt } from './text-at.ts'

/**
 * The token for a host, where Terraform itself looks for it: `TF_TOKEN_app_terraform_io`, the credentials that `terraform login`
 * wrote, the CLI configuration. https://developer.hashicorp.com/terraform/cli/config/config-file#credentials
 */
export function cloudToken(hostname: string, env: SourceContext['env']): string | undefined {
  const wanted = hostname.toLowerCase()
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value !== '' && name.startsWith('TF_TOKEN_') && hostOf(name.slice('TF_TOKEN_'.length)) === wanted)
      return value
  }
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir()
  const written = fromJson(textAt(join(home, '.terraform.d', 'credentials.tfrc.json')), wanted)
  return written ?? fromConfiguration(textAt(env['TF_CLI_CONFIG_FILE'] ?? join(home, '.terraformrc')), wanted)
}

/** The variable of the environment in which Terraform looks for the token of a host, which stands there without its port. */
export function tokenVariable(hostname: string): string {
  return `TF_TOKEN_${hostname.replaceAll('-', '__').replaceAll('.', '_')}`
}

/** Two underscores are a dash, one is a dot. */
function hostOf(encoded: string): string {
  return encoded.replaceAll('__', '-').replaceAll('_', '.').toLowerCase()
}

function fromJson(text: string, host: string): string | undefined {
  try {
    const document: Json = JSON.parse(text)
    const entry = own(own(document, 'credentials'), host)
    const token = isObject(entry) ? own(entry, 'token') : undefined
    return typeof token === 'string' ? token : undefined
  } catch {
    return undefined
  }
}

function fromConfiguration(text: string, host: string): string | undefined {
  for (const [, name, body] of text.matchAll(/^\s*credentials\s+"([^"]+)"\s*\{([^}]*)\}/gm)) {
    if (name?.toLowerCase() === host) return /\btoken\s*=\s*"([^"]+)"/.exec(body ?? '')?.[1]
  }
  return undefined
}
