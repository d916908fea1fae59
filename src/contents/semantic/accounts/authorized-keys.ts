import { createHash } from 'node:crypto'
import { rowKey, type KeyRow } from '../../../model/content.ts'
import type { SemanticContext, Tree } from '../../tree.ts'
import { resolveLink } from '../follow.ts'
import { gather } from '../gather.ts'
import { matching } from '../folders.ts'
import type { SemanticReader } from '../reader.ts'
import { readLines } from '../text.ts'
import { homesOf, type Home } from './homes.ts'

const configuration = '/etc/ssh/sshd_config'
const usual = ['.ssh/authorized_keys', '.ssh/authorized_keys2']
const patternsLimit = 100

/** Keys that let users in, by fingerprint. https://man.openbsd.org/sshd.8#AUTHORIZED_KEYS_FILE_FORMAT */
export const authorizedKeys: SemanticReader = {
  at: configuration,
  kinds: ['k'],
  wants: (path) => path === '/etc/passwd' || /^\/etc\/ssh\/(?!ssh_host_)/.test(path) || /\/authorized_keys[^/]*$/.test(path),
  rows: async (tree, context) => {
    const patterns = [...new Set([...usual, ...(await patternsOf(tree, context))])]
    if (patterns.length > patternsLimit) context.skip(configuration, `only the first ${patternsLimit} places of keys were looked into`)
    const found = new Map<string, KeyRow[]>()
    for (const home of await homesOf(tree, context)) {
      for (const pattern of patterns.slice(0, patternsLimit)) {
        for (const row of await keysIn(tree, context, home.user, placeOf(pattern, home))) gather(found, rowKey(row), row)
      }
    }
    return [...found.values()].flatMap(joined)
  },
}

/** What `AuthorizedKeysFile` says anywhere, in blocks for some users too: a file that counts for one may count for another. */
async function patternsOf(tree: Tree, context: SemanticContext): Promise<string[]> {
  const files = [configuration, ...(await matching(tree, context, `${configuration}.d/*.conf`))]
  const lines = (await Promise.all(files.map((file) => readLines(tree, file, context)))).flat()
  return lines.flatMap((line) => {
    const [, values] = /^AuthorizedKeysFile(?:\s*=\s*|\s+)(.*)$/i.exec(line.trim()) ?? []
    return (values ?? '').split(/\s+/).filter((value) => value !== '' && value !== 'none')
  })
}

function placeOf(pattern: string, { user, folder }: Home): string {
  const path = pattern.replaceAll('"', '').replaceAll(/%[%hu]/g, (token) => (token === '%h' ? folder : token === '%u' ? user : '%'))
  return resolveLink('/x', path.startsWith('/') ? path : `${folder}/${path}`)
}

async function keysIn(tree: Tree, context: SemanticContext, user: string, file: string): Promise<KeyRow[]> {
  const rows: KeyRow[] = []
  const other: number[] = []
  for (const [at, line] of (await readLines(tree, file, context)).entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue
    const key = keyOf(line.trim())
    if (key === undefined) other.push(at + 1)
    else rows.push({ k: 'k', user, ...key, file })
  }
  if (other.length > 0) context.skip(file, `${other.length} lines are no keys, the first is line ${other[0]}`)
  return rows
}

/** `[options] type base64 [comment]`; options may have blanks between quotes. */
const keyLine = /^(?:((?:"(?:\\.|[^"\\])*"|[^\s"])+)\s+)?([a-z][\w.@-]*)\s+(AAAA[A-Za-z0-9+/]+={0,2})(?:\s+(.*))?$/

function keyOf(line: string): Pick<KeyRow, 'type' | 'fp' | 'options' | 'comment'> | undefined {
  const [, options, type, blob, comment] = keyLine.exec(line) ?? []
  if (type === undefined || blob === undefined) return undefined
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64').replace(/=+$/, '')
  return {
    type,
    fp: `SHA256:${digest}`,
    ...(options !== undefined && { options }),
    ...(comment !== undefined && comment !== '' && { comment }),
  }
}

/** A key that stands more than once lets in by any of its lines: the options of all are told. */
function joined(rows: readonly KeyRow[]): KeyRow[] {
  const [first] = rows
  const options = [...new Set(rows.map((row) => row.options ?? ''))]
  if (first === undefined || options.length === 1) return rows.slice(0, 1)
  return [{ ...first, options: options.map((each) => each || 'none').join(' or ') }]
}
