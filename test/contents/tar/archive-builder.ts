import { createHash } from 'node:crypto'

/** An entry as a test writes it. What is left out is as usual. */
export interface Member {
  name: string | Buffer
  type?: string
  mode?: number
  uid?: number
  gid?: number
  mtime?: number
  content?: string | Buffer
  target?: string | Buffer
  /** Records of an extended header before it. */
  pax?: Readonly<Record<string, string | Buffer>>
  /** Instead of the length of the content. */
  size?: number
  major?: number
  minor?: number
}

const block = 512

/** A tar archive, ustar with extended headers where there are records. Nothing is checked: that is what the reader is for. */
export function tarOf(members: readonly Member[], end = true): Buffer {
  return Buffer.concat([...members.flatMap(partsOf), ...(end ? [Buffer.alloc(2 * block)] : [])])
}

function partsOf(member: Member): Buffer[] {
  const before = member.pax === undefined ? [] : partsOf({ name: 'PaxHeaders/x', type: 'x', content: recordsOf(member.pax) })
  const content = Buffer.from(member.content ?? '')
  return [...before, headerOf(member, content.length), padded(content)]
}

export function headerOf(member: Member, length: number): Buffer {
  const header = Buffer.alloc(block)
  Buffer.from(member.name).copy(header, 0, 0, 100)
  octal(header, 100, 8, member.mode ?? (member.type === '5' ? 0o755 : 0o644))
  octal(header, 108, 8, member.uid ?? 0)
  octal(header, 116, 8, member.gid ?? 0)
  octal(header, 124, 12, member.size ?? length)
  octal(header, 136, 12, member.mtime ?? 0)
  header.write(member.type ?? '0', 156)
  Buffer.from(member.target ?? '').copy(header, 157, 0, 100)
  header.write('ustar\u000000', 257)
  octal(header, 329, 8, member.major ?? 0)
  octal(header, 337, 8, member.minor ?? 0)
  return summed(header)
}

/** With the sum that it says of itself. */
export function summed(header: Buffer): Buffer {
  header.fill(' ', 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

function octal(header: Buffer, at: number, length: number, value: number): void {
  header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at)
}

export function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((block - (content.length % block)) % block)])
}

export function recordsOf(records: Readonly<Record<string, string | Buffer>>): Buffer {
  return Buffer.concat(
    Object.entries(records).map(([key, value]) => {
      const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')])
      let length = rest.length + 1
      while (String(length).length + rest.length !== length) length = String(length).length + rest.length
      return Buffer.concat([Buffer.from(String(length)), rest])
    }),
  )
}

/** Bytes as they come from somewhere, in pieces of so many. */
export async function* inPieces(bytes: Buffer, size = 64 * 1024): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64url')
}
