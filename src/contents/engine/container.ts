import { chainId } from '../chain-id.ts'
import { runRows } from '../run-rows.ts'
import { compareRows, type MountRow, type RunRow } from '../../model/content.ts'
import { own, type Json } from '../../model/json.ts'
import { keysIn, listIn, numberIn, textIn, textMapIn, textsIn } from '../../model/members.ts'
import { hostConfigRows } from './host-config.ts'

/** A container as its engine describes it. */
export interface EngineContainer {
  id: string
  name: string
  /** Id of its image: the digest of the configuration, or of the manifest where the engine keeps images as containerd does. */
  image: string
  /** Digest of the manifest that it was started from, where the engine says so. */
  manifest?: string
  /** ISO 8601. */
  created?: string
  /** Of its first process, on the machine of the engine. Absent: it does not run. */
  pid?: number
  /** Whether it can set the clock, and so change times: only a container with rights over its machine. */
  setsClock: boolean
  /** How it was started. Values of variables are digests. */
  run: readonly RunRow[]
  /** Volumes, folders of the machine, file systems in memory. */
  mounts: readonly MountRow[]
}

const digestForm = /^sha256:[0-9a-f]{64}$/

/** Reads an answer of `GET /containers/ID/json`, which is what `docker inspect` writes. Undefined: it is none. */
export function containerOf(document: Json): EngineContainer | undefined {
  const [config, hostConfig, state] = ['Config', 'HostConfig', 'State'].map((name) => own(document, name))
  const [id, image] = [textIn(document, 'Id'), textIn(document, 'Image')]
  if (id === undefined || image === undefined || config === undefined || hostConfig === undefined) return undefined
  const pid = numberIn(state, 'Pid') ?? 0
  const [created, manifest] = [textIn(document, 'Created'), textIn(own(document, 'ImageManifestDescriptor'), 'digest')]
  const rights = hostConfigRows(hostConfig, listIn(document, 'Mounts'))
  return {
    id,
    name: (textIn(document, 'Name') ?? id).replace(/^\//, ''),
    image,
    ...(manifest === undefined ? {} : { manifest }),
    ...(created === undefined ? {} : { created }),
    ...(pid > 0 && own(state, 'Running') === true ? { pid } : {}),
    setsClock: rights.some(({ n, v }) => n === 'privileged' || (n === 'capAdd' && isOf(v, ['ALL', 'SYS_TIME', 'SYS_ADMIN', 'SYS_RAWIO']))),
    run: [...configRows(config), ...rights].toSorted(compareRows),
    mounts: mountsOf(document, hostConfig),
  }
}

function isOf(value: RunRow['v'], names: readonly string[]): boolean {
  return Array.isArray(value) && value.some((each) => names.includes(each))
}

function configRows(config: Json): RunRow[] {
  return runRows({
    user: textIn(config, 'User') ?? '',
    workdir: textIn(config, 'WorkingDir') ?? '',
    entrypoint: textsIn(config, 'Entrypoint'),
    cmd: textsIn(config, 'Cmd'),
    env: textsIn(config, 'Env'),
    exposed: [],
    volumes: keysIn(config, 'Volumes'),
  })
}

function mountsOf(document: Json, hostConfig: Json): MountRow[] {
  const listed = listIn(document, 'Mounts').map((mount): MountRow => {
    const source = textIn(mount, 'Name') ?? textIn(mount, 'Source')
    const options = own(mount, 'RW') === false ? 'ro' : 'rw'
    const base = { k: 'o', n: textIn(mount, 'Destination') ?? '/', type: textIn(mount, 'Type') ?? 'unknown' } as const
    return { ...base, ...(source === undefined || source === '' ? {} : { source }), options, src: 'observed' }
  })
  const memory = Object.entries(textMapIn(hostConfig, 'Tmpfs')).map(([n, options]): MountRow => ({
    k: 'o',
    n,
    type: 'tmpfs',
    ...(options === '' ? {} : { options }),
    src: 'observed',
  }))
  return [...new Map([...memory, ...listed].map((row) => [row.n, row])).values()].toSorted(compareRows)
}

/** Ids of the image of a container, the surest first, with what the engine says of the image itself (`GET /images/ID/json`). */
export function imageIds({ image, manifest }: Pick<EngineContainer, 'image' | 'manifest'>, inspected: Json | undefined): string[] {
  const pulled = textsIn(inspected, 'RepoDigests').map((each) => each.slice(each.indexOf('@') + 1))
  const layers = textsIn(own(inspected, 'RootFS'), 'Layers')
  const chain = layers.length > 0 && layers.every((each) => digestForm.test(each)) ? [chainId(layers)] : []
  return [...new Set([...(manifest === undefined ? [] : [manifest]), ...pulled, image, ...chain].filter((id) => digestForm.test(id)))]
}
