import type { Tree } from '../tree.ts'

/** Who a machine is, by what lies on its own disk; no network is asked. */
export interface MachineIdentity {
  /** Instance id of the cloud, else the machine id. */
  id?: string
  /** The other one, where there are both. */
  identities: readonly string[]
  /** The image that it was started from, where cloud-init wrote that down: AMI id. */
  images: readonly string[]
  account?: string
  region?: string
}

/** What cloud-init keeps of the instance. https://docs.cloud-init.io/en/latest/explanation/instancedata.html */
const instanceData = '/run/cloud-init/instance-data.json'
const instanceId = '/var/lib/cloud/data/instance-id'
const limit = 1024 * 1024

/** Reads the identity of a machine from its tree. `isRunning`: also what a running one alone has. */
export async function machineIdentity(tree: Tree, isRunning: boolean): Promise<MachineIdentity> {
  const data = isRunning ? parsed(await textOf(tree, instanceData)) : undefined
  const document = at(data, 'ds', 'dynamic', 'instance_identity', 'document') ?? at(data, 'ds', 'dynamic', 'instance-identity', 'document')
  const written = (await textOf(tree, instanceId))?.trim()
  const instance = text(at(data, 'v1', 'instance_id')) ?? text(at(document, 'instanceId')) ?? (isCloudId(written) ? written : undefined)
  const machine = (await textOf(tree, '/etc/machine-id'))?.trim()
  const ids = [instance, /^[0-9a-f]{32}$/.test(machine ?? '') ? machine : undefined].filter((id) => id !== undefined)
  const image =
    text(at(document, 'imageId')) ?? text(at(data, 'ds', 'meta_data', 'ami_id')) ?? text(at(data, 'ds', 'meta_data', 'ami-id')) ?? undefined
  const [account, region] = [text(at(document, 'accountId')), text(at(data, 'v1', 'region')) ?? text(at(document, 'region'))]
  return {
    ...(ids[0] === undefined ? {} : { id: ids[0] }),
    identities: ids,
    images: image === undefined ? [] : [image],
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
  }
}

async function textOf(tree: Tree, path: string): Promise<string | undefined> {
  return (await tree.read(path, limit))?.toString('utf8')
}

/** Without a cloud cloud-init writes a word. */
function isCloudId(id: string | undefined): boolean {
  return id !== undefined && /^[\w.-]{4,128}$/.test(id) && !/^(?:iid-datasource-none|nocloud)$/i.test(id)
}

function parsed(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json)
  } catch {
    return undefined
  }
}

function at(value: unknown, ...names: string[]): unknown {
  return names.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
        ? new Map<string, unknown>(Object.entries(inner)).get(name)
        : undefined,
    value,
  )
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 256 ? value : undefined
}
