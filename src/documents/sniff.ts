import { InputError } from '../model/errors.ts'
import { readHead, type InputFile } from './input-file.ts'

/** What the first bytes of a document say. Enough to choose a reader; never the whole document. */
export interface Sniff {
  format: 'json' | 'yaml' | 'terraform' | 'empty' | 'binary' | 'utf-16' | 'zip' | 'text'
  /** Top-level keys seen in the head, in order. For a JSON list: the keys of its first element, with `list` true. */
  keys: ReadonlySet<string>
  /** Top-level scalars seen in the head. */
  scalars: ReadonlyMap<string, Scalar>
  list: boolean
  /** A second JSON document follows on the next line. */
  ndjson: boolean
  name: string
}

type Scalar = string | number | boolean | null

export function sniff(file: InputFile): Sniff {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1)
  const head = readHead(file)
  let text = head.toString('utf8')
  if (text.charCodeAt(0) === 0xfe_ff) text = text.slice(1)
  const nothing = { keys: new Set<string>(), scalars: new Map(), list: false, ndjson: false, name }
  if (text.trim() === '') return { ...nothing, format: 'empty' }
  if (/\.(tf|tofu)$/.test(name)) return { ...nothing, format: 'terraform' }
  if (isUtf16(head)) return { ...nothing, format: 'utf-16' }
  if (head.subarray(0, 4).equals(zipStart)) return { ...nothing, format: 'zip' }
  if (head.includes(0)) return { ...nothing, format: 'binary' }
  if (/^\s*[[{]/.test(text)) return { ...sniffJson(text), format: 'json', name }
  const keys = new Set<string>()
  for (const match of text.matchAll(/^(?:"([^"]+)"|'([^']+)'|([A-Za-z][\w.-]*)):(?:\s|$)/gm))
    keys.add(match[1] ?? match[2] ?? match[3] ?? '')
  return { ...nothing, keys, format: keys.size > 0 ? 'yaml' : 'text' }
}

/** The same for a file that was found below a folder: one that may not be read is told and costs no other. */
export function sniffFound(file: InputFile, tell: (error: InputError) => void): Sniff | undefined {
  try {
    return sniff(file)
  } catch (error) {
    if (file.named || !(error instanceof InputError)) throw error
    tell(error)
    return undefined
  }
}

const zipStart = Buffer.from('PK\u0003\u0004')

function isUtf16([one, two]: Buffer): boolean {
  return (one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff)
}

/** What to do with a file that nothing can read, where its format says so. */
export function remedyOf({ format }: Sniff, path: string): string | undefined {
  if (format === 'utf-16') return `Write it as UTF-8; in Windows PowerShell: \`COMMAND | Out-File -Encoding utf8 ${path}\`.`
  if (format === 'zip') return `A saved plan is read as JSON: run \`terraform show -json ${path} > plan.json\`.`
  return undefined
}

/** One tolerant pass over the head: a truncated document is recognised too, its reader then says where it breaks. */
function sniffJson(text: string): Pick<Sniff, 'keys' | 'scalars' | 'list' | 'ndjson'> {
  const keys = new Set<string>()
  const scalars = new Map<string, Scalar>()
  const list = /^\s*\[/.test(text)
  const level = list ? 2 : 1
  const token = /[ \t\r\n]*("(?:[^"\\]|\\.)*"|[{}[\],:]|-?\d[\d.eE+-]*|true|false|null)/gy
  // Inside of values only texts and brackets matter.
  const deep = /("(?:[^"\\]|\\.)*"|[{}[\]])/g
  let depth = 0
  let key: string | undefined
  let expectKey = false
  let at = 0
  for (;;) {
    const pattern = depth > level ? deep : token
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[1]
    if (found === undefined) break
    at = pattern.lastIndex
    if (found === '{' || found === '[') {
      depth += 1
      if (depth === level) expectKey = found === '{'
      key = undefined
    } else if (found === '}' || found === ']') {
      depth -= 1
      if (depth < level && list) break
      if (depth === 0) break
    } else if (depth === level && found === ',') expectKey = true
    else if (depth === level && expectKey && found.startsWith('"')) {
      key = String(parse(found))
      keys.add(key)
      expectKey = false
    } else if (depth === level && key !== undefined && found !== ':') {
      scalars.set(key, parse(found))
      key = undefined
    }
  }
  const ndjson = depth === 0 && !list && /^[ \t]*\r?\n\s*[[{]/.test(text.slice(at))
  return { keys, scalars, list, ndjson }
}

/** A token that is no container. */
function parse(token: string): Scalar {
  try {
    const value: Scalar = JSON.parse(token)
    return value
  } catch {
    return token
  }
}
