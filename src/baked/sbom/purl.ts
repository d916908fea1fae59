import type { PackageRow } from '../../model/content.ts'

/** Kinds of packages whose names have two parts, with what stands between them as their managers write it. */
const joints: Readonly<Record<string, string>> = { npm: '/', golang: '/', maven: ':', composer: '/', cargo: '/', github: '/', swift: '/' }

/**
 * The package that a purl names; undefined for what is none. https://github.com/package-url/purl-spec
 * `pkg:deb/debian/bash@5.2-1?arch=amd64&upstream=bash` to mgr deb, n bash, v 5.2-1, a amd64, src bash.
 */
export function packageOf(purl: string): PackageRow | undefined {
  const [, type = '', rest = ''] = /^pkg:\/{0,2}([A-Za-z][\w.+-]*)\/(.+)$/s.exec(purl) ?? []
  if (rest === '') return undefined
  const [before = ''] = rest.split('#')
  const question = before.indexOf('?')
  const [path, query] = question === -1 ? [before, ''] : [before.slice(0, question), before.slice(question + 1)]
  const at = path.lastIndexOf('@')
  const [names, version] = at <= 0 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)]
  const parts = names
    .split('/')
    .filter((part) => part !== '')
    .map(decoded)
  const name = parts.at(-1)
  if (name === undefined || version === '') return undefined
  const mgr = type.toLowerCase()
  const told = new URLSearchParams(query)
  const [arch, epoch, upstream] = [told.get('arch'), told.get('epoch'), told.get('upstream')]
  const joint = Object.hasOwn(joints, mgr) ? joints[mgr] : undefined
  const source = upstream?.replace(/[@].*$/, '').replace(/-[^-]+-[^-]+\.src\.rpm$/, '')
  return {
    k: 'p',
    mgr,
    n: joint === undefined ? name : parts.join(joint),
    v: `${epoch === null || epoch === '0' ? '' : `${epoch}:`}${decoded(version)}`,
    ...(arch === null ? {} : { a: arch }),
    ...(source === undefined || source === '' || source === name ? {} : { src: source }),
    purl,
  }
}

/** Text as it stands where its escapes are broken. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
