import type { RunRow } from '../../model/content.ts'
import { own, type Json } from '../../model/json.ts'
import { listIn, textIn, textMapIn, textsIn } from '../../model/members.ts'
import { isHardening, isSensitivePath, shortOption } from './run-facts.ts'

/**
 * What a container was given of the machine around it, from the `HostConfig` and the `Mounts` of its inspect document: rows of
 * what is not as an engine does it by itself. Limits, logging, restarts and names of networks are no rights and have no row.
 * https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Container/operation/ContainerInspect
 */
export function hostConfigRows(hostConfig: Json | undefined, mounts: readonly Json[]): RunRow[] {
  const isPrivileged = own(hostConfig, 'Privileged') === true
  const fields: [string, RunRow['v']][] = [
    ['capAdd', textsIn(hostConfig, 'CapAdd').map(capability).toSorted()],
    ['capDrop', textsIn(hostConfig, 'CapDrop').map(capability).toSorted()],
    ['deviceCgroupRules', textsIn(hostConfig, 'DeviceCgroupRules').toSorted()],
    ['devices', [...listIn(hostConfig, 'Devices').map(device), ...listIn(hostConfig, 'DeviceRequests').map(request)].toSorted()],
    ['groupAdd', textsIn(hostConfig, 'GroupAdd').toSorted()],
    ['hostPaths', hostPaths(mounts)],
    ['ipcMode', shared(hostConfig, 'IpcMode')],
    ['networkMode', shared(hostConfig, 'NetworkMode')],
    ['pidMode', shared(hostConfig, 'PidMode')],
    ['privileged', isPrivileged],
    ['readonlyRootfs', own(hostConfig, 'ReadonlyRootfs') === true],
    ['securityOpt', securityOptions(hostConfig, isPrivileged)],
    ['sysctls', Object.entries(textMapIn(hostConfig, 'Sysctls')).map(([name, value]) => `${name}=${value}`)],
    ['usernsMode', shared(hostConfig, 'UsernsMode')],
    ['utsMode', shared(hostConfig, 'UTSMode')],
  ]
  return fields
    .filter(([, value]) => value !== false && value !== '' && !(Array.isArray(value) && value.length === 0))
    .map(([n, v]) => ({ k: 'r', n, v }))
}

/** `CAP_SYS_ADMIN` and `SYS_ADMIN` are one. */
function capability(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, '')
}

function device(value: Json): string {
  const [host, inside, rights] = ['PathOnHost', 'PathInContainer', 'CgroupPermissions'].map((name) => textIn(value, name) ?? '')
  return `${host}:${inside}:${rights}`
}

function request(value: Json): string {
  return `request ${textIn(value, 'Driver') || 'any'} ${listIn(value, 'Capabilities').flat().map(String).toSorted().join(',')}`.trim()
}

/** A namespace that is not its own: of the host, or of another container. */
function shared(hostConfig: Json | undefined, name: string): string {
  const mode = textIn(hostConfig, name) ?? ''
  return mode === 'host' || mode.startsWith('container:') ? mode : ''
}

function securityOptions(hostConfig: Json | undefined, isPrivileged: boolean): string[] {
  // An engine takes the label off by itself from what sees processes of the machine.
  const isUnlabelled = isPrivileged || ['PidMode', 'IpcMode'].some((name) => textIn(hostConfig, name) === 'host')
  const options = textsIn(hostConfig, 'SecurityOpt').filter(
    (option) => !isHardening(option) && !(isUnlabelled && /^label[=:]disable$/.test(option)),
  )
  const [masked, readonly] = [own(hostConfig, 'MaskedPaths'), own(hostConfig, 'ReadonlyPaths')]
  // An engine hides paths of the kernel unless it is told not to; a privileged container is said to be one.
  const isOpen = !isPrivileged && Array.isArray(masked) && masked.length === 0 && Array.isArray(readonly) && readonly.length === 0
  return [...new Set([...options.map(shortOption), ...(isOpen ? ['systempaths=unconfined'] : [])])].toSorted()
}

function hostPaths(mounts: readonly Json[]): string[] {
  return mounts
    .filter((mount) => textIn(mount, 'Type') === 'bind' && isSensitivePath(textIn(mount, 'Source') ?? ''))
    .map((mount) => `${textIn(mount, 'Source')}${own(mount, 'RW') === false ? ' (read-only)' : ''}`)
    .toSorted()
}
