import type { Tree } from '../contents/tree.ts'
import type { ImageManifest } from '../model/generated/image-manifest.ts'

/** By what lies there one knows who manages packages. */
const databases = {
  apk: ['/lib/apk/db/installed', '/usr/lib/apk/db/installed'],
  dpkg: ['/var/lib/dpkg/status', '/var/lib/dpkg/status.d'],
  rpm: ['/var/lib/rpm', '/usr/lib/sysimage/rpm'],
} as const

/** What a tree says it is. https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
export async function operatingSystem(tree: Tree, arch: string | undefined): Promise<NonNullable<ImageManifest['os']>> {
  const bytes = (await tree.read('/etc/os-release')) ?? (await tree.read('/usr/lib/os-release'))
  const values = new Map(
    [...(bytes?.toString('utf8') ?? '').matchAll(/^([A-Z_]+)=(["']?)(.*)\2$/gm)].map(([, key = '', , value = '']) => [key, value]),
  )
  const managers: string[] = []
  for (const [manager, places] of Object.entries(databases))
    if ((await Promise.all(places.map((place) => tree.stat(place)))).some((entry) => entry !== undefined)) managers.push(manager)
  const [id, versionId] = [values.get('ID'), values.get('VERSION_ID')]
  return {
    ...(id === undefined ? {} : { id }),
    ...(versionId === undefined ? {} : { versionId }),
    ...(arch === undefined ? {} : { arch }),
    packageManagers: managers,
  }
}

/** Files that `operatingSystem` reads. */
export function isReleaseFile(path: string): boolean {
  return path === '/etc/os-release' || path === '/usr/lib/os-release'
}
